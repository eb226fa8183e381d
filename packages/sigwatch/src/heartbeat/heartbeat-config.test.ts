import { expect, it } from 'vitest';
import { heartbeatUse } from '../settings/heartbeat-use.js';
import { resolveSettings } from '../settings/settings.js';
import { heartbeatConfig, heartbeatUseOf, jobIdOf, locationIn } from './heartbeat-config.js';

it('is kept with a run and taken up again as it was', () => {
  const env = { STALE_MINUTES: '3', MONITORING_REGION: 'eu-west-1', SIGWATCH_S3_ENDPOINT: 'http://127.0.0.1:9000' };
  const use = heartbeatUse(resolveSettings({ flags: { interval: '20s' }, env, cwd: '/' }));
  const config = JSON.parse(JSON.stringify(heartbeatConfig('s3://bucket/p/r', use)));
  expect(config).toEqual({
    class_name: 'HeartbeatAdapter',
    location: 's3://bucket/p/r',
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:9000',
    interval_seconds: 20,
    stale_seconds: { default: 180 },
  });
  expect(heartbeatUseOf(config)).toEqual({ ...use, location: 's3://bucket/p/r' });
});

it('of a directory the whole path counts, with or without a slash', () => {
  expect(jobIdOf('/runs/./r')).toBe('heartbeat:/runs/r');
  expect(jobIdOf('s3://bucket/p/r')).toBe('heartbeat:s3://bucket/p/r');
});

it.each([
  ['s3://b/r', 's3://b/r'],
  ['heartbeat:/runs/r', '/runs/r'],
  ['heartbeat:s3://b/r', 's3://b/r'],
  ['ray:r', undefined],
  ['train-1', undefined],
])('%s names %s', (word, wanted) => {
  expect(locationIn(word)).toBe(wanted);
});

it('less than two looks before an alarm are refused, and who said so is told', () => {
  const settings = resolveSettings({ flags: { interval: '1m' }, env: { STALE_MINUTES: '1' }, cwd: '/' });
  expect(() => heartbeatUse(settings)).toThrow('STALE_MINUTES is less than two intervals (--interval, 60 s)');
});

it.each(['127.0.0.1:9000', 'minio.local', 's3://b', 'http://'])(
  'an endpoint %s is refused, and who said so is told',
  (given) => {
    const settings = resolveSettings({ flags: {}, env: { SIGWATCH_S3_ENDPOINT: given }, cwd: '/' });
    expect(() => heartbeatUse(settings)).toThrow('SIGWATCH_S3_ENDPOINT is no address of an S3 server: write http://');
  },
);
