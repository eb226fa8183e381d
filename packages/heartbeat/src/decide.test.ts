import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.js';
import { type Files, looked, MINUTE, NOW } from './looks.fixture.js';
import { type Memory, newMemory } from './memory.js';
import { thresholdsOf } from './thresholds.js';
import type { Verdict } from './verdict.js';

const TEN = 10 * MINUTE;
const SECOND = 1_000;
const ten = thresholdsOf();
const ago = (ms: number) => NOW - ms;
const at = (ms: number, json: object | string = {}) => ({ at: ago(ms), json: json as Record<string, unknown> });
const judged = (files: Files, given?: number) => decide(looked([[NOW, files]], given), ten, NOW);
const alive = { metadata: at(SECOND), progress: at(SECOND, { step: 5, total_steps: 10 }) };
const began = (ms: number) => ({ start_time: new Date(ago(ms)).toISOString() });

type Row = readonly [name: string, files: Files, expected: Partial<Verdict>];

describe('the sentinels', () => {
  it.each<Row>([
    [
      '_error is a failure',
      { ...alive, error: at(5, 'CUDA out of memory') },
      { state: 'failed', error: 'CUDA out of memory' },
    ],
    ['_error alone is a failure', { error: at(5, 'x') }, { state: 'failed', reason: '_error says: x' }],
    ['an empty _error is a failure', { error: at(5, '') }, { state: 'failed', error: null }],
    ['_complete is success', { ...alive, complete: at(5, '') }, { state: 'succeeded', since: ago(SECOND) }],
    [
      '_complete long ago, with stale heartbeats',
      { metadata: at(9 * TEN), complete: at(9 * TEN, '') },
      { state: 'succeeded' },
    ],
    [
      'the newer one counts: _error',
      { error: at(SECOND, 'x'), complete: at(MINUTE, '') },
      { state: 'failed', reason: '_error is newer than _complete, and says: x' },
    ],
    [
      'the newer one counts: _complete',
      { error: at(MINUTE, 'x'), complete: at(SECOND, '') },
      { state: 'succeeded', reason: '_complete is newer than _error.' },
    ],
    [
      'of the same second _error counts',
      { error: at(SECOND, 'x'), complete: at(SECOND, '') },
      { state: 'failed', reason: '_error is as new as _complete, and says: x' },
    ],
    [
      'an _error older than the attempt is ignored',
      { ...alive, metadata: at(SECOND, began(MINUTE)), error: at(MINUTE + 2 * SECOND, 'x') },
      { state: 'running' },
    ],
    [
      'an _error of the second in which the attempt began counts',
      { ...alive, metadata: at(SECOND, began(MINUTE)), error: at(MINUTE, 'x') },
      { state: 'failed' },
    ],
    [
      'a _complete older than the attempt is ignored',
      { ...alive, metadata: at(SECOND, began(MINUTE)), complete: at(2 * MINUTE, '') },
      { state: 'running' },
    ],
    [
      'only the older one of two is ignored',
      { ...alive, metadata: at(SECOND, began(MINUTE)), complete: at(2 * MINUTE, ''), error: at(3, 'x') },
      { state: 'failed', reason: '_error says: x' },
    ],
  ])('%s', (_, files, expected) => {
    expect(judged(files)).toMatchObject(expected);
  });

  it('a sentinel older than the start that somebody else knows is ignored, and so is an old status', () => {
    const old = { error: at(MINUTE, 'x'), metadata: at(MINUTE, { status: 'failed' }) };
    expect(judged(old, ago(MINUTE + 1))).toMatchObject({ state: 'failed' });
    expect(judged(old, ago(50 * SECOND))).toMatchObject({ state: 'running', started: false });
  });

  it('a start that lies behind its own heartbeat was told in another zone, and makes nothing old', () => {
    const metadata = at(SECOND, began(-120 * MINUTE));
    expect(judged({ ...alive, metadata, error: at(5, 'x') })).toMatchObject({ state: 'failed' });
  });

  it('a new attempt ends what the last sentinel said, and its own says it anew', () => {
    const first = { metadata: at(30 * MINUTE, began(60 * MINUTE)), error: at(29 * MINUTE, 'x') };
    const second = { metadata: at(MINUTE, began(2 * MINUTE)), error: first.error };
    const looks = [
      [ago(28 * MINUTE), first],
      [NOW, second],
    ] as const;
    expect(decide(looked(looks.slice(0, 1)), ten, ago(28 * MINUTE)).state).toBe('failed');
    expect(decide(looked(looks), ten, NOW).state).toBe('running');
    const third = { ...second, error: { at: NOW + MINUTE, json: 'y' } };
    expect(decide(looked([...looks, [NOW + MINUTE, third]]), ten, NOW + MINUTE)).toMatchObject({
      state: 'failed',
      error: 'y',
    });
  });

  it('what metadata tells of a failure is what failed it, and nothing while it runs', () => {
    const json = { status: 'failed', error: 'CUDA out of memory' };
    expect(judged({ metadata: at(SECOND, json) })).toMatchObject({
      ...{ state: 'failed', reason: 'metadata.json says status: failed: CUDA out of memory', error: json.error },
    });
    expect(judged({ metadata: at(SECOND, { ...json, status: 'running' }) })).toMatchObject({
      ...{ state: 'running', error: null },
    });
  });

  it('a stale progress.json without any metadata is all that there was', () => {
    expect(judged({ progress: at(2 * TEN, { step: 3 }) })).toMatchObject({
      ...{ state: 'timed_out', code: 'HEARTBEATS_STALE', since: ago(TEN) },
    });
    expect(judged({ progress: at(SECOND, { step: 3 }) }).state).toBe('running');
  });

  it.each(['', '{"run_id": "r", "sta'])('what was left half written long ago is judged at once: %j', (text) => {
    expect(judged({ metadata: at(2 * TEN, text) })).toMatchObject({ state: 'timed_out', code: 'HEARTBEATS_STALE' });
    expect(judged({ metadata: at(SECOND, text) }).state).toBe('unknown');
  });

  it.each(['failed', 'Error', 'CRASHED', 'aborted', 'killed'])('status: %s in the metadata is believed', (status) => {
    expect(judged({ metadata: at(SECOND, { status }) })).toMatchObject({
      state: 'failed',
      reason: `metadata.json says status: ${status}.`,
    });
  });

  it('status: completed is believed, however old, and any other status is not', () => {
    expect(judged({ metadata: at(9 * TEN, { status: 'completed' }) }).state).toBe('succeeded');
    expect(judged({ metadata: at(9 * TEN, { status: 'running' }) }).state).toBe('timed_out');
  });
});

