import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporary } from '../checkpoint/trees.fixture.js';
import { writeOverrides } from './overrides-file.js';

let folder: string;
let told: string[];
const journal = { notice: (text: string) => void told.push(text) };
beforeEach(() => {
  folder = temporary();
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

it('holds the settings of the attempt, and none where nothing is changed', () => {
  const path = join(folder, 'of', 'run', 'overrides.json');
  const read = () => JSON.parse(readFileSync(path, 'utf8'));
  const slower = { scale: { lr: 0.1 }, floor: { lr: 1e-7 } };
  writeOverrides({ overrides_file: path }, journal, { overrides: slower });
  expect(read()).toEqual(slower);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  writeOverrides({ overrides_file: path }, journal, {});
  expect(read()).toEqual({});
  expect(told).toEqual([]);
});

it('is not asked for by default', () => {
  const paths: string[] = [];
  writeOverrides({}, journal, { overrides: {} }, (path) => void paths.push(path));
  expect(paths).toEqual([]);
});

it('says what it means that it can not be written, and lets the attempt begin', () => {
  const full = () => {
    throw new Error('ENOSPC: no space left on device');
  };
  writeOverrides({ overrides_file: '/shared/overrides.json' }, journal, {}, full);
  expect(told).toEqual([
    "The settings of the attempt can't be written to overrides_file (ENOSPC: no space left on device). It may hold those of an earlier one: read SIGWATCH_OVERRIDES, or make /shared a folder that can be written to.",
  ]);
});
