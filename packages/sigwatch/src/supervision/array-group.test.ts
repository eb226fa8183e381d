import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobAdapter, type JobRef, type Store, systemDeps } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import { afterEach, expect, it } from 'vitest';
import { keptEnvironment } from '../kept-environment.js';
import { type ArrayGroup, ArrayRefusedError, bringUpGroup, groupsDirectory } from './array-group.js';
import { settingsOfRun } from './take-up.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const group: ArrayGroup = {
  run_id: 'g',
  job: { argv: ['--array=0-2', 'x.sbatch'], cwd: '/w', name: 'x', adapter: { class_name: 'SlurmAdapter' } },
  tasks: [0, 1, 2].map((task) => ({ task, argv: ['--array=0-2', `--array=${task}`, 'x.sbatch'] })),
};

/** A platform that finds a job by its key as soon as it is there. */
function platform(): JobAdapter & { readonly submitted: readonly string[] } {
  const submitted: string[] = [];
  const jobs = new Map<string, JobRef>();
  return {
    submitted,
    name: 'slurm',
    lag: 0,
    status: async () => new Map(),
    logs: () => ({ async *sources() {} }),
    submission: {
      async submit(spec, key) {
        submitted.push(spec.command.join(' '));
        const job: JobRef = { id: `slurm:${submitted.length}`, incarnation: 'c/1/0' };
        jobs.set(key, job);
        return job;
      },
      find: async (key) => ({ jobs: [jobs.get(key) ?? []].flat(), complete: true, asOf: Date.now() }),
    },
  };
}

/** The store of a process that dies at its nth commit: what it writes then is lost, or is its last deed. */
function mortal(store: Store, dies: { in: number; after: boolean }): Store {
  return {
    ...store,
    commit(batch, lease) {
      const now = dies.in-- === 0;
      if (now && !dies.after) throw new Error('died');
      store.commit(batch, lease);
      if (now) throw new Error('died');
    },
  };
}

function context(directory: string, adapter: JobAdapter, dies: { in: number; after: boolean }) {
  const stores = [openStore({ directory }), openStore({ directory: groupsDirectory(directory) })] as const;
  return {
    ...{ stateDirectory: directory, owner: currentOwner(), abort: new AbortController().signal, tell() {} },
    runs: mortal(stores[0], dies),
    groups: mortal(stores[1], dies),
    // So that what is uncertain is asked for at once.
    platform: { adapter, timing: { submit_within: 1, margin: 0, poll: { initial: 1, max: 1 } } },
    env: { submitter: { A: '1' }, own: {} },
    deps: systemDeps,
    [Symbol.dispose]: () => {
      for (const store of stores) store[Symbol.dispose]();
    },
  };
}

it.each([false, true])(
  'is submitted once, wherever its submitter dies (the last commit counts: %s)',
  async (after) => {
    let deaths = 0;
    for (let at = 0; at < 40; at++) {
      const directory = mkdtempSync(join(tmpdir(), 'sigwatch-group-'));
      folders.push(directory);
      const adapter = platform();
      let died = false;
      {
        using first = context(directory, adapter, { in: at, after });
        await bringUpGroup(group, first).catch((error: Error) => {
          expect(error.message).toBe('died');
          died = true;
        });
      }
      using second = context(directory, adapter, { in: Number.POSITIVE_INFINITY, after });
      if (died) await bringUpGroup(group, second);
      expect(adapter.submitted).toEqual(['--array=0-2 x.sbatch']);
      for (const { task, argv } of group.tasks) {
        const settings = settingsOfRun(second.runs.load(`g-${task}`));
        expect(settings).toMatchObject({
          name: `x-${task}`,
          argv,
          job: { id: `slurm:1_${task}`, incarnation: 'c/1/0' },
        });
        expect(keptEnvironment(directory, `g-${task}`)).toEqual({ A: '1' });
      }
      expect(second.groups.load('g')?.summary.ended_at).toBeDefined();
      if (!died) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(5);
  },
  60_000,
);

it('that is refused at once is over for whoever typed it, and waits for nobody', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-group-'));
  folders.push(directory);
  let asked = 0;
  const adapter = platform();
  const refuses: JobAdapter = {
    ...adapter,
    submission: {
      ...(adapter.submission as NonNullable<JobAdapter['submission']>),
      submit: async () => {
        asked++;
        throw Object.assign(new Error('no such partition'), { name: 'RefusedError' });
      },
    },
  };
  using given = context(directory, refuses, { in: Number.POSITIVE_INFINITY, after: false });
  await expect(bringUpGroup(group, { ...given, endsWhenRefused: true })).rejects.toThrow(
    new ArrayRefusedError('no such partition'),
  );
  expect(asked).toBe(1);
  expect(given.groups.load('g')?.summary).toMatchObject({ state: 'cancelled', ended_at: expect.any(Number) });
  expect(given.runs.list()).toEqual([]);
});
