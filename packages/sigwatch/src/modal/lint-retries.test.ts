import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRunFile } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { shippedPacks } from '../packs.js';
import { lintRetries } from './lint-retries.js';

const cwd = mkdtempSync(join(tmpdir(), 'sigwatch-retries-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
writeFileSync(
  join(cwd, 'train.py'),
  'import modal\n@app.function(retries=3)\ndef train(): ...\n@app.function()\ndef other(): ...\n',
);

function findings(more: string, command = '["train.py::train", --steps, "9"]') {
  const where = { cwd, packs: shippedPacks(), env: {} };
  const text = `adapter: { class_name: ModalAdapter }\njob: { command: ${command} }\n${more}`;
  const path = join(cwd, 'sigwatch.yaml');
  writeFileSync(path, text);
  const file = loadRunFile(path, where);
  return lintRetries(file, where).map(({ code, level, line, message }) => ({ code, level, line, message }));
}

it('warns where a script and the policy of the platform disagree', () => {
  expect(findings('')).toEqual([
    {
      code: 'platform_retries',
      level: 'warning',
      line: 2,
      message:
        '`retries=` of `train` (train.py:2) lets Modal try again up to 3 times by itself, also what the policy stops for ' +
        '(environment, oom, exception, …), in each of up to 11 attempts of the policy: 44 in all',
    },
  ]);
});

it('tells what the policy that is named says', () => {
  const [always] = findings('restart: { class_name: AlwaysRestartPolicy, max_retries: 1 }\n');
  expect(always?.message).toContain('by itself, in each of up to 2 attempts of the policy: 8 in all');
  const [never] = findings('restart: { class_name: NoRestartPolicy }\n');
  expect(never?.message).toContain('by itself, and the policy never restarts');
  const [strict] = findings('restart: { class_name: SelectiveRestartPolicy, restart_on_error_types: [nccl] }\n');
  expect(strict?.message).toContain('stops for (what no list of it names)');
});

it('says nothing where one of them alone decides, or nothing can be read', () => {
  const noCrash = 'restart: { policies: [{ mode: stall, implementation: { class_name: NoRestartPolicy } }] }\n';
  expect(findings(noCrash)).toEqual([]);
  expect(findings('', '["train.py::other"]')).toEqual([]);
  expect(findings('', '["gone.py::train"]')).toEqual([]);
  expect(findings('', '["pkg.train::train"]')).toEqual([]);
});
