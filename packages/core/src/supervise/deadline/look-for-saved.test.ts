import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporary, torchFile, write } from '../../checkpoint/trees.fixture.js';
import { systemDeps } from '../../deps.js';
import { type LookingFor, lookForSaved, newestBefore, type Told } from './look-for-saved.js';

let directory: string;
beforeEach(() => {
  directory = temporary();
});
afterEach(() => rmSync(directory, { recursive: true }));

const place = (name: string) => join(directory, name);
const look = (more: Partial<LookingFor> = {}) => lookForSaved({ told: [], hashes: true, deps: systemDeps, ...more });
const told = (name: string, more: Partial<Told> = {}): Told => ({ path: place(name), verified: false, ...more });
const save = (step: number, at?: number) => {
  write(directory, { [`step_${step}.pt`]: torchFile() });
  if (at !== undefined) utimesSync(place(`step_${step}.pt`), at, at);
};

it('finds what the program has named, where it is whole', async () => {
  save(7);
  expect(await look({ told: [told('step_7.pt')] })).toMatchObject({
    is: 'whole',
    checkpoint: { path: place('step_7.pt'), step: 7 },
  });
});

it('says what is wrong with one that is named, unless another one that is named is whole', async () => {
  write(directory, { 'step_7.pt': torchFile().subarray(0, 50), 'notes.txt': 'x' });
  expect(await look({ told: [told('step_7.pt')] })).toMatchObject({ is: 'broken', path: place('step_7.pt') });
  expect(await look({ told: [told('notes.txt')] })).toMatchObject({
    is: 'broken',
    why: 'it does not have the name of a checkpoint',
  });
  expect(await look({ told: [told('step_9.pt')] })).toMatchObject({ is: 'broken', why: 'it is not there' });
  save(6);
  expect(await look({ told: [told('step_7.pt'), told('step_6.pt')] })).toMatchObject({ is: 'whole' });
});

it('believes a program that has verified what is not to be seen from here', async () => {
  expect(await look({ told: [{ path: '/mnt/volume/step_7.pt', step: 7, verified: true }] })).toEqual({
    ...{ is: 'told', path: '/mnt/volume/step_7.pt', step: 7 },
  });
});

it('takes the newest of the directory only where it was written after the question', async () => {
  save(7, 1_000);
  const known = await newestBefore(directory, systemDeps);
  expect(known).toEqual({ path: place('step_7.pt'), mtime: 1_000_000 });
  const asked = { directory, known };
  expect(await look(asked)).toEqual({ is: 'nothing', why: `The newest is still ${place('step_7.pt')}.` });
  save(7, 2_000);
  expect(await look(asked)).toMatchObject({ is: 'whole', checkpoint: { step: 7 } });
  save(7, 1_000);
  save(8, 1_001);
  expect(await look(asked)).toMatchObject({ is: 'whole', checkpoint: { step: 8 } });
});

it('does not take an older one that comes to light when the newest is deleted', async () => {
  save(6, 500);
  save(7, 1_000);
  const known = await newestBefore(directory, systemDeps);
  rmSync(place('step_7.pt'));
  expect(await look({ directory, known })).toMatchObject({ is: 'nothing' });
});

it('takes any where there was none, and says why there is none', async () => {
  expect(await newestBefore(directory, systemDeps)).toBeUndefined();
  expect(await newestBefore(undefined, systemDeps)).toBeUndefined();
  expect(await look({ directory })).toEqual({ is: 'nothing', why: 'Nothing there has the name of a checkpoint.' });
  expect(await look()).toEqual({ is: 'nothing' });
  save(1);
  expect(await look({ directory })).toMatchObject({ is: 'whole' });
});

it('reads a file as a whole where its hash stands beside it, unless it is to be quick', async () => {
  const file = torchFile();
  const seal = { sigwatch: 1, verified: true, bytes: file.length, sha256: '0'.repeat(64) };
  write(directory, { 'step_7.pt': file, 'step_7.pt.json': JSON.stringify(seal) });
  expect(await look({ told: [told('step_7.pt')] })).toMatchObject({
    is: 'broken',
    why: expect.stringContaining('SHA-256'),
  });
  expect(await look({ told: [told('step_7.pt')], hashes: false })).toMatchObject({ is: 'whole' });
  expect(await look({ directory })).toMatchObject({ is: 'broken', why: expect.stringContaining('SHA-256') });
  expect(await look({ directory, hashes: false })).toMatchObject({ is: 'whole' });
});
