import { expect, it } from 'vitest';
import { LocationError, locationText, parseLocation } from './location.js';

it.each([
  ['s3://bucket/training-runs/run-1', { kind: 's3', bucket: 'bucket', prefix: 'training-runs', run: 'run-1' }],
  ['s3://bucket/a/b/run-1', { kind: 's3', bucket: 'bucket', prefix: 'a/b', run: 'run-1' }],
  ['s3://bucket/run-1', { kind: 's3', bucket: 'bucket', prefix: '', run: 'run-1' }],
  ['s3://bucket/training-runs/', { kind: 's3', bucket: 'bucket', prefix: 'training-runs', run: undefined }],
  ['s3://bucket/', { kind: 's3', bucket: 'bucket', prefix: '', run: undefined }],
  ['/var/run/training/run-1', { kind: 'directory', path: '/var/run/training', run: 'run-1' }],
  ['/var/run/training/', { kind: 'directory', path: '/var/run/training', run: undefined }],
])('%s', (text, location) => {
  expect(parseLocation(text)).toEqual(location);
  expect(locationText(parseLocation(text))).toBe(text);
});

it('a bucket alone means all of its runs', () => {
  expect(parseLocation('s3://bucket')).toEqual({ kind: 's3', bucket: 'bucket', prefix: '', run: undefined });
});

it.each([
  ['', /is empty\. Write s3:\/\/BUCKET\/PREFIX\/RUN/],
  ['s3:', /names no bucket/],
  ['s3:///run', /names no bucket/],
  ['s3://b/run', /b can be no bucket/],
  ['s3://user:key@host/run', /can be no bucket/],
  ['s3://bucket//run', /two slashes/],
  ['s3://bucket/a//run', /two slashes/],
  ['s3://bucket/a/../run', /\. or \.\. in it/],
  ['s3://bucket/run?region=x', /no URL/],
  ['gs://bucket/run', /gs:\/\/ is no place .* Write s3/],
  ['/', undefined],
])('%s is none, and it is said what to write', (text, message) => {
  if (message === undefined)
    return expect(parseLocation(text)).toEqual({ kind: 'directory', path: '/', run: undefined });
  expect(() => parseLocation(text)).toThrow(LocationError);
  expect(() => parseLocation(text)).toThrow(message);
});
