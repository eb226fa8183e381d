import { defineConfig } from 'vitest/config';
import SkippedSuites from './test/support/skipped-suites.js';
import { realSuites } from './test/support/suites.js';

const source = (path: string) => new URL(path, import.meta.url).pathname;
const ready = realSuites.filter((suite) => suite.ready());

export default defineConfig({
  resolve: {
    // Unit tests run against the sources, so that a failing line is the line in the editor; what starts sigwatch as a
    // process runs what is built.
    alias: [
      { find: /^@sigwatch\/core$/, replacement: source('./packages/core/src/index.ts') },
      { find: /^@sigwatch\/core\/(host|plugin)$/, replacement: source('./packages/core/src/$1/index.ts') },
      { find: /^@sigwatch\/(store|adapter-local|testkit)$/, replacement: source('./packages/$1/src/index.ts') },
      { find: /^sigwatch$/, replacement: source('./packages/sigwatch/src/index.ts') },
    ],
  },
  test: {
    testTimeout: 60_000,
    pool: 'forks',
    reporters: ['default', new SkippedSuites()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts', 'test/{support,corpus}/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes under real time: one file at a time and after all else, so that none starves another.
        extends: true,
        test: {
          name: 'real',
          include: ['e2e', 'fault', ...ready.map((suite) => suite.name)].map((name) => `test/${name}/**/*.test.ts`),
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