describe('silence', () => {
  const over = TEN + SECOND;
  it.each<Row>([
    ['both fresh', alive, { state: 'running', code: null, step: 5, total: 10 }],
    ['both as old as the threshold', { metadata: at(TEN), progress: at(TEN) }, { state: 'running', stale: [] }],
    [
      'both a second older',
      { metadata: at(over), progress: at(over) },
      { state: 'timed_out', code: 'HEARTBEATS_STALE', stale: ['metadata', 'progress'], since: ago(SECOND) },
    ],
    [
      'metadata stale',
      { metadata: at(over), progress: at(TEN) },
      { state: 'degraded', code: 'METADATA_STALE', stale: ['metadata'] },
    ],
    [
      'progress stale',
      { metadata: at(TEN), progress: at(over, { step: 5 }) },
      { state: 'degraded', code: 'PROGRESS_STALE', stale: ['progress'] },
    ],
    ['progress never seen is not stale', { metadata: at(TEN) }, { state: 'running', stale: [] }],
    [
      'metadata stale, progress never seen',
      { metadata: at(over) },
      { state: 'timed_out', code: 'HEARTBEATS_STALE', stale: ['metadata'] },
    ],
    ['progress alone, fresh', { progress: at(SECOND) }, { state: 'degraded', code: 'METADATA_STALE', started: true }],
    ['progress alone, stale', { progress: at(over) }, { state: 'timed_out', code: 'HEARTBEATS_STALE' }],
    ['nothing', {}, { state: 'running', code: null, started: false }],
  ])('%s', (_, files, expected) => {
    // The first look of those without metadata was long before.
    const first = 'metadata' in files || !('progress' in files) ? [] : [[ago(over), {}] as const];
    const state = decide(looked([...first, [NOW, files]]), ten, NOW);
    expect(state).toMatchObject(expected);
  });

  it.each([
    [TEN, 'running', null],
    [TEN + SECOND, 'timed_out', 'NEVER_STARTED'],
  ] as const)('nothing for %i ms since the first look: %s', (ms, state, code) => {
    const memory = looked([
      [NOW, {}],
      [NOW + ms, {}],
    ]);
    expect(decide(memory, ten, NOW + ms)).toMatchObject({ state, code, started: false });
    const given = looked([[NOW + ms, {}]], NOW);
    expect(decide(given, ten, NOW + ms)).toMatchObject({ state, code });
  });

  it('what was there and is gone is stale in its time, and was never “never started”', () => {
    const later = (ms: number) =>
      decide(
        looked([
          [NOW, alive],
          [NOW + ms, {}],
        ]),
        ten,
        NOW + ms,
      );
    expect(later(TEN - SECOND)).toMatchObject({ state: 'running' });
    expect(later(TEN)).toMatchObject({ state: 'timed_out', code: 'HEARTBEATS_STALE' });
  });

  it('each phase has its threshold', () => {
    const thresholds = thresholdsOf({ setup: 30 * MINUTE, eval: 20 * MINUTE, default: TEN });
    const after = (phase: string, ms: number) =>
      decide(looked([[NOW, { metadata: at(ms, { phase }) }]]), thresholds, NOW).state;
    expect([after('setup', 30 * MINUTE), after('setup', 30 * MINUTE + SECOND)]).toEqual(['running', 'timed_out']);
    expect([after('evaluation', 20 * MINUTE), after('training', 20 * MINUTE)]).toEqual(['running', 'timed_out']);
    expect([after('something else', TEN), after('something else', TEN + SECOND)]).toEqual(['running', 'timed_out']);
  });

  it('it comes back', () => {
    const stale = [NOW, { metadata: at(11 * MINUTE) }] as const;
    const back = [NOW + MINUTE, { metadata: { at: NOW + 50 * SECOND } }] as const;
    expect(decide(looked([stale]), ten, NOW).state).toBe('timed_out');
    expect(decide(looked([stale, back]), ten, NOW + MINUTE)).toMatchObject({ state: 'running', code: null });
  });
});

