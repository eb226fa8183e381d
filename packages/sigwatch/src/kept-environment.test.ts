import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetEnvironment, keepEnvironment, keptEnvironment } from './kept-environment.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-kept-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('is kept until it is forgotten', () => {
  keepEnvironment(directory, 'r', { A: '1' });
  expect(keptEnvironment(directory, 'r')).toEqual({ A: '1' });
  forgetEnvironment(directory, 'r');
  forgetEnvironment(directory, 'r');
  expect(keptEnvironment(directory, 'r')).toBeUndefined();
});

it('says what to do where the state directory takes nothing', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(() => keepEnvironment(file, 'r', {})).toThrow(/the state directory .*file cannot be used: .* --state-dir/);
});
