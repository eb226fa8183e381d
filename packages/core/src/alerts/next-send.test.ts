import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transition } from '../contract.js';
import { emptyQueue, nextSend, type SendQueue, sending, sent, type Waiting } from './next-send.js';
import { type AlertSettings, defaultAlerts } from './settings.js';

const waiting = (key: string, more: Partial<Waiting> = {}): Waiting => ({
  ...{ key, run_id: 'r', transition: 'failed', at: 0, tries: 0, not_before: 0 },
  ...more,
});
const queueOf = (...all: readonly Waiting[]): SendQueue => ({ ...emptyQueue, waiting: all });
const many = (count: number) => Array.from({ length: count }, (_, i) => waiting(`n${i}`, { run_id: `r${i}` }));
const taken = (queue: SendQueue, keys: readonly string[], now: number, settings = defaultAlerts) =>
  sent(sending(queue, keys, settings, now), keys, { how: 'taken' }, settings, now).queue;

describe('whose turn it is', () => {
  it('the first is sent at once; what gathers then is one, where it is much', () => {
    let queue = queueOf(waiting('a'));
    expect(nextSend(queue, defaultAlerts, 100)).toEqual({ send: ['a'] });
    queue = { ...taken(queue, ['a'], 100), waiting: many(6) };
    expect(nextSend(queue, defaultAlerts, 200)).toEqual({ wait_until: 30_100 });
    expect(nextSend(queue, defaultAlerts, 200, true)).toEqual({ send: many(6).map(({ key }) => key) });
    expect(nextSend(queue, defaultAlerts, 30_100)).toEqual({ send: many(6).map(({ key }) => key) });
  });

  it('a few that have gathered are sent one by one, without a wait between them', () => {
    let queue = { ...taken(queueOf(waiting('a')), ['a'], 0), waiting: many(3) };
    for (const key of ['n0', 'n1', 'n2']) {
      expect(nextSend(queue, defaultAlerts, 30_000)).toEqual({ send: [key] });
      queue = taken(queue, [key], 30_000) as typeof queue;
    }
    expect(nextSend(queue, defaultAlerts, 30_000)).toBeUndefined();
  });

  it('what failed is tried again as it was, after 10 s, 20 s … 10 min, and given up after a day', () => {
    let queue = queueOf(waiting('a'), waiting('b', { run_id: 's' }));
    let now = 0;
    const waits: number[] = [];
    let dead: readonly string[] = [];
    while (dead.length === 0) {
      const next = nextSend(queue, defaultAlerts, now);
      if (next !== undefined && 'wait_until' in next) {
        waits.push(next.wait_until - now);
        now = next.wait_until;
        continue;
      }
      expect(next).toEqual({ send: ['a'] });
      const end = { how: 'failed', random: 0.5 } as const;
      ({ queue, dead } = sent(sending(queue, ['a'], defaultAlerts, now), ['a'], end, defaultAlerts, now));
    }
    expect(waits.slice(0, 8)).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
    expect(now).toBeGreaterThan(23.5 * 3_600_000);
    expect(now).toBeLessThanOrEqual(24 * 3_600_000);
    expect(dead).toEqual(['a']);
    expect(nextSend(queue, defaultAlerts, now + 600_000)).toEqual({ send: ['b'] });
  });

  it('a moment that the other side names is waited for; of several that it refuses each is tried alone', () => {
    const now = 1_000;
    const first = queueOf(...many(6));
    const all = many(6).map(({ key }) => key);
    const later = sent(
      sending(first, all, defaultAlerts, now),
      all,
      { how: 'failed', at: 61_000, random: 0 },
      defaultAlerts,
      now,
    );
    expect(nextSend(later.queue, defaultAlerts, now)).toEqual({ wait_until: 61_000 });
    expect(nextSend(later.queue, defaultAlerts, 61_000)).toEqual({ send: all });
    const refused = sent(sending(first, all, defaultAlerts, now), all, { how: 'refused' }, defaultAlerts, now);
    expect(refused.dead).toEqual([]);
    expect(nextSend(refused.queue, defaultAlerts, now)).toEqual({ send: ['n0'] });
    const alone = sent(
      sending(refused.queue, ['n0'], defaultAlerts, now),
      ['n0'],
      { how: 'refused' },
      defaultAlerts,
      now,
    );
    expect(alone.dead).toEqual(['n0']);
    expect(nextSend(alone.queue, defaultAlerts, now)).toEqual({ send: ['n1'] });
  });

  /** What comes of one notice that is told again and again: `at` is when the other side wants it, from then on. */
  function trying(ends: readonly ({ readonly at: number } | 'fails')[], from = 0) {
    let queue = queueOf(waiting('a'));
    let now = from;
    const waits: (number | 'dead')[] = [];
    for (const one of ends) {
      const end = { how: 'failed', random: 0.5, ...(one === 'fails' ? {} : { at: now + one.at }) } as const;
      const after = sent(sending(queue, ['a'], defaultAlerts, now), ['a'], end, defaultAlerts, now);
      queue = after.queue;
      const next = nextSend(queue, { ...defaultAlerts, rate: { count: 1_000, within: 1 } }, now);
      waits.push(
        next !== undefined && 'wait_until' in next ? next.wait_until - now : after.dead.length > 0 ? 'dead' : 0,
      );
      if (next !== undefined && 'wait_until' in next) now = next.wait_until;
    }
    return waits;
  }

  it('a moment that the other side names is no failure more: what fails behind it waits no longer for it', () => {
    const asks = { at: 1_000 };
    expect(trying(['fails', 'fails', asks, asks, 'fails', 'fails'])).toEqual([
      ...[10_000, 20_000, 1_000, 1_000],
      ...[40_000, 80_000],
    ]);
    expect(trying([{ at: Number.NaN }, { at: 0 }, { at: Number.POSITIVE_INFINITY }])).toEqual([10_000, 20_000, DAY]);
  });

  it('who asks for a day is asked once more behind it, however long it has failed before', () => {
    expect(trying(['fails', 'fails', { at: DAY }, 'fails'])).toEqual([10_000, 20_000, DAY, 'dead']);
    expect(trying(['fails', { at: DAY }, { at: 1_000 }])).toEqual([10_000, DAY, 'dead']);
  });

  it('what was tried before the quiet hours began does not hold back what is told in them', () => {
    const quiet_hours = { from: '22:00', to: '07:00', timezone: 'UTC', except: ['failed'] as const };
    const settings: AlertSettings = { ...defaultAlerts, quiet_hours };
    const evening = Date.UTC(2026, 0, 1, 21, 59, 55);
    const end = { how: 'failed', random: 0.5 } as const;
    const a = waiting('a', { run_id: 'x', transition: 'stalled' });
    const tried = sent(sending(queueOf(a), ['a'], settings, evening), ['a'], end, settings, evening).queue;
    const night = evening + 60_000;
    const b = waiting('b', { run_id: 'y', transition: 'gave_up' });
    const queue = { ...tried, waiting: [...tried.waiting, b] };
    expect(nextSend(queue, settings, night)).toEqual({ send: ['b'] });
    const left = taken(queue, ['b'], night, settings);
    expect(nextSend(left, settings, night)).toEqual({ wait_until: Date.UTC(2026, 0, 2, 7) });
    expect(nextSend(left, settings, Date.UTC(2026, 0, 2, 7))).toEqual({ send: ['a'] });
  });

  it('in quiet hours only what is excepted goes out, behind what was to be told of its run before', () => {
    const quiet_hours = { from: '22:00', to: '07:00', timezone: 'UTC', except: ['failed'] as const };
    const settings: AlertSettings = { ...defaultAlerts, quiet_hours };
    const night = Date.UTC(2026, 0, 1, 23);
    const of = (key: string, run_id: string, transition: Transition) => waiting(key, { run_id, transition, at: night });
    let queue = queueOf(
      of('a', 'x', 'stalled'),
      of('b', 'y', 'stalled'),
      of('c', 'y', 'failed'),
      of('d', 'y', 'recovered'),
    );
    for (const key of ['b', 'c']) {
      expect(nextSend(queue, settings, night)).toEqual({ send: [key] });
      queue = taken(queue, [key], night, settings);
    }
    const morning = Date.UTC(2026, 0, 2, 7);
    expect(nextSend(queue, settings, night + 60_000)).toEqual({ wait_until: morning });
    expect(nextSend(queue, settings, morning)).toEqual({ send: ['a'] });
  });
});