describe('a step that stands', () => {
  /** Looks every minute at a heartbeat that lives; the files are what `write` says at each. */
  const minutes = (
    count: number,
    write: (minute: number) => { phase?: string; step?: number; progressAt?: number },
  ) => {
    const looks = Array.from({ length: count + 1 }, (_, minute) => {
      const now = NOW + minute * MINUTE;
      const { phase = 'training', step, progressAt = now } = write(minute);
      const progress = step === undefined ? {} : { progress: { at: progressAt, json: { step } } };
      return [now, { metadata: { at: now, json: { phase } }, ...progress }] as const;
    });
    return decide(looked(looks), ten, NOW + count * MINUTE);
  };

  it('is a stall when the heartbeat lives', () => {
    expect(minutes(10, () => ({ step: 7 })).state).toBe('running');
    expect(minutes(11, () => ({ step: 7 }))).toMatchObject({
      state: 'stalled',
      code: 'STEP_STALLED',
      step: 7,
      since: NOW + TEN,
    });
  });

  it('is none when it moves, also back to a checkpoint', () => {
    expect(minutes(30, (minute) => ({ step: minute < 25 ? minute : 3 })).state).toBe('running');
  });

  it('is none where no step was ever told', () => {
    expect(minutes(60, () => ({})).state).toBe('running');
  });

  it('is none in set-up and data, and counts from when training began', () => {
    for (const phase of ['setup', 'data']) expect(minutes(60, () => ({ step: 0, phase })).state).toBe('running');
    const later = (count: number) =>
      minutes(count, (minute) => ({ step: 0, phase: minute < 30 ? 'setup' : 'training' })).state;
    expect([later(40), later(41)]).toEqual(['running', 'stalled']);
  });

  it('has thresholds of its own in eval and while a checkpoint is written', () => {
    const thresholds = thresholdsOf({ eval: 30 * MINUTE });
    const state = (minute: number) => {
      const looks = [0, minute].map((one) => {
        const now = NOW + one * MINUTE;
        return [
          now,
          { metadata: { at: now, json: { phase: 'eval' } }, progress: { at: now, json: { step: 4 } } },
        ] as const;
      });
      return decide(looked(looks), thresholds, NOW + minute * MINUTE).state;
    };
    expect([state(30), state(31)]).toEqual(['running', 'stalled']);
  });

  it('whose file is silent too is degraded first, and a stall after twice the time', () => {
    const hung = (count: number) => minutes(count, () => ({ step: 7, progressAt: NOW })).code;
    expect([hung(10), hung(11), hung(20), hung(21)]).toEqual([
      null,
      'PROGRESS_STALE',
      'PROGRESS_STALE',
      'STEP_STALLED',
    ]);
  });

  it('of an earlier attempt is not this one’s', () => {
    const old = { at: ago(MINUTE), json: { step: 900 } };
    const looks = [0, 11].map((minute) => {
      const now = NOW + minute * MINUTE;
      return [
        now,
        { metadata: { at: now, json: { phase: 'training', start_time: new Date(NOW).toISOString() } }, progress: old },
      ] as const;
    });
    expect(decide(looked(looks), ten, NOW + 11 * MINUTE)).toMatchObject({ state: 'running', step: null, stale: [] });
  });
});

