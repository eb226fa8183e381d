import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TargetHints, watchTarget } from './watch-target.js';

const none: TargetHints = { heartbeat: false, bucketTyped: false, prefix: 'training-runs', logs: [] };
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-target-'));
  for (const name of ['runs/a', 'runs/b', 'logs/deep', 'empty']) mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, 'runs/a/_error'), '');
  writeFileSync(join(root, 'runs/b/progress.json'), '{}');
  writeFileSync(join(root, 'logs/train.out'), '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const told = (words: readonly string[], hints: Partial<TargetHints> = {}) => {
  const target = watchTarget(
    words.map((word) => word.replace(/^~/, root)),
    { ...none, ...hints },
  );
  const what = target.kind === 'logs' ? target.paths.join(' ') : target.location;
  return `${target.kind} ${what}`.replaceAll(root, '~');
};

it.each<[readonly string[], Partial<TargetHints>, string]>([
  [['s3://b/training-runs/r1'], {}, 'run s3://b/training-runs/r1'],
  [['s3://b/training-runs/'], {}, 'fleet s3://b/training-runs/'],
  [['s3://b'], {}, 'fleet s3://b'],
  [['~/runs/a'], {}, 'run ~/runs/a'],
  [['~/runs/b/'], {}, 'run ~/runs/b'],
  [['~/runs/'], {}, 'fleet ~/runs/'],
  [['~/runs'], {}, 'logs ~/runs'],
  [['~/logs'], {}, 'logs ~/logs'],
  [['~/logs/'], {}, 'logs ~/logs/'],
  [['~/logs/train.out'], {}, 'logs ~/logs/train.out'],
  [['~/empty'], {}, 'logs ~/empty'],
  [['~/empty'], { heartbeat: true }, 'run ~/empty'],
  [['~/not-yet'], { heartbeat: true }, 'run ~/not-yet'],
  [['~/empty/'], { heartbeat: true }, 'fleet ~/empty/'],
  [['~/runs/a', '~/runs/b'], {}, 'logs ~/runs/a ~/runs/b'],
  [['-'], {}, 'logs -'],
])('%j %j: %s', (words, hints, wanted) => {
  expect(told(words, hints)).toBe(wanted);
});

it.each<[readonly string[], Partial<TargetHints>, RegExp]>([
  [['s4://b/training-runs/r'], {}, /s4:.* write s3:\/\/BUCKET/],
  [['s3:/b/training-runs/r'], {}, /no address that is known here: write s3:\/\/BUCKET/],
  [['S3://b/training-runs/r'], {}, /no address that is known here: write s3:\/\/BUCKET/],
  [['train.log', 'gs://b/r'], {}, /^gs:\/\/b\/r is no address/],
  [['s3://b/training-runs/r'], { bucket: 'c', bucketTyped: true }, /in the bucket b, and --bucket says c/],
  [[], { run: 'r' }, /--run-id r: nothing says where that run is; name its bucket by --bucket/],
])('%j %j is wrong use: %s', (words, hints, wanted) => {
  expect(() => told(words, hints)).toThrow(wanted);
});

it.each<[string, Partial<TargetHints>]>([
  ['s3://b/training-runs/r', { bucket: 'c', bucketTyped: false }],
  ['s3://b/training-runs/r', { bucket: 'b', bucketTyped: true }],
])('%s is watched with %j', (word, hints) => {
  expect(told([word], hints)).toBe(`run ${word}`);
});

describe('without a target', () => {
  it.each<[string, Partial<TargetHints>, string]>([
    ['a run of the bucket', { run: 'r', bucket: 'b' }, 'run s3://b/training-runs/r'],
    ['a bucket without a prefix', { run: 'r', bucket: 'b', prefix: '' }, 'run s3://b/r'],
    ['logs of the file come before a bucket that nobody typed', { run: 'r', bucket: 'b', logs: ['x'] }, 'logs x'],
    [
      '… and after one that was',
      { run: 'r', bucket: 'b', bucketTyped: true, logs: ['x'] },
      'run s3://b/training-runs/r',
    ],
    ['all runs of a bucket that was typed', { bucket: 'b', bucketTyped: true }, 'fleet s3://b/training-runs/'],
    ['heartbeats of the file', { read: 's3://b/x/r' }, 'run s3://b/x/r'],
    ['logs of the file, beside its heartbeats', { read: 's3://b/x/r', logs: ['x'] }, 'logs x'],
  ])('%s', (_, hints, wanted) => {
    expect(told([], hints)).toBe(wanted);
  });
});

it.each<[readonly string[], Partial<TargetHints>, string]>([
  [['s3://b/r', 'x.log'], {}, 's3://b/r is watched by itself'],
  [['a', 'b'], { heartbeat: true }, '--heartbeat is for one directory'],
  [[], { heartbeat: true }, '--heartbeat: there is no run to watch'],
  [[], { run: 'r' }, '--run-id r: nothing says where that run is; name its bucket by --bucket'],
])('refuses %j %j', (words, hints, wanted) => {
  expect(() => told(words, hints)).toThrow(wanted);
});
