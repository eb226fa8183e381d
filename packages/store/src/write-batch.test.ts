import { join } from 'node:path';
import { expect, it } from 'vitest';
import { owner, temporaryDirectory } from '../test/fixtures.js';
import { openWriter } from './database.js';
import { openStore } from './index.js';
import { batchWriter } from './write-batch.js';

it('syncs at a durable commit and at no other', () => {
  const directory = temporaryDirectory();
  {
    using store = openStore({ directory, probe: () => 'wal' });
    store.acquire('r', owner);
  }
  const db = openWriter(join(directory, 'runs', 'r', 'sigwatch.db'), 'wal');
  db.exec('UPDATE lease SET released_at = NULL');
  const write = batchWriter(db);
  const lease = { run_id: 'r', epoch: 1 };
  // What SQLite itself uses, asked from inside the transaction.
  const seen: unknown[] = [];
  const probe = { toJSON: () => seen.push(db.pragma('synchronous', { simple: true })) };
  write({ snapshot: probe as never }, lease, 1);
  write({ snapshot: probe as never, durable: true }, lease, 1);
  write({ snapshot: probe as never }, lease, 1);
  const broken = { toJSON: () => expect.fail('broken') };
  expect(() => write({ snapshot: broken as never, durable: true }, lease, 1)).toThrow('broken');
  write({ snapshot: probe as never }, lease, 1);
  db.close();
  expect(seen).toEqual([1, 2, 1, 1]);
});

it('shows in its lease that the owner is alive, once a second', () => {
  const directory = temporaryDirectory();
  {
    using store = openStore({ directory, probe: () => 'wal', now: () => 10_000 });
    store.acquire('r', owner);
  }
  const db = openWriter(join(directory, 'runs', 'r', 'sigwatch.db'), 'wal');
  db.exec('UPDATE lease SET released_at = NULL');
  const write = batchWriter(db);
  // The last one: a clock that was set back.
  const shown = [10_999, 11_000, 11_500, 12_100, 5_000].map((now) => {
    write({}, { run_id: 'r', epoch: 1 }, now);
    return db.prepare('SELECT refreshed_at FROM lease').pluck().get();
  });
  db.close();
  expect(shown).toEqual([10_000, 11_000, 11_000, 12_100, 5_000]);
});
