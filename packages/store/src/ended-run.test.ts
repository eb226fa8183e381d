import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../../../test/support/compiled.js';
import { event, owner, summary, temporaryDirectory } from '../test/fixtures.js';
import { openStore } from './index.js';

let sources: ReturnType<typeof compiled>;
beforeAll(() => {
  sources = compiled('store');
});
afterAll(() => sources.dispose());

/** A supervisor that ends its run and is killed when it writes `dies` into a file: after the commit, before the file has it. */
async function killedAt(dies: string, directory: string, mode: string): Promise<void> {
  const script = join(directory, 'supervisor.mjs');
  const ended = { ...event(2, 'run_ended'), data: { state: 'succeeded' } };
  writeFileSync(
    script,
    `import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { currentOwner, openStore } from ${JSON.stringify(pathToFileURL(join(sources.directory, 'index.js')).href)};
    for (const name of ['writeSync', 'writeFileSync']) {
      const write = fs[name];
      fs[name] = (file, data, ...more) => {
        if (Buffer.from(data).includes(${JSON.stringify(dies)})) process.kill(process.pid, 'SIGKILL');
        return write(file, data, ...more);
      };
    }
    syncBuiltinESMExports();
    const store = openStore({ directory: ${JSON.stringify(directory)}, probe: () => '${mode}' });
    const lease = store.acquire('r', currentOwner());
    store.commit({ events: [${JSON.stringify(event(1))}], summary: ${JSON.stringify(summary())} }, lease);
    store.commit({ events: [${JSON.stringify(ended)}], summary: ${JSON.stringify(summary({ state: 'succeeded', ended_at: 9 }))} }, lease);`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

const file = (directory: string, name: string) => readFileSync(join(directory, 'runs', 'r', name), 'utf8');
const types = (directory: string) =>
  file(directory, 'events.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event_type);

describe.each(['wal', 'truncate'] as const)('in %s mode', (mode) => {
  it.each([
    ['events.jsonl', 'run_ended', ['progress']],
    ['summary.json', '"ended_at"', ['progress', 'run_ended']],
  ])('the first who looks at an ended run makes %s whole', async (_, dies, left) => {
    const directory = temporaryDirectory();
    await killedAt(dies, directory, mode);
    expect(types(directory)).toEqual(left);
    expect(JSON.parse(file(directory, 'summary.json'))).toMatchObject({ state: 'running' });
    using store = openStore({ directory, readonly: true, probe: () => mode });
    expect(store.list()).toMatchObject([{ state: 'succeeded' }]);
    expect(types(directory)).toEqual(['progress', 'run_ended']);
    expect(JSON.parse(file(directory, 'summary.json'))).toMatchObject({ state: 'succeeded', ended_at: 9 });
    expect(store.owner('r')).toBeUndefined();
  });
});

it('a run that its supervisor still holds, or that has not ended, is left alone', () => {
  const directory = temporaryDirectory();
  using store = openStore({ directory, probe: () => 'wal' });
  const lease = store.acquire('r', owner);
  store.commit({ events: [event(1)], summary: summary({ ended_at: 9 }) }, lease);
  const path = join(directory, 'runs', 'r', 'events.jsonl');
  writeFileSync(path, '');
  using reader = openStore({ directory, readonly: true, probe: () => 'wal' });
  expect(reader.load('r')?.events).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('');
  store.commit({ summary: summary() }, lease);
  store.release(lease);
  writeFileSync(path, '');
  expect(reader.load('r')?.events).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('');
});
