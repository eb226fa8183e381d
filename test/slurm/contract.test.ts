import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { slurmAdapter } from '@sigwatch/adapter-slurm';
import { discoverFiles, type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines } from '@sigwatch/testkit';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { Cluster } from './cluster.js';

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'exec sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

describe.each([
  { accounting: true, what: 'the slurm adapter' },
  { accounting: false, what: 'the slurm adapter without accounting' },
])('$what', ({ accounting, what }) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ accounting });
    for (const [name, value] of Object.entries(cluster.env)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await cluster[Symbol.asyncDispose]();
  });

  adapterContract(
    what,
    async () => {
      const directory = mkdtempSync(join(cluster.directory, 'contract-'));
      const stateDirectory = join(directory, 'state');
      mkdirSync(stateDirectory);
      return {
        adapter: slurmAdapter({
          stateDirectory,
          settings: { poll_interval_seconds: 1 },
          logs: (paths) => discoverFiles(paths, { deps: systemDeps, follow: false }),
        }),
        now: Date.now,
        spec: (kind): JobSpec => ({
          ...{ run_id: 'r', attempt: 1, cwd: directory, env: {} },
          command: ['--output=out-%j.log', '--wrap', scripts[kind]],
        }),
        printed: printedLines,
        unknown: { id: 'slurm:987654', incarnation: 'nowhere/1/0' },
        until: (probe) => cluster.until(probe),
        // Jobs begin in the order in which they came: what may start has done so before this one.
        settle: async () =>
          void (await cluster.untilState(await cluster.sbatch('#!/bin/sh\n', '-o/dev/null'), 'COMPLETED')),
        dispose: async () => {},
      };
    },
    // Each has keys and a folder of its own, and most of it is waiting.
    { describe, it: it.concurrent },
  );
});
