import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeptTransport } from './kept-transport.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigwatch-transport-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Time that only the test moves. */
function clock() {
  const waiting: (() => void)[] = [];
  return {
    deps: {
      now: () => 0,
      schedule: (_: number, wake: () => void) => {
        waiting.push(wake);
        return () => {};
      },
    },
    pass: () => {
      for (const wake of waiting.splice(0)) wake();
    },
    waiting,
  };
}

const said = (rank: number, network: string) =>
  Buffer.from(`step 1\ngpu-1:${100 + rank}:9 [${rank}] NCCL INFO Using network ${network}\nstep 2\n`);

it('who takes the run up later knows what the ranks of the same job have said', () => {
  const path = join(folder, 'runs', 'a', 'transport.json');
  const { deps, pass, waiting } = clock();
  const first = new KeptTransport(path, deps);
  first.begin('ray:a-1');
  first.take(said(0, 'Socket'));
  first.take(said(1, 'Socket'));
  expect(waiting).toHaveLength(1);
  pass();
  const second = new KeptTransport(path, deps);
  second.begin('ray:a-1');
  expect(second.now()).toMatchObject({ transport: 'socket', ranks: { socket: 2 } });
  second.take(said(2, 'IB'));
  expect(second.now()).toMatchObject({ transport: 'mixed', ranks: { socket: 2, ib: 1 } });
});

it('a new job has its own ranks, and what they say before the first look at them counts', () => {
  const { deps, pass } = clock();
  const kept = new KeptTransport(join(folder, 'transport.json'), deps);
  kept.begin('ray:a-1');
  kept.take(said(0, 'Socket'));
  pass();
  kept.begin('ray:a-2');
  expect(kept.now()).toEqual({ active: null, transport: 'unknown' });
  kept.take(said(0, 'IB'));
  kept.begin('ray:a-2');
  expect(kept.now()).toMatchObject({ transport: 'ib' });
});

it('a file that is none, and a disk that takes nothing, cost nothing else', () => {
  const path = join(folder, 'transport.json');
  for (const text of ['', '{', 'null', '{"job":"ray:a-1"}', '{"job":"ray:a-1","seen":{"ranks":3}}']) {
    writeFileSync(path, text);
    const kept = new KeptTransport(path, clock().deps);
    kept.begin('ray:a-1');
    expect(kept.now()).toEqual({ active: null, transport: 'unknown' });
  }
  const { deps, pass } = clock();
  const full = new KeptTransport(join(path, 'below-a-file'), deps);
  full.begin('ray:a-1');
  full.take(said(0, 'IB'));
  pass();
  expect(full.now()).toMatchObject({ transport: 'ib' });
  expect(readFileSync(path, 'utf8')).toContain('ranks');
});
