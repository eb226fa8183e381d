import { describe, expect, it } from 'vitest';
import type { EngineEvent, Operator } from '../contract.js';
import { signal } from '../run/attempt.fixture.js';
import { type Correlation, correlate, correlationDue, noCorrelation, type Operators } from './correlate.js';

const hit = (at: number, name: string): EngineEvent => ({ type: 'signal', at, signal: signal(at, { name }) });
const tick = (at: number): EngineEvent => ({ type: 'tick', at });
const names = (events: readonly EngineEvent[]) =>
  events.map((event) => (event.type === 'signal' ? event.signal.name : event.type));

/** Puts a hit out ten seconds after it came. */
type Waiting = { readonly until?: number; readonly name?: string };
const late: Operator<Waiting> = {
  init: () => ({}),
  step(state, event) {
    if (event.type === 'signal') return [{ until: event.at + 10_000, name: event.signal.name }, []];
    if (state.until === undefined || event.type !== 'tick' || event.at < state.until) return [state, []];
    return [{}, [signal(event.at, { name: `late_${state.name}` })]];
  },
  due: ({ until }) => until,
};
const operators = { a: late } as unknown as Operators;

/** All that goes on, and what is due after it. */
function run(events: readonly EngineEvent[], given: Operators = operators) {
  let state: Correlation = noCorrelation;
  const out = events.map((event) => {
    const [next, went] = correlate(given, state, event);
    state = next;
    return names(went);
  });
  return { out, due: correlationDue(given, state), state };
}

describe('correlate', () => {
  //  hits  a---b------------|
  //  ticks ------t(9s)--t(10s)
  //  out   ----b-t------t+late_a
  it('gives the hits of a rule to its operator, and what that puts out takes their place', () => {
    expect(run([hit(0, 'a'), hit(1000, 'b'), tick(9_000), tick(10_000)])).toMatchObject({
      out: [[], ['b'], ['tick'], ['tick', 'late_a']],
      due: undefined,
    });
  });

  it('asks for a tick when an operator does, and not for one that it was given', () => {
    expect(run([hit(0, 'a')]).due).toBe(10_000);
    const stuck = { a: { ...late, step: () => [{ until: 5_000 }, []], due: () => 5_000 } } as unknown as Operators;
    expect(run([hit(0, 'a')], stuck).due).toBe(5_000);
    expect(run([hit(0, 'a'), tick(5_000)], stuck).due).toBeUndefined();
  });

  it('leaves everything as it is where no rule has an operator', () => {
    const event = hit(0, 'a');
    expect(correlate({}, noCorrelation, event)).toEqual([noCorrelation, [event]]);
  });

  it('goes on when an operator throws, and tells', () => {
    const broken = {
      a: {
        ...late,
        step: () => {
          throw new Error('no such field');
        },
      },
    } as unknown as Operators;
    const { out, state } = run([hit(0, 'a'), hit(1, 'b')], broken);
    expect(out).toEqual([['notice'], ['b']]);
    expect(correlate(broken, state, hit(2, 'a'))[1]).toMatchObject([
      { type: 'notice', text: 'The operator of the rule a failed: no such field.' },
    ]);
  });

  it('keeps its state as Json', () => {
    const { state } = run([hit(0, 'a'), tick(1_000)]);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
