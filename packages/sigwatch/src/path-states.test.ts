import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PathStates } from './path-states.js';

const base = mkdtempSync(join(tmpdir(), 'sigwatch-paths-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(base, String(++count));
  mkdirSync(join(folder, 'packs'), { recursive: true });
  writeFileSync(join(folder, 'packs/rules.yaml'), 'name: one\n');
});

const noted = (...paths: string[]) => {
  const states = new PathStates();
  for (const path of paths) states.note(join(folder, path));
  expect(states.hold()).toBe(true);
  return states;
};

describe('what there was at paths', () => {
  it('is no more the same when a file says something else, though it is as long, and written in the same moment', () => {
    const states = noted('packs/rules.yaml');
    writeFileSync(join(folder, 'packs/rules.yaml'), 'name: two\n');
    expect(states.hold()).toBe(false);
  });

  it('is no more the same when a file is replaced by one with its times', () => {
    const path = join(folder, 'packs/rules.yaml');
    utimesSync(path, 1, 1);
    const states = noted('packs/rules.yaml');
    writeFileSync(join(folder, 'other'), 'name: two\n');
    utimesSync(join(folder, 'other'), 1, 1);
    renameSync(join(folder, 'other'), path);
    expect(states.hold()).toBe(false);
  });

  it('is no more the same when a file comes to be that was looked for, or goes', () => {
    const absent = noted('packs/absent.yaml', 'packs/deep/below/absent.yaml');
    mkdirSync(join(folder, 'packs/deep'));
    expect(absent.hold()).toBe(false);
    const there = noted('packs/rules.yaml');
    rmSync(join(folder, 'packs/rules.yaml'));
    expect(there.hold()).toBe(false);
  });

  it('stays the same when others are written', () => {
    const states = noted('packs/rules.yaml', 'packs/absent.yaml');
    writeFileSync(join(folder, 'beside'), '');
    expect(states.hold()).toBe(true);
  });
});
