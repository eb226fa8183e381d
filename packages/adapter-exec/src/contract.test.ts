import { tmpdir } from 'node:os';
import type { JobSpec } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines } from '@sigwatch/testkit';
import { describe, it } from 'vitest';
import { poll, shells, type Way, workshop } from '../test/workshop.js';

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

const ways: readonly (readonly [way: Way, title: string])[] = [
  ...shells.map((way) => [way, `the exec adapter without a prefix (${way})`] as const),
  ['kubectl', 'the exec adapter behind a stand-in for kubectl'],
  ['ssh', 'the exec adapter behind a stand-in for ssh'],
];

for (const [way, title] of ways) {
  const { adapter, spec } = workshop(way);
  adapterContract(
    title,
    async () => ({
      adapter: adapter(),
      now: Date.now,
      spec: (kind): JobSpec => spec(scripts[kind], { cwd: tmpdir() }),
      printed: printedLines,
      unknown: { id: 'exec:nobody.1', incarnation: '0/1/2/3/4/5' },
      async until(probe) {
        let value: Awaited<ReturnType<typeof probe>>;
        await poll(async () => {
          value = await probe();
          return value !== undefined;
        });
        return value as NonNullable<typeof value>;
      },
      settle: () => new Promise((resolve) => setTimeout(resolve, 400)),
      // What a check has left is ended by the workshop.
      dispose: async () => {},
    }),
    { describe, it },
  );
}
