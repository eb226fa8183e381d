import { describe, expect, it } from 'vitest';
import { decide } from './decide.js';
import { type Files, looked, MINUTE, NOW } from './looks.fixture.js';
import { thresholdsOf } from './thresholds.js';

const ten = thresholdsOf();
const HOUR = 60 * MINUTE;
const zoned = (at: number): string => new Date(at).toISOString();
/** Written at `at`, by a clock that is wrong by `by` ms. */
const heartbeat = (at: number, by: number, more: object = {}): Files => ({
  metadata: { at: at + 500, json: { last_update: zoned(at + by), ...more } },
});

describe('clocks', () => {
  it.each([-2 * HOUR, -11 * MINUTE, 11 * MINUTE, 5 * HOUR])(
    'a writer whose clock is wrong by %i ms lives while it writes, and is silent when it does not',
    (by) => {
      const looks = Array.from(
        { length: 5 },
        (_, i) => [NOW + i * MINUTE, heartbeat(NOW + i * MINUTE - 5_000, by)] as const,
      );
      const last = looks.at(-1)?.[1] as Files;
      const alive = looked(looks);
      expect(decide(alive, ten, NOW + 4 * MINUTE)).toMatchObject({ state: 'running' });
      expect(decide(alive, ten, NOW + 4 * MINUTE).ages.metadata).toBeLessThan(6_000);
      const at = NOW + 15 * MINUTE;
      expect(decide(looked([...looks, [at, last]]), ten, at).state).toBe('timed_out');
      expect(alive.notices.said).toContain('writer’s clock');
    },
  );

  it('what uploads the same old heartbeat again and again does not make it live', () => {
    const looks = Array.from({ length: 13 }, (_, i) => {
      const now = NOW + i * MINUTE;
      return [now, { metadata: { at: now, json: { last_update: zoned(NOW - 5_000) } } }] as const;
    });
    expect(decide(looked(looks.slice(0, 10)), ten, NOW + 9 * MINUTE).state).toBe('running');
    expect(decide(looked(looks), ten, NOW + 12 * MINUTE)).toMatchObject({
      state: 'timed_out',
      code: 'HEARTBEATS_STALE',
    });
  });

  it('a heartbeat that was days old when it was put there is stale at once', () => {
    const files = { metadata: { at: NOW - 1_000, json: { last_update: zoned(NOW - 50 * HOUR) } } };
    expect(decide(looked([[NOW, files]]), ten, NOW).state).toBe('timed_out');
  });

  it.each([
    ['of a clock that was never set', '1970-01-01T00:10:00Z'],
    ['of next month', zoned(NOW + 700 * HOUR)],
  ])('a time %s does not count, which is said once', (_, last_update) => {
    const files = { metadata: { at: NOW - 1_000, json: { last_update } } };
    const memory = looked([[NOW, files]]);
    expect(decide(memory, ten, NOW)).toMatchObject({ state: 'running', ages: { metadata: 1_000 } });
    expect(memory.notices.fresh.join()).toMatch(/The time in metadata.json can't be right/);
    expect(
      looked([
        [NOW, files],
        [NOW, files],
      ]).notices.fresh,
    ).toEqual([]);
  });

  it('a clock that is set back while it writes begins anew', () => {
    const looks = [
      [NOW, heartbeat(NOW, 0)],
      [NOW + MINUTE, heartbeat(NOW + MINUTE, -HOUR)],
      [NOW + 2 * MINUTE, heartbeat(NOW + 2 * MINUTE, -HOUR)],
    ] as const;
    expect(decide(looked(looks), ten, NOW + 2 * MINUTE)).toMatchObject({ state: 'running' });
  });

  it.each([-3 * HOUR, 3 * HOUR])('our clock may be ahead of the store’s by %i ms', (ahead) => {
    const files = heartbeat(NOW - 5 * MINUTE, 0);
    const verdict = decide(looked([[NOW, files]], undefined, ahead), ten, NOW + ahead);
    expect(verdict).toMatchObject({ state: 'running', skew: { ours: ahead } });
    expect(verdict.ages.metadata).toBe(5 * MINUTE);
    const later = decide(looked([[NOW + 6 * MINUTE, files]], undefined, ahead), ten, NOW + 6 * MINUTE + ahead);
    expect(later.state).toBe('timed_out');
  });

  it('a sentinel is older than the attempt by corrected clocks', () => {
    // The writer's clock is five hours behind.
    const start_time = zoned(NOW - 5 * HOUR);
    const metadata = (at: number) => heartbeat(at, -5 * HOUR, { start_time });
    const old = { ...metadata(NOW + MINUTE), error: { at: NOW - MINUTE, json: 'x' } };
    const own = { ...metadata(NOW + MINUTE), error: { at: NOW + 30_000, json: 'x' } };
    expect(decide(looked([[NOW + MINUTE, old]]), ten, NOW + MINUTE).state).toBe('running');
    expect(decide(looked([[NOW + MINUTE, own]]), ten, NOW + MINUTE).state).toBe('failed');
  });
});

describe('context', () => {
  it('is kept when a later heartbeat lacks it', () => {
    const full = { run_id: 'r', instance_id: 'i-1', phase: 'training', node: 'n1', start_time: zoned(NOW - HOUR) };
    const looks = [
      [NOW, heartbeat(NOW, 0, full)],
      [NOW + MINUTE, heartbeat(NOW + MINUTE, 0, { phase: 'eval' })],
    ] as const;
    expect(decide(looked(looks), ten, NOW + MINUTE)).toMatchObject({
      run_id: 'r',
      instance: 'i-1',
      node: 'n1',
      phase: 'eval',
    });
    const gone = [...looks, [NOW + 2 * MINUTE, {}]] as const;
    expect(decide(looked(gone), ten, NOW + 2 * MINUTE)).toMatchObject({
      instance: 'i-1',
      phase: 'eval',
      began: NOW - HOUR,
    });
  });

  it('what is missing is named once, in one sentence', () => {
    const first = looked([[NOW, heartbeat(NOW, 0, { run_id: 'r', status: 'running', phase: 'training' })]]);
    expect(first.notices.fresh).toEqual(['metadata.json does not tell instance_id and start_time.']);
    const more = [
      [NOW, heartbeat(NOW, 0)],
      [NOW + MINUTE, heartbeat(NOW + MINUTE, 0, { run_id: 'r' })],
    ] as const;
    expect(looked(more).notices.fresh).toEqual([]);
  });

  it('unchanged is what was known, and time goes on', () => {
    const memory = looked([[NOW, heartbeat(NOW, 0)]]);
    expect(decide(memory, ten, NOW + 11 * MINUTE).state).toBe('timed_out');
  });
});
