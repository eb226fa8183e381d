import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { owner, temporaryDirectory } from '../test/fixtures.js';
import { journalMode, openStore, stateDirectory } from './index.js';

const probe = (type: number, walWorks = true) => ({ fileSystem: () => type, walWorks: () => walWorks });

it('chooses WAL on a local file system where it works, else truncate', () => {
  expect(journalMode('/x', {}, probe(0xef53))).toBe('wal');
  expect(journalMode('/x', {}, probe(0xef53, false))).toBe('truncate');
  for (const network of [0x6969, 0x0bd00bd0, 0x47504653, 0xff534d42, 0x65735546]) {
    expect(journalMode('/x', {}, probe(network))).toBe('truncate');
  }
});

it('does as SIGWATCH_JOURNAL_MODE says', () => {
  expect(journalMode('/x', { SIGWATCH_JOURNAL_MODE: 'wal' }, probe(0x6969))).toBe('wal');
  expect(journalMode('/x', { SIGWATCH_JOURNAL_MODE: 'truncate' }, probe(0xef53))).toBe('truncate');
  expect(() => journalMode('/x', { SIGWATCH_JOURNAL_MODE: 'of' })).toThrow(/is "of": use "wal" or "truncate"/);
});

it('probes the real file system and leaves nothing behind', () => {
  const directory = temporaryDirectory();
  expect(['wal', 'truncate']).toContain(journalMode(directory, {}));
  expect(readdirSync(directory)).toEqual([]);
});

it('moves a journal from one mode to the other, as when a state directory moves', () => {
  const directory = temporaryDirectory();
  for (const mode of ['wal', 'truncate', 'wal'] as const) {
    using store = openStore({ directory, probe: () => mode });
    const lease = store.acquire('r', owner);
    store.commit({ record: [mode] }, lease);
    expect(readdirSync(join(directory, 'runs', 'r')).includes('sigwatch.db-shm')).toBe(mode === 'wal');
  }
  using store = openStore({ directory, readonly: true });
  expect([...store.record('r')]).toEqual(['wal', 'truncate', 'wal']);
});

it('finds the default state directory', () => {
  expect(stateDirectory({ SIGWATCH_STATE_DIR: '/s', XDG_STATE_HOME: '/x' })).toBe('/s');
  expect(stateDirectory({ XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/x/sigwatch');
  expect(stateDirectory({ XDG_STATE_HOME: 'relative', HOME: '/h' })).toBe('/h/.local/state/sigwatch');
  expect(stateDirectory({ HOME: '/h' })).toBe('/h/.local/state/sigwatch');
});
