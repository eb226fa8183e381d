import { defineConfig } from 'vitest/config';

const source = (path: string) => new URL(path, import.meta.url).pathname;

// Unit tests run against the sources, so that a failing line is the line in the editor; end-to-end tests run what is built.
export default defineConfig({
  resolve: {
    alias: {
      '@sigwatch/core': source('./packages/core/src/index.ts'),
      '@sigwatch/store': source('./packages/store/src/index.ts'),
      '@sigwatch/adapter-local': source('./packages/adapter-local/src/index.ts'),
      '@sigwatch/testkit': source('./packages/testkit/src/index.ts'),
    },
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
});
