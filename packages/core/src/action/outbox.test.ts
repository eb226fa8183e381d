import { describe, expect, it } from 'vitest';
import type { Action, ActionResult, Deps, OutboxEntry } from '../contract.js';
import { outbox, startable } from './outbox.js';
import { type Outbox, runOutbox } from './run-outbox.js';

const entry = (key: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  key,
  attempt: 1,
  kind: 'ExecutionAction',
  payload: null,
  status: 'queued',
  tries: 0,
  not_before: 0,
  ...more,
});

/** Time that stands still until the test moves it. */
function virtualClock(): Deps & { advance(to: number): void } {
  let now = 1_000;
  let waiting: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    schedule(at, wake) {
      const timer = { at, wake };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    advance(to) {
      now = to;
      const due = waiting.filter((timer) => timer.at <= now);
      waiting = waiting.filter((timer) => timer.at > now);
      for (const timer of due) timer.wake();
    },
  };
}

/** Everything that is already queued as a microtask, and what follows from it. */
const settled = () => new Promise<void>((done) => setImmediate(done));

class Crash extends Error {}

/** A journal and a world that outlive the runner; the journal can die at one given save. */
function world(entries: readonly OutboxEntry[], outcomes: (key: string, run: number) => ActionResult | 'hang') {
  const journal = new Map(entries.map((e) => [e.key, e]));
  const runs: string[] = [];
  const alive = new Map<string, number>();
  let overlaps = 0;
  let most = 0;
  let saves = 0;
  const life = (options: { dieAt?: number; before?: boolean; concurrency?: number; clock?: Deps } = {}) => {
    const clock = options.clock ?? virtualClock();
    const abort = new AbortController();
    // A new life begins after everything of the old one has died with it.
    alive.clear();
    const action = (key: string): Action => ({
      retries: 2,
      backoff: { initial: 1_000, factor: 2, max: 60_000, jitter: 0.5 },
      concurrency: options.concurrency ?? 1,
      async run() {
        if (alive.has(key)) overlaps++;
        alive.set(key, 1);
        most = Math.max(most, alive.size);
        runs.push(key);
        const outcome = outcomes(key, runs.filter((other) => other === key).length);
        if (outcome === 'hang') return new Promise(() => undefined);
        await settled();
        alive.delete(key);
        return outcome;
      },
    });
    const results: string[] = [];
    const box: Outbox = runOutbox({
      entries: [...journal.values()],
      actions: ({ key }) => ({
        action: action(key),
        context: { run_id: 'r', attempt: 1, values: {}, key, directory: '/' },
      }),
      save(changed) {
        saves++;
        if (saves === options.dieAt && options.before) throw new Crash();
        for (const e of changed) journal.set(e.key, JSON.parse(JSON.stringify(e)));
        if (saves === options.dieAt) throw new Crash();
      },
      deps: clock,
      random: () => 0.5,
      abort: abort.signal,
      onResult: (e, outcome) => results.push(`${e.key} ${e.status} ${outcome.detail}`),
    });
    return { box, clock, abort, results };
  };
  return { journal, runs, life, saves: () => saves, overlaps: () => overlaps, most: () => most };
}

const ok: ActionResult = { ok: true, detail: 'fine' };
const bad: ActionResult = { ok: false, detail: 'no' };

