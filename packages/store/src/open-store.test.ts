import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { event, owner, summary, temporaryDirectory } from '../test/fixtures.js';
import { openStore } from './index.js';

describe.each(['wal', 'truncate'] as const)('a store in %s mode', (mode) => {
  const open = (directory: string, more = {}) => openStore({ directory, probe: () => mode, ...more });
  const file = (directory: string, name: string) => readFileSync(join(directory, 'runs', 'r', name), 'utf8');

  it('gives back what was committed, over a reopening', () => {
    const directory = temporaryDirectory();
    const outbox = { key: 'k', attempt: 1, kind: 'note', payload: { a: [1] }, status: 'queued', tries: 0 } as const;
    {
      using store = open(directory);
      const lease = store.acquire('r', owner);
      expect(store.load('r')?.summary).toMatchObject({ run_id: 'r', state: 'pending', attempt: 0 });
      store.commit({ snapshot: { s: 1 }, summary: summary(), outbox: [{ ...outbox, not_before: 5 }] }, lease);
      store.commit({ record: [{ r: 1 }, { r: 2 }], events: [event(1), event(2)] }, lease);
      store.commit({ outbox: [{ ...outbox, status: 'done', tries: 1, not_before: 1.5, result: 'ok' }] }, lease);
    }
    using store = open(directory, { readonly: true });
    expect(store.load('r')).toEqual({
      summary: summary(),
      snapshot: { s: 1 },
      sources: [],
      outbox: [{ ...outbox, status: 'done', tries: 1, not_before: 1.5, result: 'ok' }],
      events: 2,
      directory: join(directory, 'runs', 'r'),
    });
    expect([...store.events('r')]).toEqual([event(1), event(2)]);
    expect([...store.events('r', 1)]).toEqual([event(2)]);
    expect([...store.record('r')]).toEqual([{ r: 1 }, { r: 2 }]);
    expect(store.list()).toEqual([summary()]);
    expect(store.owner('r')).toBeUndefined();
    expect(store.load('other')).toBeUndefined();
    expect(() => store.acquire('r', owner)).toThrow(/read-only/);
  });

  it('keeps sources as rows of their own, and of the engine what it was after so many inputs', () => {
    const directory = temporaryDirectory();
    const last = () => {
      using store = open(directory, { readonly: true });
      return store.load('r');
    };
    {
      using store = open(directory);
      const lease = store.acquire('r', owner);
      expect(store.load('r')).not.toHaveProperty('engine');
      store.commit(
        {
          engine: '{"n":1}',
          record: ['a', 'b'],
          sources: [
            ['log', { line: 1 }],
            ['__proto__', 2],
          ],
        },
        lease,
      );
      store.commit(
        {
          record: ['c'],
          sources: [
            ['log', { line: 7 }],
            ['other', 3],
          ],
        },
        lease,
      );
    }
    expect(last()).toMatchObject({
      engine: { state: { n: 1 }, taken: 2 },
      sources: [
        ['log', { line: 7 }],
        ['__proto__', 2],
        ['other', 3],
      ],
    });
    {
      using store = open(directory);
      const lease = store.acquire('r', owner);
      expect([...store.record('r', 2)]).toEqual(['c']);
      store.commit({ engine: '{"n":2}', sources_anew: true, sources: [['new', 1]] }, lease);
    }
    expect(last()).toMatchObject({ engine: { state: { n: 2 }, taken: 3 }, sources: [['new', 1]] });
  });

  it('lets others see a live run', () => {
    const directory = temporaryDirectory();
    using store = open(directory);
    const lease = store.acquire('r', owner);
    store.commit({ summary: summary({ step: 7 }), events: [event(1)], snapshot: 1 }, lease);
    using other = open(directory, { readonly: true });
    expect(other.owner('r')).toEqual(owner);
    expect(other.list()).toEqual([summary({ step: 7 })]);
    expect(other.load('r')).toMatchObject({ summary: summary({ step: 7 }), events: 1 });
    expect([...other.events('r')]).toEqual([event(1)]);
    expect(() => open(directory).acquire('r', owner)).toThrow(
      /run "r" is supervised by process \d+ on .* since \d{4}-.*sigwatch stop r/,
    );
  });

  it('hands commands over, each once, also after a crash before they were taken', () => {
    const directory = temporaryDirectory();
    using store = open(directory);
    const lease = store.acquire('r', owner);
    using other = open(directory, { readonly: true });
    expect(() => other.request('nobody', 'stop')).toThrow(/there is no run "nobody"/);
    const first = other.request('r', 'pause');
    const second = other.request('r', 'stop');
    expect(second).toBeGreaterThan(first);
    expect(store.commands('r')).toEqual([
      { id: first, command: 'pause' },
      { id: second, command: 'stop' },
    ]);
    store.commit({ commands_done: [first] }, lease);
    expect(store.commands('r')).toEqual([{ id: second, command: 'stop' }]);
    store.commit({ commands_done: [second] }, lease);
    const third = other.request('r', 'stop');
    expect(store.commands('r')).toEqual([{ id: third, command: 'stop' }]);
  });

  it('writes nothing of a batch that fails in its middle', () => {
    const directory = temporaryDirectory();
    using store = open(directory);
    const lease = store.acquire('r', owner);
    store.commit({ snapshot: 'before', events: [event(1)], record: [1], summary: summary() }, lease);
    const poison = { toJSON: () => expect.fail('poison') };
    const batch = {
      snapshot: 'after',
      summary: summary({ state: 'failed' }),
      record: [2],
      events: [event(2)],
      commands_done: [1],
      outbox: [
        { key: 'k', attempt: 1, kind: 'x', payload: poison as never, status: 'queued', tries: 0, not_before: 0 },
      ],
    } as const;
    expect(() => store.commit(batch, lease)).toThrow('poison');
    expect(store.load('r')).toMatchObject({ snapshot: 'before', events: 1, outbox: [], summary: { state: 'running' } });
    expect([...store.record('r')]).toEqual([1]);
    expect(file(directory, 'events.jsonl')).toBe(`${JSON.stringify(event(1))}\n`);
    store.commit({ events: [event(2)] }, lease);
    expect([...store.events('r')]).toEqual([event(1), event(2)]);
  });

  it('keeps error records and the summary beside the journal', () => {
    const directory = temporaryDirectory();
    let now = 1_000;
    using store = open(directory, { now: () => now });
    const lease = store.acquire('r', owner);
    const error = event(2, 'signal', 'error');
    const closed = event(3, 'incident_closed');
    store.commit({ events: [event(1, 'signal'), error, closed], summary: summary({ root: 'oom' }) }, lease);
    expect(file(directory, 'errors.jsonl')).toBe(`${JSON.stringify(error)}\n${JSON.stringify(closed)}\n`);
    expect(JSON.parse(file(directory, 'summary.json'))).toEqual({
      ...summary({ root: 'oom' }),
      decision: null,
      errors: 2,
    });
    store.commit({ summary: summary({ root: 'oom', step: 3 }) }, lease);
    expect(JSON.parse(file(directory, 'summary.json')).step).toBeUndefined();
    now += 5_000;
    store.commit({ summary: summary({ root: 'oom', step: 4 }) }, lease);
    expect(JSON.parse(file(directory, 'summary.json')).step).toBe(4);
    store.commit({ summary: summary({ root: 'oom', state: 'failed', ended_at: 9 }) }, lease);
    expect(JSON.parse(file(directory, 'summary.json'))).toMatchObject({ state: 'failed', ended_at: 9, decision: null });
    expect(existsSync(join(directory, 'runs', 'r', 'summary.json.tmp'))).toBe(false);
  });

  it('reports a damaged journal with the place and what to do, and lists the other runs', () => {
    const directory = temporaryDirectory();
    {
      using store = open(directory);
      store.acquire('good', owner);
      store.commit({ events: [event(1)] }, store.acquire('r', owner));
    }
    const path = join(directory, 'runs', 'r', 'sigwatch.db');
    writeFileSync(path, 'x'.repeat(5_000));
    const warnings: string[] = [];
    using store = open(directory, { warn: (message: string) => warnings.push(message) });
    expect(() => store.acquire('r', owner)).toThrow(
      expect.objectContaining({
        code: 'journal_damaged',
        message: expect.stringMatching(/sigwatch\.db is damaged.*mv .*events\.jsonl/),
      }),
    );
    expect(store.list().map((run) => run.run_id)).toEqual(['good', 'r']);
    expect(warnings).toHaveLength(1);
  });
});

it('says where the state directory is and what to do when it cannot be written', () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  expect(() => openStore({ directory: join(file, 'state') })).toThrow(
    expect.objectContaining({
      code: 'state_directory_unusable',
      message: expect.stringMatching(/file\/state cannot be used: .*--state-dir/),
    }),
  );
});

it('reads an absent state directory as empty', () => {
  const directory = join(temporaryDirectory(), 'none');
  using store = openStore({ directory, readonly: true });
  expect(store.list()).toEqual([]);
  expect(store.owner('r')).toBeUndefined();
  expect([...store.events('r')]).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});

it.each(['', '.', '..', '.x', 'a/b', '../a', 'a b', 'ä', 'x'.repeat(129)])('refuses %j as a run id', (run_id) => {
  using store = openStore({ directory: temporaryDirectory() });
  for (const act of [
    () => store.acquire(run_id, owner),
    () => store.load(run_id),
    () => store.request(run_id, 'stop'),
  ]) {
    expect(act).toThrow(/is no run id: use 1 to 128/);
  }
});
