import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { workshop } from '../test/workshop.js';
import { OUTPUT_FILE } from './index.js';

const { adapter, spec } = workshop();

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

adapterContract(
  'the local adapter',
  async () => {
    let attempt = 0;
    const sources = (directory: string) =>
      fileSource(join(directory, OUTPUT_FILE), { deps: systemDeps, follow: false });
    return {
      adapter: adapter({
        logs: (directory) => ({
          async *sources() {
            yield sources(directory);
          },
        }),
      }),
      now: Date.now,
      // One directory holds one attempt: each submission of a check is of another one, unless it uses a key again.
      spec: (kind): JobSpec => spec(scripts[kind], { attempt: ++attempt, cwd: tmpdir() }),
      printed: printedLines,
      unknown: { id: 'local:nobody.1', incarnation: 'none' },
      async until(probe) {
        const end = Date.now() + 60_000;
        for (;;) {
          const value = await probe();
          if (value !== undefined) return value;
          if (Date.now() > end) expect.fail('it took too long');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      settle: () => new Promise((resolve) => setTimeout(resolve, 400)),
      // What a check has left is ended by the workshop.
      dispose: async () => {},
    };
  },
  { describe, it },
);
