import type { RuleTestCase } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { judgeCase } from './judge-case.js';
import type { Fired, Outcome } from './outcome.js';

const fired = (name: string, line = 1): Fired => ({ name, source: 'log', line, text: `${name}!` });
const root = { signal: 'disk', error_type: 'mine', source: 'log', line: 2, text: 'disk!' };
const closed = { root, mode: 'crash', explained: 1, confidence: 'high', ignored: false, reason: 'it ended' };

function judged(expect: RuleTestCase['expect'], outcome: Partial<Outcome> = {}) {
  const rules = [
    { name: 'step', kind: 'progress' },
    { name: 'disk', kind: 'error' },
  ];
  const nothing = { signals: [], progressed: [], progress: {}, state: 'unknown', because: 'why' };
  const none = { incident: undefined, falseAlarm: undefined, decision: undefined };
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
  expect(
    judged(
      { progress: { step: 3 }, state: 'failed', decision: { action: 'stop', reason: 'no luck' } },
      { progress: { step: 3, loss: 2 }, state: 'failed', decision },
    ),
  ).toEqual([]);
  expect(
    judged(
      { progress: { step: 4, loss: 1 }, state: 'running', decision: { reason: 'luck!' } },
      { progress: { step: 3 }, decision },
    ),
  ).toEqual([
    ['progress.step', 4, 3],
    ['progress.loss', 1, undefined],
    ['state', 'running', 'unknown'],
    ['decision.reason', 'luck!', 'Needs a person: no luck.'],
  ]);
  expect(judged({ decision: 'none', progress: 'none' }, { decision, progress: { step: 1 } })).toEqual([
    ['progress', undefined, { step: 1 }],
    ['decision', undefined, decision],
  ]);
  expect(judged({ decision: 'none', progress: 'none' })).toEqual([]);
});
