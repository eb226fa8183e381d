import type { RuleTestCase } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { judgeCase } from './judge-case.js';
import type { Fired, Outcome } from './outcome.js';

const START = Date.UTC(2025, 0, 1);
const fired = (name: string, line = 1): Fired => ({ name, source: 'log', line, text: `${name}!` });
const root = { signal: 'disk', error_type: 'mine', source: 'log', line: 2, text: 'disk!' };
const closed = { root, mode: 'crash', explained: 1, confidence: 'high', ignored: false, reason: 'it ended' };

function judged(expect: RuleTestCase['expect'], outcome: Partial<Outcome> = {}) {
  const rules = [
    { name: 'step', kind: 'progress' },
    { name: 'disk', kind: 'error' },
  ];
  const nothing = { start: START, signals: [], progressed: [], progress: {}, state: 'unknown', because: 'why' };
  const none = { incident: undefined, falseAlarm: undefined, states: [], decisions: [] };
  const test = { expect, monitor: { rules } } as unknown as RuleTestCase;
  return judgeCase(test, { ...nothing, ...none, ...outcome }).map(({ what, expected, found }) => [
    what,
    expected,
    found,
  ]);
}

describe('signals', () => {
  const signals = [fired('disk'), fired('net', 2), fired('job_failed', 0)];

  it('are those that are named, in their order; the engine’s own count when named', () => {
    expect(judged({ signals: ['disk', 'net'] }, { signals })).toEqual([]);
    expect(judged({ signals: ['disk', 'net', 'job_failed'] }, { signals })).toEqual([]);
    expect(judged({ signals: ['disk', 'net', 'stall_no_steps'] }, { signals })).toEqual([
      ['signals', 'stall_no_steps', undefined],
    ]);
    expect(judged({ signals: ['disk'] }, { signals })).toEqual([['signals', undefined, 'net']]);
    expect(judged({ signals: 'none' }, { signals })).toEqual([
      ['signals', undefined, 'disk'],
      ['signals', undefined, 'net'],
    ]);
  });

  it('that come in another order are told as missing here and extra there', () => {
    expect(judged({ signals: ['net', 'disk'] }, { signals })).toEqual([
      ['signals', 'disk', undefined],
      ['signals', undefined, 'disk'],
    ]);
    expect(judged({ signals: ['a', 'disk', 'b', 'net'] }, { signals })).toEqual([
      ['signals', 'a', undefined],
      ['signals', 'b', undefined],
    ]);
  });

  it('of progress count only when named, and must not fire when forbidden', () => {
    const progressed = [fired('step')];
    expect(judged({ signals: 'none' }, { progressed })).toEqual([]);
    expect(judged({ signals: ['step'] }, { progressed })).toEqual([]);
    expect(judged({ signals: ['step'] })).toEqual([['signals', 'step', undefined]]);
    expect(judged({ none: ['step', 'disk'] }, { progressed, signals: [] })).toEqual([['none', undefined, 'step']]);
    expect(judged({ none: ['disk'] }, { signals })).toEqual([['none', undefined, 'disk']]);
  });
});

describe('incident', () => {
  it('is any part of what it was', () => {
    expect(
      judged(
        { incident: { root: 'disk', error_type: 'mine', mode: 'crash', explains: 1, line: 2 } },
        { incident: closed },
      ),
    ).toEqual([]);
    expect(judged({ incident: { root: 'net', line: 3 } }, { incident: closed })).toEqual([
      ['incident.root', 'net', 'disk'],
      ['incident.line', 3, 2],
    ]);
    expect(judged({ incident: { root: 'net' } })).toEqual([['incident', { root: 'net' }, undefined]]);
  });

  it('is not none for a false alarm, and a false alarm is no incident', () => {
    const falseAlarm = { ...closed, ignored: true };
    expect(judged({ incident: 'none' })).toEqual([]);
    expect(judged({ incident: 'none' }, { falseAlarm })).toHaveLength(1);
    expect(judged({ incident: { root: 'disk' } }, { falseAlarm })).toEqual([['incident', { root: 'disk' }, undefined]]);
    expect(judged({ incident: { root: 'disk', ignored: true } }, { falseAlarm })).toEqual([]);
    expect(judged({ incident: { root: 'disk', ignored: true } }, { incident: closed })).toEqual([
      ['incident.ignored', true, false],
    ]);
  });
});

it('progress, state and decision', () => {
  const decision = { action: 'stop', reason: 'Needs a person: no luck.', mode: 'crash' };
  const decisions = [{ ...decision, at: START + 90_000, delay_seconds: 30 }];
  expect(
    judged(
      { progress: { step: 3 }, state: 'failed', decision: { action: 'stop', reason: 'no luck' } },
      { progress: { step: 3, loss: 2 }, state: 'failed', decisions },
    ),
  ).toEqual([]);
  expect(
    judged(
      { progress: { step: 4, loss: 1 }, state: 'running', decision: { reason: 'luck!' } },
      { progress: { step: 3 }, decisions },
    ),
  ).toEqual([
    ['progress.step', 4, 3],
    ['progress.loss', 1, undefined],
    ['state', 'running', 'unknown'],
    ['decision.reason', 'luck!', 'Needs a person: no luck.'],
  ]);
  expect(judged({ decision: 'none', progress: 'none' }, { decisions, progress: { step: 1 } })).toEqual([
    ['progress', undefined, { step: 1 }],
    ['decision', undefined, { ...decision, delay_seconds: 30 }],
  ]);
  expect(judged({ decision: 'none', progress: 'none' })).toEqual([]);
});

