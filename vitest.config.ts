import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import SkippedSuites from './test/support/skipped-suites.js';
import { realSuites } from './test/support/suites.js';

const source = (path: string) => new URL(path, import.meta.url).pathname;
const ready = realSuites.filter((suite) => suite.ready()).map(({ name }) => name);
/** Suites whose files hardly use the machine. */
const light: readonly string[] = ready.filter((name) =>
  ['client', 'modal', 'services', 'shells', 'ssh'].includes(name),
);
/** Each file has a cluster of its own, and waits for it most of the time. */
const clusters: readonly string[] = ready.filter((name) => ['slurm', 'ray'].includes(name));
/** Of those: what takes all that there is of the machine, or counts its memory. */
const greedy = clusters.flatMap((name) => [`test/${name}/storm.test.ts`, `test/${name}/nodes.test.ts`]);
/** A cluster that has to share the machine takes its time, and a limit costs only where something hangs. */
const patient = { testTimeout: 480_000, hookTimeout: 240_000 };
const filesOf = (suites: readonly string[]) => suites.map((name) => `test/${name}/**/*.test.ts`);

export default defineConfig({
  resolve: {
    // Unit tests run against the sources, so that a failing line is the line in the editor; what starts sigwatch as a
    // process runs what is built.
    alias: [
      { find: /^@sigwatch\/core$/, replacement: source('./packages/core/src/index.ts') },
      { find: /^@sigwatch\/core\/(host|plugin)$/, replacement: source('./packages/core/src/$1/index.ts') },
      {
        find: /^@sigwatch\/(store|adapter-colab|adapter-local|adapter-slurm|adapter-ray|adapter-modal|adapter-exec|health|heartbeat|notify|testkit)$/,
        replacement: source('./packages/$1/src/index.ts'),
      },
      { find: /^sigwatch$/, replacement: source('./packages/sigwatch/src/index.ts') },
    ],
  },
  test: {
    // A limit costs only where something hangs; on a busy machine a second may become ten.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
    pool: 'forks',
    reporters: ['default', new SkippedSuites()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // One process for each processor: by default one of them would be left to the runner, which hardly needs it.
          maxWorkers: availableParallelism(),
          // Those of test/fault kill processes that are acted, on a clock that is: they too take nothing but CPU time.
          setupFiles: ['test/support/properties.ts'],
          include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts', 'test/{support,corpus,fault}/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes under real time, and after all else. They mostly wait, so that two files share the machine well.
        extends: true,
        test: {
          name: 'real',
          include: filesOf(['e2e', 'editor', ...light]),
          maxWorkers: 2,
          // On a machine that is busy a process takes many seconds to begin. Nothing is proved by this limit.
          testTimeout: 300_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'clusters',
          include: filesOf(clusters),
          exclude: greedy,
          maxWorkers: 2,
          ...patient,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // What measures, and what kills at moments that chance has chosen: one file at a time.
        extends: true,
        test: {
          name: 'alone',
          include: [
            ...filesOf(['kill', ...ready.filter((name) => !light.includes(name) && !clusters.includes(name))]),
            ...greedy,
          ],
          fileParallelism: false,
          ...patient,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
