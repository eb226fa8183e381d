import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepareRun } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import { afterAll, expect, it } from 'vitest';
import { pruneState } from './prune.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-prune-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const DAY = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00Z');

it.each(['slurm/submitted', 'heartbeats/0123', 'modal/keys', 'modal/logs/ap-1/all'])(
  '%s keeps what is of a run that has not ended, however old, and forgets what is older',
  (folder) => {
    const file = (age: number) => {
      const path = join(directory, `${folder}/${age}.json`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '{}');
      utimesSync(path, (now - age * DAY) / 1000, (now - age * DAY) / 1000);
      return path;
    };
    const [young, middle, old] = [file(29), file(50), file(70)];
    const run_id = folder.replaceAll('/', '-');
    using store = openStore({ directory });
    prepareRun({ run_id, name: run_id, settings: {} }, store, currentOwner(), () => now - 60 * DAY);
    pruneState(directory, now);
    expect([young, middle, old].map((path) => existsSync(path))).toEqual([true, true, false]);
    const { summary } = store.load(run_id) as NonNullable<ReturnType<typeof store.load>>;
    const lease = store.acquire(run_id, currentOwner());
    store.commit({ summary: { ...summary, ended_at: now }, durable: true }, lease);
    store.release(lease);
    pruneState(directory, now);
    expect([young, middle].map((path) => existsSync(path))).toEqual([true, false]);
  },
);
