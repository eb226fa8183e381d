import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runsOf } from './runs.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigwatch-runs-'));
  for (const name of ['a.log', 'b.log', 'b.log.1', 'c.log.1', 'job-7/rank_0.log', 'job-7/deep/rank_1.log']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'a line\n');
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each run with its logs, from the folder on. */
async function runs(...paths: readonly string[]) {
  const found = await runsOf(paths.map((path) => join(folder, path)));
  const short = (path: string) => path.replace(`${folder}/`, '');
  return Object.fromEntries(found.map(({ name, logs }) => [short(name), logs.map(short).sort()]));
}

it('takes each file for a run, with what was rotated away from it', async () => {
  expect(await runs('a.log', 'b.log.1')).toEqual({ 'a.log': ['a.log'], 'b.log.1': ['b.log.1'] });
  expect(await runs('*.log*')).toEqual({ 'a.log': ['a.log'], 'b.log': ['b.log', 'b.log.1'], 'c.log.1': ['c.log.1'] });
});

it('takes each folder in a directory for a run', async () => {
  const job = ['job-7/deep/rank_1.log', 'job-7/rank_0.log'];
  expect(await runs('')).toEqual({
    ...{ 'a.log': ['a.log'], 'b.log': ['b.log', 'b.log.1'], 'c.log.1': ['c.log.1'] },
    'job-7': job,
  });
  expect(await runs('job-7')).toEqual({ 'job-7/deep': [job[0]], 'job-7/rank_0.log': [job[1]] });
});

it('plays each once, however often it is named', async () => {
  expect(await runs('a.log', 'a.log', 'a.*')).toEqual({ 'a.log': ['a.log'] });
});
