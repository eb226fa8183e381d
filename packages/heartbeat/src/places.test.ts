import { expect, it } from 'vitest';
import { parseLocation } from './location.js';
import { shownPlace } from './places.js';

it('of a run in S3 it is its folder in the console', () => {
  const { links, log } = shownPlace(parseLocation('s3://bucket/a b/x&y/run=1+ü'), 'eu-west-1', false);
  expect(log).toBe('s3://bucket/a b/x&y/run=1+ü/logs/training_log_latest.txt');
  const url = new URL(links[0]?.url as string);
  expect(url.href).toBe(links[0]?.url);
  expect(`${url.origin}${url.pathname}`).toBe('https://s3.console.aws.amazon.com/s3/buckets/bucket');
  expect([...url.searchParams]).toEqual([
    ['region', 'eu-west-1'],
    ['prefix', 'a b/x&y/run=1+ü/'],
  ]);
  expect(links[0]?.name).toBe('S3 console');
});

it('of a run at the top of a bucket, and in China', () => {
  const [link] = shownPlace(parseLocation('s3://bucket/r'), 'cn-north-1', false).links;
  expect(link?.url).toBe('https://console.amazonaws.cn/s3/buckets/bucket?region=cn-north-1&prefix=r%2F');
});

it('another server has no console, nor has a directory', () => {
  expect(shownPlace(parseLocation('s3://bucket/r'), 'us-east-1', true).links).toEqual([]);
  expect(shownPlace(parseLocation('/runs/r'), 'us-east-1', false)).toEqual({
    links: [],
    log: '/runs/r/logs/training_log_latest.txt',
  });
});
