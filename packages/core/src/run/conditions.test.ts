import { describe, expect, it } from 'vitest';
import type { EngineEvent, Shown, Signal } from '../contract.js';
import {
  emit,
  ended,
  exception,
  launcher,
  MINUTE,
  nccl,
  output,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const modes = { degraded: undefined, stalled: 'stall', timed_out: 'timeout' } as const;

/** A rule whose operator tells when it is over, as those that read heartbeats. */
const told = (shows: Shown, name = 'heartbeats', more: Partial<Signal> = {}) => {
  const mode = modes[shows];
  return (at: number): EngineEvent =>
    emit(
      signal(at, {
        ...{ name, shows, source: 'heartbeats.jsonl', beside: true, until_resolved: true, text: `${name} say so.` },
        ...(mode === undefined
          ? { kind: 'warning', severity: 'warning' }
          : { mode, error_type: 'heartbeat_lost', symptom_of: ['*'] }),
        ...more,
      }),
    );
};
const over = (at: number, name = 'heartbeats'): EngineEvent =>
  emit(signal(at, { name, resolved: true, source: 'heartbeats.jsonl', beside: true, severity: 'warning' }));
const silent = told('timed_out');
const stands = told('stalled', 'stands');
const late = told('degraded', 'late');
const steps = (from: number, count: number, every = 5_000, first = 1): EngineEvent[] =>
  Array.from({ length: count }, (_, i) => step(from + i * every, first + i));
const alive = (from: number, to: number): EngineEvent[] =>
  Array.from({ length: Math.floor((to - from) / MINUTE) + 1 }, (_, i) => seen(from + i * MINUTE)).flat();

describe('what a rule shows at once', () => {
  it.each([
    ['degraded', late],
    ['stalled', stands],
    ['timed_out', silent],
  ] as const)('the run is %s from the hit on, and runs again when the rule says so', (state, hit) => {
    const name = { degraded: 'late', stalled: 'stands', timed_out: 'heartbeats' }[state];
    const run = play([seen(0), steps(1_000, 3), hit(20_000), seen(21_000), over(90_000, name), seen(91_000)]);
    expect(run.of('state').slice(1)).toMatchObject([
      { from: 'running', to: state, reason: `${name} say so.`, signal: name },
      { from: state, to: 'running', reason: `${name} is over` },
    ]);
    expect(run.of('state')[2]).not.toHaveProperty('signal');
    expect(run.decisions).toEqual([]);
  });

  it('a degraded run has no incident, and the others have one, which ends with it', () => {
    expect(play([seen(0), late(1_000), over(9_000, 'late')]).of('opened')).toEqual([]);
    const run = play([seen(0), silent(1_000), over(9_000), silent(20_000), over(30_000)]);
    expect(run.of('opened').map((one) => one.incident.id)).toEqual(['run/1/1', 'run/1/2']);
    expect(run.closed).toMatchObject([
      { ignored: true, reason: 'heartbeats is over' },
      { ignored: true, reason: 'heartbeats is over' },
    ]);
    expect(run.states).toEqual(['running', 'timed_out', 'running', 'timed_out', 'running']);
  });

  it('of several the worst is shown, and as each ends the next', () => {
    const run = play([
      ...[seen(0), late(1_000), silent(2_000), stands(3_000), over(4_000), over(5_000, 'stands'), over(6_000, 'late')],
    ]);
    expect(run.states).toEqual(['running', 'degraded', 'timed_out', 'stalled', 'degraded', 'running']);
  });

  it.each([
    ['timed_out', silent, 'heartbeats', stands, 'stands', 'stalled'],
    ['stalled', stands, 'stands', silent, 'heartbeats', 'timed_out'],
    ['timed_out', silent, 'heartbeats', late, 'late', 'degraded'],
    ['degraded', late, 'late', silent, 'heartbeats', 'timed_out'],
    ['degraded', late, 'late', stands, 'stands', 'stalled'],
    ['stalled', stands, 'stands', late, 'late', 'degraded'],
  ] as const)('%s that one line replaces by another is one change', (from, first, name, then, next, to) => {
    const ofLine = (event: EngineEvent): EngineEvent =>
      event.type === 'signal' ? { ...event, signal: { ...event.signal, line: 7_000 } } : event;
    const line = [over(2_000, name), then(2_000)].map(ofLine);
    for (const events of [line, [...line].reverse()]) {
      const run = play([seen(0), first(1_000), events, seen(3_000), over(4_000, next), seen(5_000)]);
      expect(run.of('state').slice(1)).toMatchObject([
        { to: from },
        { from, to, reason: `${next} say so.`, signal: next },
        { from: to, to: 'running', reason: `${next} is over` },
      ]);
      expect(run.closed.every(({ ignored }) => ignored)).toBe(true);
      expect(run.state.incident).toBeUndefined();
    }
  });

  it('what is suspected of the log is still there when it is over', () => {
    const run = play([seen(0), steps(1_000, 3), nccl(12_000), silent(13_000), over(14_000)]);
    expect(run.states).toEqual(['running', 'degraded', 'timed_out', 'degraded']);
    expect(run.closed).toEqual([]);
  });

  it('groups are shown and end apart', () => {
    const of = (at: number, group: string, more: Partial<Signal> = {}) =>
      told('degraded', 'late', { group, ...more })(at);
    const ends = (at: number, group: string) => of(at, group, { resolved: true });
    const run = play([seen(0), of(1_000, 'a'), of(2_000, 'b'), ends(3_000, 'a'), ends(4_000, 'c')]);
    expect(run.states).toEqual(['running', 'degraded']);
    expect(play([seen(0), of(1_000, 'a'), of(2_000, 'b'), ends(3_000, 'a'), ends(4_000, 'b')]).states).toEqual([
      ...['running', 'degraded', 'running'],
    ]);
  });

  it('without a word of its end verified steps are its end', () => {
    const hit = told('stalled', 'stands', { until_resolved: undefined } as unknown as Partial<Signal>);
    const run = play([seen(0), steps(1_000, 3), hit(20_000), steps(25_000, 2, 5_000, 4)]);
    expect(run.of('state').slice(1)).toMatchObject([
      { to: 'stalled', reason: 'stands was seen' },
      { to: 'running', reason: 'verified steps followed, whatever stands says' },
    ]);
  });
});

describe('while the log goes on', () => {
  it('steps make it degraded, and its incident none: nothing is decided, however long it lasts', () => {
    const beats = Array.from({ length: 60 }, (_, i) => [
      step(25_000 + i * MINUTE, 4 + i),
      ...seen(26_000 + i * MINUTE),
    ]);
    const run = play([seen(0), steps(1_000, 3), silent(20_000), beats.flat(), over(61 * MINUTE)], restartsAfter(0));
    expect(run.of('state').slice(1)).toMatchObject([
      { to: 'timed_out', signal: 'heartbeats' },
      { to: 'degraded', reason: 'verified steps followed, whatever heartbeats says', signal: 'heartbeats' },
      { to: 'running', reason: 'heartbeats is over' },
    ]);
    expect(run.closed).toMatchObject([{ ignored: true, reason: 'verified steps followed' }]);
    expect(run.decisions).toEqual([]);
    expect(run.state.verdict).toBeUndefined();
  });

  it('steps of before disprove nothing', () => {
    const run = play([
      seen(0),
      steps(1_000, 3),
      silent(60_000),
      steps(20_000, 5, 5_000, 4).map((one) => ({ ...one, at: 61_000 })),
    ]);
    expect(run.states).toEqual(['running', 'timed_out']);
  });

  it('a run that never made a step is alive where it prints, but does not make steps by that', () => {
    expect(play([seen(0), output(1_000), silent(20_000), output(30_000)]).states).toEqual([
      ...['running', 'timed_out', 'degraded'],
    ]);
    expect(play([seen(0), output(1_000), stands(20_000), output(30_000)]).states).toEqual(['running', 'stalled']);
  });

  it('a failure that follows has the root', () => {
    const run = play([
      seen(0),
      steps(1_000, 3),
      silent(60_000),
      exception(90_000),
      ended(95_000, 'failed', { exit_code: 1 }),
    ]);
    expect(run.closed.at(-1)?.incident.root.name).toBe('traceback');
    expect(run.states.at(-1)).toBe('failed');
  });
});

describe('in silence', () => {
  it('it is not decided before the log itself was silent for so long as it may be, and then as without it', () => {
    const life = [seen(0), steps(1_000, 3)];
    const without = play([...life, alive(MINUTE, 40 * MINUTE)], restartsAfter(0));
    const run = play([...life, silent(20_000), alive(MINUTE, 40 * MINUTE)], restartsAfter(0));
    const [decision] = run.decisions;
    expect(decision).toMatchObject({ at: without.decisions[0]?.at, decision: { action: 'restart', mode: 'stall' } });
    expect(decision?.incident.root.name).toBe('stall_no_output');
    expect(decision?.at).toBeGreaterThan(30 * MINUTE);
  });

  it('without a limit of silence nothing follows from it', () => {
    const run = play([seen(0), steps(1_000, 3), silent(20_000), alive(MINUTE, 300 * MINUTE)], {
      ...restartsAfter(0),
      inactivity: undefined,
    } as unknown as Parameters<typeof play>[1]);
    expect(run.decisions).toEqual([]);
    expect(run.states).toEqual(['running', 'timed_out']);
  });

  it('where sigwatch only observes, its end brings the run back, and the next one is told of anew', () => {
    const after = 41 * MINUTE;
    const run = play([
      ...[seen(0), steps(1_000, 3), silent(20_000), alive(MINUTE, 40 * MINUTE)],
      ...[over(after), steps(after + 1_000, 3, 5_000, 4), seen(after + 20_000)],
      ...[silent(after + MINUTE), seen(after + MINUTE + 1), over(after + 2 * MINUTE)],
    ]);
    expect(run.decisions).toMatchObject([{ decision: { action: 'ignore' } }]);
    expect(run.states).toEqual(['running', 'timed_out', 'stalled', 'running', 'timed_out', 'running']);
    expect(run.of('opened').map((one) => one.incident.id)).toEqual(['run/1/1', 'run/1/2']);
  });

  it('the bare end of a job says more, and a decision is on that', () => {
    const run = play([seen(0), steps(1_000, 3), silent(MINUTE), ended(12 * MINUTE, 'failed', { exit_code: 1 })]);
    expect(run.closed.at(-1)?.incident.root.name).toBe('job_failed');
    const launched = play([
      seen(0),
      steps(1_000, 3),
      silent(MINUTE),
      launcher(11 * MINUTE),
      ended(12 * MINUTE, 'failed'),
    ]);
    expect(launched.closed.at(-1)?.incident.root.name).toBe('child_failed');
  });
});

describe('the platform', () => {
  it('its own word ends what was only shown', () => {
    const run = play([seen(0), silent(1_000), ended(9_000, 'failed', { exit_code: 1 })]);
    expect(run.states).toEqual(['running', 'timed_out', 'failed']);
    const timedOut = play([seen(0), silent(1_000), ended(9_000, 'timed_out', { reason: 'HEARTBEATS_STALE' })]);
    expect(timedOut.states).toEqual(['running', 'timed_out']);
    expect(timedOut.closed.at(-1)?.incident).toMatchObject({
      mode: 'timeout',
      root: { name: 'job_timed_out', error_type: 'heartbeat_lost' },
    });
  });

  it('a final state is not left by what is told late', () => {
    const hit = [seen(0), silent(1_000), ended(9_000, 'timed_out', { reason: 'HEARTBEATS_STALE' })];
    const run = play([...hit, over(10_000), step(11_000, 1), step(12_000, 2)], restartsAfter(MINUTE));
    expect(run.states).toEqual(['running', 'timed_out']);
    expect(play([seen(0), ended(9_000, 'failed'), late(10_000), over(11_000, 'late')]).states).toEqual([
      ...['running', 'failed'],
    ]);
  });

  it('while it is not asked nothing is shown, and then at once what holds', () => {
    const unknown: EngineEvent = { type: 'job_unknown', at: 5_000, error: 'no answer' };
    const run = play([seen(0), silent(1_000), unknown, stands(6_000), status(9_000, 'running')]);
    expect(run.states).toEqual(['running', 'timed_out', 'unknown', 'timed_out']);
  });

  it('a job that waits: what is told of it stays, and ends where it begins to wait anew', () => {
    const never = [status(0, 'pending'), silent(1_000), status(2_000, 'pending'), status(3_000, 'pending')];
    expect(play(never).states).toEqual(['timed_out']);
    expect(play([...never, over(4_000), status(5_000, 'running')]).states).toEqual(['timed_out', 'running']);
    const again = play([seen(0), silent(1_000), status(2_000, 'pending'), status(3_000, 'running')]);
    expect(again.states).toEqual(['running', 'timed_out', 'pending', 'timed_out']);
  });

  it('a log that says that it was done outweighs that nothing was heard since', () => {
    const done = emit(signal(20_000, { name: 'done', kind: 'success', mode: 'success' }));
    const lost = ended(90 * MINUTE, 'timed_out', { reason: 'HEARTBEATS_STALE' });
    const run = play([seen(0), steps(1_000, 3), done, silent(12 * MINUTE), lost]);
    expect(run.states.at(-1)).toBe('succeeded');
    expect(run.decisions).toEqual([]);
  });
});
