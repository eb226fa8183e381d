import { vi } from 'vitest';

/**
 * Properties are asked with the same inputs at every run, so that a red is of the change that stands before it. New ones are
 * looked for by `npm run soak`: SIGWATCH_SEED (a number, or `random`) and SIGWATCH_RUNS (so many times as many inputs).
 */
vi.mock('fast-check', async (original) => {
  const module = await original<typeof import('fast-check')>();
  const { default: fc } = module;
  const { SIGWATCH_SEED: seed = '1', SIGWATCH_RUNS: times = '1' } = process.env;
  if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
  if (times === '1') return module;
  const assert: typeof fc.assert = (property, options) =>
    fc.assert(property as never, { ...options, numRuns: (options?.numRuns ?? 100) * Number(times) } as never);
  return { ...module, assert, default: { ...fc, assert } };
});
