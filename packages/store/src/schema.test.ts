import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { event, owner, temporaryDirectory } from '../test/fixtures.js';
import { openStore } from './index.js';
import { MIGRATIONS, migrate } from './schema.js';

it('applies the missing migrations in order, once', () => {
  const db = new Database(':memory:');
  const steps = ['CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)', 'INSERT INTO t SELECT a + 1 FROM t'];
  migrate(db, steps.slice(0, 2));
  migrate(db, steps);
  migrate(db, steps);
  expect(db.prepare('SELECT a FROM t').pluck().all()).toEqual([1, 2]);
  expect(db.pragma('user_version', { simple: true })).toBe(3);
});

it('leaves a journal as it was when a migration fails', () => {
  const db = new Database(':memory:');
  expect(() => migrate(db, ['CREATE TABLE t (a)', 'nonsense'])).toThrow();
  expect(db.pragma('user_version', { simple: true })).toBe(0);
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 't'").pluck().get()).toBe(0);
});

it('reads a journal of an earlier version as it is, and brings it up to date for who writes to it', () => {
  const directory = temporaryDirectory();
  {
    using store = openStore({ directory });
    const lease = store.acquire('r', owner);
    store.commit({ snapshot: { old: true }, record: [1], events: [event(1)] }, lease);
  }
  const path = join(directory, 'runs', 'r', 'sigwatch.db');
  const db = new Database(path);
  db.exec('DROP TABLE sources; DROP TABLE engine');
  db.pragma('user_version = 1');
  db.close();
  {
    using store = openStore({ directory, readonly: true });
    expect(store.load('r')).toMatchObject({ snapshot: { old: true }, sources: [], events: 1 });
    expect([...store.record('r')]).toEqual([1]);
  }
  using store = openStore({ directory });
  const lease = store.acquire('r', owner);
  store.commit({ sources: [['log', 1]] }, lease);
  expect(store.load('r')).toMatchObject({ snapshot: { old: true }, sources: [['log', 1]] });
});

it('reads the engine where an earlier version has written it, and takes it along', () => {
  const directory = temporaryDirectory();
  {
    using store = openStore({ directory });
    const lease = store.acquire('r', owner);
    store.commit({ snapshot: {}, record: [1, 2], engine: '{"step":7}' }, lease);
  }
  const db = new Database(join(directory, 'runs', 'r', 'sigwatch.db'));
  db.exec(`
    ALTER TABLE run ADD COLUMN engine TEXT;
    ALTER TABLE run ADD COLUMN engine_taken INTEGER NOT NULL DEFAULT 0;
    UPDATE run SET engine = (SELECT state FROM engine), engine_taken = (SELECT taken FROM engine);
    DROP TABLE engine`);
  db.pragma('user_version = 2');
  db.close();
  const engine = { state: { step: 7 }, taken: 2 };
  {
    using store = openStore({ directory, readonly: true });
    expect(store.load('r')?.engine).toEqual(engine);
  }
  using store = openStore({ directory });
  const lease = store.acquire('r', owner);
  expect(store.load('r')?.engine).toEqual(engine);
  store.commit({ record: [3], engine: '{"step":8}' }, lease);
  expect(store.load('r')?.engine).toEqual({ state: { step: 8 }, taken: 3 });
});

it('refuses a journal of a newer sigwatch', () => {
  const directory = temporaryDirectory();
  {
    using store = openStore({ directory });
    store.acquire('r', owner);
  }
  const db = new Database(join(directory, 'runs', 'r', 'sigwatch.db'));
  db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
  db.close();
  using store = openStore({ directory });
  for (const act of [() => store.acquire('r', owner), () => store.load('r')]) {
    expect(act).toThrow(/written by a newer sigwatch \(schema 4, this one knows up to 3\).*Upgrade/);
  }
});