const DAY = 24 * 3_600_000;

describe('any queue', () => {
  const news = fc.record({
    after: fc.constantFrom(0, 0, 10, 5_000, 40_000, 3_600_000),
    run: fc.integer({ min: 0, max: 4 }),
    transition: fc.constantFrom<Transition>('failed', 'stalled', 'recovered'),
  });
  const answer = fc.constantFrom('taken', 'taken', 'taken', 'failed', 'refused', 'later');

  it('keeps the order of each run, sends all and nothing twice, and never more than the rate allows', () => {
    const settings = fc.record({
      group_over: fc.integer({ min: 1, max: 6 }),
      group_wait: fc.constantFrom(0, 1_000, 30_000),
      count: fc.integer({ min: 1, max: 5 }),
      quiet: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(news, { maxLength: 40 }),
        fc.array(answer, { maxLength: 60 }),
        settings,
        (all, answers, given) => {
          const { group_over, group_wait, count, quiet } = given;
          const own: AlertSettings = {
            ...{ ...defaultAlerts, group_over, group_wait, rate: { count, within: 60_000 }, give_up: 30 * DAY },
            ...(quiet
              ? { quiet_hours: { from: '22:00', to: '07:00', timezone: 'UTC', except: ['failed'] as const } }
              : {}),
          };
          let at = Date.UTC(2026, 0, 1, 20);
          const due = all.map(({ after, run, transition }, i) => {
            at += after;
            return waiting(`k${i}`, { run_id: `r${run}`, transition, at });
          });
          let queue = emptyQueue;
          let now = Date.UTC(2026, 0, 1, 20);
          const delivered: string[] = [];
          const dead: string[] = [];
          const calls: number[] = [];
          const replies = [...answers];
          let next = 0;
          for (let turn = 0; turn < 5_000; turn++) {
            while (next < due.length && (due[next] as Waiting).at <= now)
              queue = { ...queue, waiting: [...queue.waiting, due[next++] as Waiting] };
            const what = nextSend(queue, own, now);
            const coming = due[next]?.at ?? Number.POSITIVE_INFINITY;
            if (what === undefined || 'wait_until' in what) {
              const wake = Math.min(what?.wait_until ?? Number.POSITIVE_INFINITY, coming);
              if (!Number.isFinite(wake)) break;
              expect(wake).toBeGreaterThan(now);
              now = wake;
              continue;
            }
            const keys = what.send;
            calls.push(now);
            const how = replies.shift() ?? 'taken';
            const end =
              how === 'later'
                ? ({ how: 'failed', at: now + 7_000, random: 0 } as const)
                : how === 'failed'
                  ? ({ how: 'failed', random: 0.3 } as const)
                  : ({ how: how as 'taken' | 'refused' } as const);
            const after = sent(sending(queue, keys, own, now), keys, end, own, now);
            queue = after.queue;
            delivered.push(...after.delivered);
            dead.push(...after.dead);
          }
          expect([...delivered, ...dead].sort()).toEqual(due.map(({ key }) => key).sort());
          for (let run = 0; run < 5; run++) {
            const ofRun = due
              .filter(({ run_id, key }) => run_id === `r${run}` && !dead.includes(key))
              .map(({ key }) => key);
            expect(delivered.filter((key) => ofRun.includes(key))).toEqual(ofRun);
          }
          calls.forEach((call, i) => {
            const before = calls[i - count];
            if (before !== undefined) expect(call - before).toBeGreaterThanOrEqual(60_000);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
