import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkpointFolder } from './folder-of.js';

const root = mkdtempSync(join(tmpdir(), 'sigwatch-folder-'));
mkdirSync(join(root, 'gpt/iter_0000100'), { recursive: true });
mkdirSync(join(root, 'hf/checkpoint-500'), { recursive: true });
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('is the folder of the step, where the line names that of all checkpoints', () => {
  expect(checkpointFolder(join(root, 'gpt'), '100', undefined)).toBe(join(root, 'gpt/iter_0000100'));
  expect(checkpointFolder('gpt', '100', root)).toBe(join(root, 'gpt/iter_0000100'));
  expect(checkpointFolder('hf', '500', root)).toBe(join(root, 'hf/checkpoint-500'));
});

it('is what the line says, where that names the step, where there is no step, and where nothing is to be seen', () => {
  expect(checkpointFolder('hf/checkpoint-500', '500', root)).toBe(join(root, 'hf/checkpoint-500'));
  expect(checkpointFolder(join(root, 'gpt'), undefined, root)).toBe(join(root, 'gpt'));
  expect(checkpointFolder('/far/away', '100', root)).toBe('/far/away');
  expect(checkpointFolder(join(root, 'gpt'), '../..', root)).toBe(join(root, 'gpt'));
});