describe('outbox', () => {
  it('ignores a key that it knows, and queues what was running again', () => {
    const [loaded] = outbox(
      {},
      { type: 'add', entries: [entry('a', { status: 'running', tries: 1 }), entry('b', { status: 'done' })] },
    );
    const [again] = outbox(loaded, { type: 'add', entries: [entry('b')] });
    expect(again.a?.status).toBe('queued');
    expect(again.b?.status).toBe('done');
    expect(startable(again, 0, () => 1).map((e) => e.key)).toEqual(['a']);
  });

  it('counts concurrency for each class', () => {
    const entries = [entry('a'), entry('b'), entry('c', { kind: 'Other' }), entry('d', { not_before: 5 })];
    const [state] = outbox({}, { type: 'add', entries });
    expect(startable(state, 0, () => 1).map((e) => e.key)).toEqual(['a', 'c']);
    expect(startable(state, 5, () => 3).map((e) => e.key)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('runOutbox', () => {
  it('runs each entry once, in order, and commits before and after', async () => {
    const { journal, runs, life, saves, most } = world([entry('a'), entry('b')], () => ok);
    const { box, results } = life();
    await box.idle();
    expect(runs).toEqual(['a', 'b']);
    expect([...journal.values()].map((e) => `${e.status} ${e.tries} ${e.result}`)).toEqual([
      'done 1 fine',
      'done 1 fine',
    ]);
    expect(saves()).toBe(4);
    expect(most()).toBe(1);
    expect(results).toEqual(['a done fine', 'b done fine']);
  });

  it('retries with a growing delay, then gives up', async () => {
    const { journal, runs, life } = world([entry('a')], () => bad);
    const clock = virtualClock();
    const { box } = life({ clock });
    await settled();
    await settled();
    expect(journal.get('a')).toMatchObject({ status: 'queued', tries: 1, not_before: 2_000, result: 'no' });
    clock.advance(1_999);
    await settled();
    expect(runs).toHaveLength(1);
    clock.advance(2_000);
    await settled();
    await settled();
    expect(journal.get('a')).toMatchObject({ status: 'queued', tries: 2, not_before: 4_000 });
    clock.advance(4_000);
    await box.idle();
    expect(journal.get('a')).toMatchObject({ status: 'failed', tries: 3, result: 'no' });
    expect(runs).toHaveLength(3);
  });

  it('does not retry what can never succeed', async () => {
    const { journal, life } = world([entry('a')], () => ({ ...bad, final: true }));
    await life().box.idle();
    expect(journal.get('a')).toMatchObject({ status: 'failed', tries: 1 });
  });

  it('runs as many at once as the class allows, and takes entries while it runs', async () => {
    const { journal, life, most } = world([entry('a'), entry('b'), entry('c')], () => ok);
    const { box } = life({ concurrency: 2 });
    const late = entry('late');
    journal.set('late', late);
    box.add([late, entry('a')]);
    await box.idle();
    expect(most()).toBe(2);
    expect([...journal.values()].every((e) => e.status === 'done' && e.tries === 1)).toBe(true);
  });

  it('leaves what abort ended to the next life', async () => {
    const { journal, runs, life } = world([entry('a'), entry('b')], (key, run) =>
      key === 'a' && run === 1 ? 'hang' : ok,
    );
    const first = life();
    await settled();
    first.abort.abort();
    expect(journal.get('a')?.status).toBe('running');
    await life().box.idle();
    expect(runs).toEqual(['a', 'a', 'b']);
    expect([...journal.values()].map((e) => e.status)).toEqual(['done', 'done']);
  });

  it('turns a throw into a failed try and says so of an action that is gone', async () => {
    const thrown = world([entry('a')], () => {
      throw new Error('boom');
    });
    const clock = virtualClock();
    thrown.life({ clock });
    await settled();
    expect(thrown.journal.get('a')).toMatchObject({ status: 'queued', result: 'boom' });

    const saved: OutboxEntry[] = [];
    const gone = runOutbox({
      entries: [entry('a', { kind: 'GoneAction' })],
      actions: () => undefined,
      save: (changed) => void saved.push(...changed),
      deps: clock,
      random: () => 0,
      abort: new AbortController().signal,
    });
    await gone.idle();
    expect(saved.at(-1)).toMatchObject({ status: 'failed', result: 'there is no action GoneAction any more' });
  });

  it('loses nothing and overlaps nothing when it crashes at any save, before or after the commit', async () => {
    // a fails once and is retried, b is plain: six saves in an undisturbed life.
    for (const before of [true, false])
      for (let dieAt = 1; dieAt <= 6; dieAt++) {
        const outcomes = (key: string, run: number) => (key === 'a' && run === 1 ? bad : ok);
        const { journal, runs, life, overlaps } = world([entry('a'), entry('b')], outcomes);
        const clock = virtualClock();
        const first = life({ dieAt, before, clock });
        const crashed = first.box.idle().then(
          () => 'finished',
          (error) => (error instanceof Crash ? 'crashed' : error),
        );
        for (let i = 0; i < 10; i++) {
          clock.advance(clock.now() + 10_000);
          await settled();
        }
        expect(await crashed, `${before} ${dieAt}`).toBe('crashed');
        const second = life({ clock });
        const idle = second.box.idle();
        for (let i = 0; i < 10; i++) {
          await settled();
          clock.advance(clock.now() + 10_000);
        }
        await idle;
        expect([...journal.values()].map((e) => e.status)).toEqual(['done', 'done']);
        // At least once; and at most one run more than undisturbed, since there was one crash.
        expect(runs.filter((key) => key === 'b').length).toBeGreaterThanOrEqual(1);
        expect(runs.length).toBeLessThanOrEqual(4);
        expect(overlaps()).toBe(0);
      }
  });
});
