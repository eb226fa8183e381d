import { expect, it } from 'vitest';
import type { Json, LeaseOwner } from '../contract.js';
import { newTrack } from '../intake/track-state.js';
import { newAttempt } from '../run/attempt-state.js';
import { Journal } from './journal.js';
import { memoryStore } from './memory-store.js';
import { newSnapshot } from './snapshot.js';

const owner = { host: 'here', pid: 1, started_at: '' } as unknown as LeaseOwner;
const hub = { event: () => {}, output: () => {} };
const open = (store: ReturnType<typeof memoryStore>) =>
  new Journal({ store, run_id: 'run', name: 'run', owner, now: () => 0, hub });
const place = (line: number) => ({ ...newTrack, line });

it('takes up what an earlier version kept of engine and sources in the snapshot', () => {
  const store = memoryStore();
  const { engine: _, ...rest } = newSnapshot('run', 0);
  const snapshot = { ...rest, engine: { ...newAttempt, run: 'running' }, tracks: { a: place(3) } };
  const summary = { run_id: 'run', name: 'run', state: 'running', attempt: 1, jobs: [], restarts: 0 } as const;
  store.commit(
    { snapshot: snapshot as unknown as Json, summary: { ...summary, started_at: 0, updated_at: 0 } },
    store.acquire('run', owner),
  );
  const journal = open(store);
  expect(journal.snapshot.engine.run).toBe('running');
  expect([...journal.tracks]).toEqual([['a', place(3)]]);
  journal.commit({ restarts: 1 });
  expect(store.load('run')).toMatchObject({
    engine: { state: { run: 'running' }, taken: 0 },
    sources: [['a', place(3)]],
  });
  expect(store.load('run')?.snapshot).not.toHaveProperty('tracks');
  expect(open(store).snapshot.engine.run).toBe('running');
});

it('writes only the sources that moved, and forgets all of them when it is told to', () => {
  const store = memoryStore();
  const journal = open(store);
  journal.commit(
    {},
    {
      moved: new Map([
        ['a', place(2)],
        ['b', place(2)],
      ]),
    },
  );
  journal.commit({}, { moved: new Map([['b', place(9)]]) });
  expect(store.load('run')?.sources).toEqual([
    ['a', place(2)],
    ['b', place(9)],
  ]);
  journal.commit({}, { forget: true, moved: new Map([['c', place(1)]]) });
  expect(store.load('run')?.sources).toEqual([['c', place(1)]]);
  expect([...journal.tracks.keys()]).toEqual(['c']);
});

it('leaves a state that follows from the record to the record, and writes it when supervision ends', () => {
  const store = memoryStore();
  const journal = open(store);
  const large = { ...newAttempt, contradicted: ['x'.repeat(10_000)] };
  journal.commit({ engine: large });
  const input = { type: 'tick', at: 1 };
  journal.commit({ engine: { ...large, run: 'running' } }, { record: [input], derived: true });
  expect(store.load('run')?.engine).toMatchObject({ state: { run: 'pending' }, taken: 0 });
  const seen: Json[] = [];
  const next = open(store);
  next.catchUp((state, given) => {
    seen.push(given);
    return { ...state, run: 'running' };
  });
  expect([seen, next.snapshot.engine.run]).toEqual([[input], 'running']);
  next.settle();
  expect(store.load('run')?.engine).toMatchObject({ state: { run: 'running' }, taken: 1 });
});

it('knows the folder of a run from its beginning, so that nothing is written where sigwatch was started', () => {
  expect(open(memoryStore('/runs/run')).directory).toBe('/runs/run');
});
