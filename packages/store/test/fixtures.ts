import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LeaseOwner, RunSummary, SigwatchEvent } from '@sigwatch/core';
import { afterEach } from 'vitest';
import type { ProcessTable } from '../src/index.js';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-store-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function event(n: number, type: SigwatchEvent['event_type'] = 'progress', kind = 'progress'): SigwatchEvent {
  return { timestamp: new Date(n).toISOString(), event_type: type, run_id: 'r', attempt: 1, data: { n, kind } };
}

export function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    run_id: 'r',
    name: 'r',
    state: 'running',
    attempt: 1,
    jobs: [],
    restarts: 0,
    started_at: 1,
    updated_at: 2,
    ...changes,
  };
}

export const owner: LeaseOwner = { host: hostname(), pid: process.pid, started_at: 'now' };

/** Processes that start and die as a test says. */
export function fakeProcesses(
  host: string,
  alive: Map<number, string>,
  place = 'boot-1',
): ProcessTable & { alive: Map<number, string> } {
  return { alive, host: () => host, place: () => place, start: (pid) => alive.get(pid) };
}