describe('signals of which more is said', () => {
  const at = (seconds: number) => START + seconds * 1000;
  const signals = [
    { ...fired('disk', 1), fields: { disk: '7' }, at: at(10) },
    { ...fired('net', 2), at: at(20) },
    { ...fired('disk', 3), fields: { disk: '8' }, source: 'rank1', error_type: 'storage', at: at(30.4) },
  ];
  const told = (...wanted: NonNullable<RuleTestCase['expect']['none']>) => judged({ signals: wanted }, { signals });

  it('are counted exactly', () => {
    expect(told({ signal: 'disk', count: 2 }, 'net')).toEqual([]);
    expect(told({ signal: 'disk', count: 3 }, 'net')).toEqual([['signals', 'disk 3 times', 'disk 2 times']]);
    expect(told({ signal: 'disk', count: 1 }, 'net')).toEqual([['signals', 'disk once', 'disk 2 times']]);
  });

  it('need one of which all is true: fields, source, line, type and moment', () => {
    expect(told({ signal: 'disk', fields: { disk: '8' }, source: 'rank1', line: 3, at: '+30s' }, 'net')).toEqual([]);
    expect(told({ signal: 'disk', at: '2025-01-01T00:00:10Z' }, 'net')).toEqual([]);
    expect(told({ signal: 'disk', count: 1, error_type: 'storage' }, 'net')).toEqual([]);
    const wanted = { signal: 'disk', fields: { disk: '7' }, at: '+30s' };
    expect(told(wanted, 'net')).toEqual([['signals', wanted, 'disk with at +10s']]);
    const other = { signal: 'net', fields: { host: 'a' }, line: 2 };
    expect(told('disk', other)).toEqual([['signals', other, 'net with host (no such field)']]);
  });

  it('may be several of one name, and are in order by their first', () => {
    expect(told({ signal: 'disk', line: 1 }, 'net', { signal: 'disk', line: 3 })).toEqual([]);
    expect(told('net', { signal: 'disk', line: 3 }).map(([what]) => what)).toEqual(['signals', 'signals']);
  });

  it('must not fire only where they are like what is forbidden', () => {
    expect(judged({ none: [{ signal: 'disk', source: 'rank2' }] }, { signals })).toEqual([]);
    expect(judged({ none: [{ signal: 'disk', source: 'rank1' }] }, { signals })).toEqual([['none', undefined, 'disk']]);
  });
});

it('states over time, and their moments', () => {
  const change = (state: string, seconds: number) => ({ state, at: START + seconds * 1000, because: 'so' });
  const states = [change('running', 0), change('degraded', 60), change('failed', 90)];
  expect(judged({ states: ['running', { state: 'degraded', at: '+1m' }, 'failed'] }, { states })).toEqual([]);
  expect(judged({ states: ['pending', 'running', 'degraded', 'failed'] }, { states })).toEqual([]);
  expect(judged({ states: ['running', { state: 'degraded', at: '+30s' }, 'failed'] }, { states })).toEqual([
    ['states', 'degraded at +30s', 'degraded at +1m'],
  ]);
  expect(judged({ states: ['running', 'stalled', 'failed'] }, { states })).toEqual([
    ['states', 'stalled', undefined],
    ['states', undefined, 'degraded at +1m'],
  ]);
});

it('the moments of an incident, its root’s fields, and what it explains by name', () => {
  const signal = (id: string, name: string) => ({ id, name, fields: { disk: '7' } });
  const whole = { root: signal('a', 'disk'), signals: [signal('a', 'disk'), signal('b', 'net')], explained: ['b'] };
  const incident = { ...closed, opened_at: START + 60_000, closed_at: START + 90_000, whole } as never;
  const fine = { opened_at: '+1m', closed_at: '2025-01-01T00:01:30Z', explained: ['net'], fields: { disk: '7' } };
  expect(judged({ incident: fine }, { incident })).toEqual([]);
  const wrong = { opened_at: '+5m', closed_at: '2025-01-01T00:00:00Z', explained: ['gpu'], fields: { disk: '9' } };
  expect(judged({ incident: wrong }, { incident })).toEqual([
    ['incident.opened_at', '+5m', '+1m'],
    ['incident.closed_at', '2025-01-01T00:00:00Z', '2025-01-01T00:01:30.000Z'],
    ['incident.explained', ['gpu'], ['net']],
    ['incident.disk', '9', '7'],
  ]);
});

it('when a decision was made, how long it waits, and all of them in order', () => {
  const decisions = [
    { action: 'restart', reason: 'again', at: START + 10_000 },
    { action: 'restart', reason: 'again', at: START + 90_000, delay_seconds: 30 },
  ];
  expect(judged({ decision: { at: '+90s', delay: '30s' }, decisions: ['restart', 'restart'] }, { decisions })).toEqual(
    [],
  );
  expect(judged({ decision: { at: '+95s', delay: '2m' }, decisions: ['restart', 'stop'] }, { decisions })).toEqual([
    ['decision.at', '+95s', '+1m30s'],
    ['decision.delay', '2m', '30s'],
    ['decisions', ['restart', 'stop'], ['restart', 'restart']],
  ]);
});
