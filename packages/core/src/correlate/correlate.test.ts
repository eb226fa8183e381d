import { describe, expect, it } from 'vitest';
import type { Correlator, EngineEvent } from '../contract.js';
import { rule } from '../match/rules.test-helper.js';
import { saidBy } from '../match/said-by.js';
import { runningClock } from '../run/active-clock.js';
import { signal } from '../run/attempt.fixture.js';
import { type Correlation, correlate, correlationDue, noCorrelation } from './correlate.js';
import { type Operators, operatorsFrom } from './operators.js';

const hit = (at: number, name: string): EngineEvent => ({ type: 'signal', at, signal: signal(at, { name }) });
const tick = (at: number): EngineEvent => ({ type: 'tick', at });
const names = (events: readonly EngineEvent[]) =>
  events.map((event) => (event.type === 'signal' ? event.signal.name : event.type));

/** Puts a hit out ten seconds after it came. */
type Waiting = { readonly until?: number; readonly name?: string };
const late: Correlator<Waiting> = {
  init: () => ({}),
  step(state, event) {
    if (event.type === 'signal') return [{ until: event.at + 10_000, name: event.signal.name }, []];
    if (state.until === undefined || event.type !== 'tick' || event.at < state.until) return [state, []];
    return [{}, [signal(event.at, { name: `late_${state.name}` })]];
  },
  due: ({ until }) => until,
};
const spec = { when: { operator: { class_name: 'Late' }, inputs: {} }, said: saidBy(rule('a', 'x'), 0) };
const withA = (operator: object): Operators => operatorsFrom([['a', { spec, operator: operator as Correlator }]]);
const operators = withA(late);
const now = { attempt: 1, clock: runningClock };

/** All that goes on, and what is due after it. */
function run(events: readonly EngineEvent[], given: Operators = operators) {
  let state: Correlation = noCorrelation;
  const out = events.map((event) => {
    const [next, went] = correlate(given, state, event, now);
    state = next;
    return names(went);
  });
  return { out, due: correlationDue(given, state, runningClock), state };
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
    const stuck = withA({ ...late, step: () => [{ until: 5_000 }, []], due: () => 5_000 });
    expect(run([hit(0, 'a')], stuck).due).toBe(5_000);
    expect(run([hit(0, 'a'), tick(5_000)], stuck).due).toBeUndefined();
  });

  it('leaves everything as it is where no rule has an operator', () => {
    const event = hit(0, 'a');
    expect(correlate(operatorsFrom([]), noCorrelation, event, now)).toEqual([noCorrelation, [event]]);
  });

  it('goes on when an operator throws, and tells once', () => {
    const broken = withA({
      ...late,
      step: () => {
        throw new Error('no such field');
      },
    });
    const { out, state } = run([hit(0, 'a'), hit(1, 'b'), hit(2, 'a')], broken);
    expect(out).toEqual([['notice'], ['b'], []]);
    expect(state.failed).toEqual(['a']);
    expect(correlate(broken, noCorrelation, hit(2, 'a'), now)[1]).toMatchObject([
      { type: 'notice', text: expect.stringMatching(/^The operator \w+ of the rule a failed: no such field\.$/) },
    ]);
  });

  it('begins anew with a rule that was changed since its state was kept', () => {
    const { state } = run([hit(0, 'a')]);
    const other = { ...spec, when: { ...spec.when, operator: { class_name: 'Other' } } };
    const seen: unknown[] = [];
    const changed = operatorsFrom([
      [
        'a',
        {
          spec: other,
          operator: { init: () => 'new', step: (is) => [is, seen.push(is) ? [] : []], due: () => undefined },
        },
      ],
    ]);
    correlate(changed, state, hit(1, 'a'), now);
    correlate(operators, state, hit(1, 'a'), now);
    expect(seen).toEqual(['new']);
    expect(correlationDue(changed, state, runningClock)).toBeUndefined();
  });

  it('keeps its state as Json, and goes on from it', () => {
    const { state } = run([hit(0, 'a'), tick(1_000)]);
    const written: Correlation = JSON.parse(JSON.stringify(state));
    expect(written).toMatchObject({ states: { a: { state: { until: 10_000, name: 'a' } } }, ticked: 1_000 });
    expect(correlationDue(operators, written, runningClock)).toBe(10_000);
    expect(names(correlate(operators, written, tick(10_000), now)[1])).toEqual(['tick', 'late_a']);
  });

  it('keeps what operators have remembered that there are no longer', () => {
    const { state } = run([hit(0, 'a')]);
    const others = operatorsFrom([['b', { spec, operator: late as unknown as Correlator }]]);
    const [after] = correlate(others, JSON.parse(JSON.stringify(state)), hit(1_000, 'b'), now);
    expect(JSON.parse(JSON.stringify(after.states))).toMatchObject({
      a: { state: { until: 10_000 } },
      b: { state: { until: 11_000 } },
    });
    expect(correlationDue(operators, after, runningClock)).toBe(10_000);
  });
});
