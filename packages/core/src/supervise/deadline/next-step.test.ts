import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeadlineState, newDeadline } from './deadline-state.js';
import type { JobEnd } from './ends.js';
import { leadOf, nextStep } from './next-step.js';
import { type DeadlineSettings, deadlineSettings } from './settings.js';

const MINUTE = 60_000;
const settings: DeadlineSettings = { before: 30 * MINUTE, check: MINUTE, copy: true, once: false };
const end: JobEnd = { at: 120 * MINUTE, by: 'platform' };
const fresh = newDeadline('job 1');
const at = (minutes: number, state: Partial<DeadlineState> = {}, how: Partial<DeadlineSettings> = {}) =>
  nextStep({ ...settings, ...how }, { ...fresh, ...state }, end, minutes * MINUTE, 0);
const waits = (minutes: number) => ({ do: 'wait', until: minutes * MINUTE });
const never = { do: 'wait', until: Number.POSITIVE_INFINITY };

describe('what is to be done before an end', () => {
  it('is nothing until its time has come', () => {
    expect(at(89)).toEqual(waits(90));
    expect(at(90)).toEqual({ do: 'ask' });
    expect(nextStep(settings, fresh, undefined, 0)).toEqual(never);
    expect(at(119, { over: true })).toEqual(never);
  });

  it('is in the middle of a short job at the earliest', () => {
    const short: JobEnd = { at: 40 * MINUTE, by: 'platform' };
    expect(leadOf(settings, short, 0)).toBe(20 * MINUTE);
    expect(leadOf(settings, { ...short, by: 'notice' }, 0)).toBe(30 * MINUTE);
    expect(leadOf({ ...settings, once: true }, short, 0)).toBe(30 * MINUTE);
    expect(leadOf(settings, short, undefined)).toBe(30 * MINUTE);
  });

  it('is a look at what was asked for, and another question after a third of what was left then, ten minutes at most', () => {
    const asked = (minutes: number) => ({
      began: 90 * MINUTE,
      question: { since: 0, asked: minutes * MINUTE, by: 'request' as const },
    });
    expect(at(99, asked(90))).toEqual({ do: 'look' });
    expect(at(100, asked(90))).toEqual({ do: 'ask' });
    expect(at(106.9, asked(105))).toEqual({ do: 'look' });
    expect(at(110, asked(105))).toEqual({ do: 'ask' });
  });

  it('is done at leisure where a job lives on behind its end', () => {
    const question = { since: 0, asked: 121 * MINUTE, by: 'request' as const };
    expect(at(130.9, { began: 0, question, lost: true })).toEqual({ do: 'look' });
    expect(at(131, { began: 0, question, lost: true })).toEqual({ do: 'ask' });
    expect(at(125, { began: 0, saved: { path: 'p', at: 121 * MINUTE } })).toEqual(never);
  });

  it('goes on with a question that a crash has cut short', () => {
    expect(at(91, { began: 90 * MINUTE, question: { since: 90 * MINUTE } })).toEqual({ do: 'ask' });
  });

  it('is not another signal where one is all that a job is sent', () => {
    const question = { since: 0, asked: 90 * MINUTE, by: 'signal' as const };
    expect(at(117, { began: 90 * MINUTE, question }, { once: true })).toEqual({ do: 'look' });
    expect(at(117, { began: 90 * MINUTE, question: { ...question, by: 'nobody' } })).toEqual({ do: 'look' });
  });

  it('is another question when half of what was left has passed, but for the last two minutes', () => {
    const saved = (minutes: number) => ({ began: 90 * MINUTE, saved: { path: 'p', at: minutes * MINUTE } });
    expect(at(91, saved(90))).toEqual(waits(105));
    expect(at(105, saved(90))).toEqual({ do: 'ask' });
    expect(at(106, saved(106))).toEqual(waits(113));
    expect(at(117, saved(116.5))).toEqual(never);
    expect(at(105, saved(90), { once: true })).toEqual(never);
  });

  it('is to say so when the end is near and nothing is saved, once', () => {
    const asked = { began: 90 * MINUTE, question: { since: 0, asked: 117.5 * MINUTE, by: 'request' as const } };
    expect(at(117.9, asked)).toEqual({ do: 'look' });
    expect(at(118, asked)).toEqual({ do: 'tell_lost' });
    expect(at(118, { ...asked, lost: true })).toEqual({ do: 'look' });
    expect(at(118, { ...asked, saved: { path: 'p', at: 0 } }).do).not.toBe('tell_lost');
    expect(at(118, {}).do).toBe('ask');
  });

  it('of a notice that leaves half a minute is said when half of that has passed', () => {
    const notice: JobEnd = { at: 30_000, by: 'notice' };
    const state = { ...fresh, began: 0, question: { since: 0, asked: 0, by: 'request' as const } };
    expect(nextStep(settings, state, notice, 9_000).do).toBe('look');
    expect(nextStep(settings, state, notice, 15_000).do).toBe('tell_lost');
  });

  it('is asked ever later, and finitely often, whatever is saved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 48 * 60 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 50_000 }),
        (length, before, takes) => {
          const last: JobEnd = { at: length * MINUTE, by: 'platform' };
          const how = { ...settings, before: before * MINUTE };
          let state: DeadlineState = fresh;
          let now = 0;
          let asked = 0;
          for (let turn = 0; turn < 1_000; turn++) {
            const next = nextStep(how, state, last, now, 0);
            if (next.do === 'wait') {
              if (next.until === Number.POSITIVE_INFINITY) break;
              expect(next.until).toBeGreaterThan(now);
              now = next.until;
            } else {
              expect(next.do).toBe('ask');
              expect(now).toBeLessThan(last.at);
              asked += 1;
              const began = state.began ?? now;
              now += takes;
              state = { ...state, began, saved: { path: 'p', at: now } };
            }
          }
          expect(asked).toBeGreaterThan(0);
          expect(asked).toBeLessThan(15);
        },
      ),
    );
  });
});

describe('the settings', () => {
  it('are none where nobody asks for any, or they are turned off', () => {
    expect(deadlineSettings({})).toBeUndefined();
    expect(
      deadlineSettings({ deadline: { enabled: false }, checkpoint_signal: { signal: 'USR1', before: 1 } }),
    ).toBeUndefined();
  });

  it('are a single signal where only the platform names one', () => {
    expect(deadlineSettings({ checkpoint_signal: { signal: 'SIGUSR1', before: 5 * MINUTE } })).toEqual({
      ...{ before: 5 * MINUTE, check: MINUTE, copy: true, signal: 'USR1', once: true },
    });
  });

  it('are those of the deadline, then those of the platform', () => {
    expect(deadlineSettings({ deadline: {} })).toEqual({ before: 30 * MINUTE, check: MINUTE, copy: true, once: false });
    const checkpoint_signal = { signal: 'USR1', before: 5 * MINUTE };
    expect(deadlineSettings({ deadline: { copy: false }, checkpoint_signal })).toEqual({
      ...{ before: 5 * MINUTE, check: MINUTE, copy: false, signal: 'USR1', once: false },
    });
    expect(deadlineSettings({ deadline: { signal: 'SIGUSR2', before: 1 }, checkpoint_signal })).toMatchObject({
      ...{ before: 1, signal: 'USR2' },
    });
  });
});
