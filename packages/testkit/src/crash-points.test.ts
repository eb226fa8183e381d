import { expect, it } from 'vitest';
import { crashPoints, lyingPlatform, virtualClock } from './index.js';

const spec = { run_id: 'r', attempt: 1, command: ['sleeps'], cwd: '/', env: {} };
const world = () => {
  const clock = virtualClock();
  const platform = lyingPlatform({ clock });
  return { clock, adapter: platform.adapter, platform };
};

it('finds the crash that makes a naive submitter submit twice, and the one that makes it forget', async () => {
  const seen: string[] = [];
  const runs = await crashPoints(
    {
      world,
      initial: () => 'start',
      run: async ({ state, adapter, deps, abort, save }) => {
        if (state === 'done') return;
        await adapter.submission?.submit(spec, 'k', { notAfter: deps.now() + 1_000, held: false }, abort);
        await save('done', { durable: false });
      },
    },
    (_outcome, { platform }, crash) => {
      const jobs = platform.truth().length;
      if (jobs !== 1) seen.push(`${crash?.kind} ${crash?.at}: ${jobs} jobs`);
    },
  );
  expect(runs).toBe(6);
  expect(seen).toEqual([
    'before_save 0: 2 jobs',
    'power_loss 0: 2 jobs',
    'during_command 0: 2 jobs',
    'after_command 0: 2 jobs',
  ]);
});

it('a dead process does nothing more', async () => {
  await crashPoints(
    {
      world,
      initial: () => 0,
      run: async ({ state, adapter, deps, abort, save }) => {
        for (let n = state; n < 3; n += 1) {
          await new Promise<void>((resolve) => deps.schedule(deps.now() + 10, resolve));
          await adapter.submission?.find('k', abort);
          await save(n + 1, { durable: true });
        }
      },
      downtime: 1_000,
    },
    ({ state, saves }, { clock }, crash) => {
      expect(state).toBe(3);
      expect(clock.pending()).toBe(0);
      if (crash?.kind === 'after_save') expect(saves).toBe(2 - crash.at);
    },
  );
});