describe('what is not answered', () => {
  it.each<Row>([
    ['_error', { ...alive, error: 'unknown' }, { state: 'unknown' }],
    ['_complete, beside an _error', { error: at(5, 'x'), complete: 'unknown' }, { state: 'unknown' }],
    [
      'metadata, which tells of which attempt an _error is',
      { metadata: 'unknown', error: at(5, 'x') },
      { state: 'unknown' },
    ],
    ['metadata', { ...alive, metadata: 'unknown' }, { state: 'unknown', reason: 'S3 refuses it (403).' }],
    ['progress', { metadata: at(11 * MINUTE), progress: 'unknown' }, { state: 'unknown' }],
    ['progress beside an _error', { metadata: at(5), progress: 'unknown', error: at(5, 'x') }, { state: 'failed' }],
    ['progress beside a status', { metadata: at(5, { status: 'failed' }), progress: 'unknown' }, { state: 'failed' }],
  ])('%s', (_, files, expected) => {
    expect(judged(files)).toMatchObject(expected);
  });

  it('is unknown before anybody has looked', () => {
    expect(decide(newMemory(), ten, NOW).state).toBe('unknown');
  });

  it('lets no time pass for what never came: that counts from the first answer', () => {
    const nobody: Files = { metadata: 'unknown', progress: 'unknown', error: 'unknown', complete: 'unknown' };
    const looks = [
      [NOW, nobody],
      [NOW + 60 * MINUTE, nobody],
    ] as const;
    expect(decide(looked(looks), ten, NOW + 60 * MINUTE).state).toBe('unknown');
    const answered = [...looks, [NOW + 61 * MINUTE, {}]] as const;
    expect(decide(looked(answered), ten, NOW + 61 * MINUTE)).toMatchObject({ state: 'running', started: false });
  });

  it('after an outage the heartbeat itself tells: it may be stale at once, and it may live', () => {
    const nobody: Files = { metadata: 'unknown', progress: 'unknown', error: 'unknown', complete: 'unknown' };
    const later = NOW + 30 * MINUTE;
    const after = (metadata: Files['metadata']) =>
      decide(
        looked([
          [NOW, { metadata: at(0) }],
          [NOW + MINUTE, nobody],
          [later, { metadata: metadata as object as never }],
        ]),
        ten,
        later,
      );
    expect(after({ at: NOW })).toMatchObject({ state: 'timed_out', code: 'HEARTBEATS_STALE' });
    expect(after({ at: later - MINUTE })).toMatchObject({ state: 'running' });
  });

  it('half a file is looked at again, and one that stays so counts by when it was written', () => {
    const half = { metadata: at(SECOND, '{"run_id": "r", "sta') };
    const once = looked([[NOW, half]]);
    expect(decide(once, ten, NOW)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('no whole JSON'),
    });
    expect(once.notices.fresh).toEqual([]);
    const twice = looked([
      [NOW, half],
      [NOW + MINUTE, half],
    ]);
    expect(decide(twice, ten, NOW + MINUTE).state).toBe('running');
    expect(twice.notices.fresh).toEqual([expect.stringContaining("metadata.json can't be read")]);
    const thrice = looked([
      [NOW, half],
      [NOW + MINUTE, half],
      [NOW + 11 * MINUTE, half],
    ]);
    expect(decide(thrice, ten, NOW + 11 * MINUTE)).toMatchObject({ state: 'timed_out' });
    expect(thrice.notices.fresh).toEqual([]);
  });
});

const ms = fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 });
const file = fc.option(
  fc.oneof(
    fc.constant('unknown' as const),
    fc.record({
      at: ms.map((by) => NOW + by),
      json: fc.oneof(
        fc.string(),
        fc.dictionary(
          fc.constantFrom(
            'last_update',
            'last_updated',
            'start_time',
            'status',
            'phase',
            'step',
            'total_steps',
            'message',
          ),
          fc.oneof(
            fc.jsonValue(),
            fc.constantFrom('failed', 'setup'),
            ms.map((by) => new Date(NOW + by).toISOString()),
          ),
        ),
      ),
    }),
  ),
  { nil: undefined },
);
const look = fc.record({
  metadata: file,
  progress: file,
  error: file,
  complete: file,
}) as unknown as fc.Arbitrary<Files>;
const history = fc.array(
  fc.tuple(
    ms.map((by) => NOW + by),
    look,
  ),
  { maxLength: 6 },
);

describe('whatever is seen', () => {
  it('it never throws, its memory is Json, and who was not answered decides nothing', () => {
    fc.assert(
      fc.property(history, ms, fc.option(ms, { nil: undefined }), (looks, now, given) => {
        const memory = looked(looks as [number, Files][], given);
        const verdict = decide(memory, ten, NOW + now);
        expect(decide(JSON.parse(JSON.stringify(memory)) as Memory, ten, NOW + now)).toEqual(verdict);
        const { metadata, error, complete } = looks.at(-1)?.[1] ?? { metadata: 'unknown' };
        if ([metadata, error, complete].includes('unknown')) expect(verdict.state).toBe('unknown');
        if (verdict.error === null) expect(verdict.reason).not.toMatch(/NaN|Infinity|undefined|null/);
        for (const age of Object.values(verdict.ages)) expect(age === null || age >= 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
