import { describe, expect, it } from 'vitest';
import { emit, ended, MINUTE, nccl, play, restartsAfter, seen, signal, step } from './attempt.fixture.js';

const exploded = (at: number, confirm_after?: number) =>
  emit(
    signal(at, {
      name: 'gradient_explosion',
      mode: 'crash',
      error_type: 'numerical_instability',
      lasting: true,
      until_resolved: true,
      fields: { step: at / 1000 },
      ...(confirm_after === undefined ? {} : { confirm_after }),
    }),
  );
const over = (at: number) => emit(signal(at, { name: 'gradient_explosion', resolved: true }));
/** A step each second, and all of it read. */
const goesOn = (from: number, to: number) =>
  Array.from({ length: (to - from) / 1000 }, (_, i) => from + i * 1000).flatMap((at) => [
    step(at, at / 1000),
    ...seen(at),
  ]);
const transient = restartsAfter(10_000);

describe('a failure that lasts while steps go on', () => {
  it('decides nothing without a word of its rule, however long it lasts', () => {
    const run = play([seen(0), goesOn(1000, 20_000), exploded(20_000), goesOn(21_000, 20 * MINUTE)], transient);
    expect(run.decisions).toEqual([]);
    expect(run.state.run).toBe('degraded');
  });

  it('is confirmed when it has lasted for so long, then waits for more lines, and makes an end of the job', () => {
    const run = play([seen(0), goesOn(1000, 20_000), exploded(20_000, 60_000), goesOn(21_000, 3 * MINUTE)], transient);
    expect(run.decisions.map(({ at, decision }) => [at, decision.action])).toEqual([[110_000, 'restart']]);
    expect(run.closed[0]).toMatchObject({ ignored: false, reason: 'it lasts while steps go on' });
    expect(run.state.verdict).toMatchObject({ kind: 'decided', state: 'failed' });
  });

  it('is none where it is over before, also after the decision', () => {
    for (const at of [70_000, 100_000, 115_000]) {
      const events = [seen(0), goesOn(1000, 20_000), exploded(20_000, 60_000)];
      const run = play([...events, goesOn(21_000, at), over(at), goesOn(at, 5 * MINUTE)], transient);
      expect(run.state.verdict, String(at)).toBeUndefined();
      expect(run.closed.at(-1), String(at)).toMatchObject({ ignored: true });
      expect(run.state.run).toBe('running');
    }
  });

  it('waits while nothing can be seen of the job or of its log', () => {
    const blind = { type: 'blind', at: 70_000, source: 'train.log', error: 'ESTALE' } as const;
    const events = [seen(0), goesOn(1000, 20_000), exploded(20_000, 60_000), goesOn(21_000, 70_000), blind];
    expect(play([...events, { type: 'tick', at: 10 * MINUTE }], transient).decisions).toEqual([]);
    const again = play([...events, goesOn(5 * MINUTE, 8 * MINUTE)], transient);
    expect(again.decisions.map(({ decision }) => decision.action)).toEqual(['restart']);
  });

  it('leaves others that steps disprove to their steps, when it is over', () => {
    const both = play(
      [
        ...[seen(0), goesOn(1000, 20_000), exploded(20_000, 60_000), goesOn(21_000, 85_000), nccl(85_500)],
        ...[over(86_000), goesOn(87_000, 5 * MINUTE)],
      ],
      transient,
    );
    expect(both.decisions).toEqual([]);
    expect(both.state.run).toBe('running');
  });

  it('is the root of a job that ends of it sooner', () => {
    const run = play(
      [seen(0), goesOn(1000, 20_000), exploded(20_000, 60_000), goesOn(21_000, 30_000), ended(30_000, 'failed')],
      transient,
    );
    expect(run.decisions.map(({ incident }) => incident.root.name)).toEqual(['gradient_explosion']);
  });
});
