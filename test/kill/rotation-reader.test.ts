import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seed = Number(process.env.SIGWATCH_SEED ?? Date.now() % 1_000_000);
const SECONDS = 10;

// A real writer, at full speed: numbered lines, and rotation in every way. It knows which lines a copytruncate may lose,
// because it does the copying itself; it tells them, and how many lines there are, when it ends.
const WRITER = `
import fs from 'node:fs';
const [log, seed, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
let state = seed || 1;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
let fd = fs.openSync(log, 'a'), n = 0, old, lateUntil = 0;
const maybe = [];
const write = (to) => { const line = 'line ' + n++ + ' ' + 'x'.repeat(Math.floor(random() * 120)); 
  // Now and then a line comes in two halves.
  if (random() < 0.02) { const at = Math.floor(line.length / 2); fs.writeSync(to, line.slice(0, at)); fs.writeSync(to, line.slice(at) + '\\n'); }
  else fs.writeSync(to, line + '\\n'); };
const shift = () => { fs.rmSync(log + '.200', { force: true }); for (let i = 199; i >= 1; i--) try { fs.renameSync(log + '.' + i, log + '.' + (i + 1)); } catch {} };
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  const burst = 20 + Math.floor(random() * 400);
  for (let i = 0; i < burst; i++) write(fd);
  if (old !== undefined) { if (Date.now() < lateUntil) write(old); else { fs.closeSync(old); old = undefined; } }
  const dice = random();
  if (dice < 0.03 && old === undefined) { // rename; the old descriptor is kept for a while
    shift(); fs.renameSync(log, log + '.1'); old = fd; lateUntil = Date.now() + 100; fd = fs.openSync(log, 'a');
  } else if (dice < 0.06) { // rename
    shift(); fs.renameSync(log, log + '.1'); fs.closeSync(fd); fd = fs.openSync(log, 'a');
  } else if (dice < 0.09) { // copytruncate: what is written between the copy and the truncation may be lost
    shift(); fs.copyFileSync(log, log + '.1');
    const window = Math.floor(random() * 5); for (let i = 0; i < window; i++) { maybe.push(n); write(fd); }
    fs.ftruncateSync(fd, 0);
  } else if (dice < 0.1) { // removed while a name keeps it, and created again
    shift(); fs.linkSync(log, log + '.1'); fs.rmSync(log); fs.closeSync(fd); fd = fs.openSync(log, 'a');
  }
  const pause = random() * 12; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
}
fs.writeFileSync(process.argv[5], JSON.stringify({ lines: n, maybe }));
`;

// A real reader: commits the cursor and what it delivered in one atomic step, as the engine does with its journal. The
// deliveries go to a file whose length is part of the commit, so that what was not committed is cut off.
const READER = `
import fs from 'node:fs';
const { Bell, fileSource, Wakes } = await import(process.argv[2]);
const [log, state, out, size] = [process.argv[3], process.argv[4], process.argv[5], Number(process.argv[6])];
let saved = { length: 0 };
try { saved = JSON.parse(fs.readFileSync(state, 'utf8')); } catch {}
const deps = { now: () => Date.now(), schedule: (at, wake) => { const t = setTimeout(wake, at - Date.now()); return () => clearTimeout(t); } };
const abort = new AbortController();
const bell = new Bell();
const reader = await fileSource(log, { deps, lingerMs: 1000, wakes: new Wakes() }).open(saved.cursor, abort.signal, bell.ring);
const fd = fs.openSync(out, fs.existsSync(out) ? 'r+' : 'w+');
fs.ftruncateSync(fd, saved.length);
const into = Buffer.alloc(size);
let length = saved.length;
const commit = (cursor) => { fs.writeFileSync(state + '.new', JSON.stringify({ cursor, length })); fs.renameSync(state + '.new', state); };
for (;;) {
  const final = fs.existsSync(state + '.final');
  bell.reset();
  const read = await reader.read(into, final);
  if (read.kind === 'data') { length += fs.writeSync(fd, into, 0, read.bytes, length); commit(read.cursor); }
  else if (read.kind === 'reset') { if (read.gap) fs.appendFileSync(state + '.gaps', read.gap + '\\n'); commit(read.cursor); }
  else if (read.kind === 'caught_up') {
    commit(read.cursor);
    if (final) break;
    const wait = new AbortController(); const timer = setTimeout(() => wait.abort(), 5);
    await bell.wait(wait.signal); clearTimeout(timer);
  } else if (read.kind === 'blind') { fs.appendFileSync(state + '.gaps', 'blind ' + read.error + '\\n'); await new Promise((r) => setTimeout(r, 20)); }
}
abort.abort();
`;

/** `3-7`, at most twenty of them. */
function ranges(numbers: readonly number[]): string[] {
  const found: string[] = [];
  let start = numbers[0];
  numbers.forEach((number, at) => {
    if (numbers[at + 1] === number + 1) return;
    found.push(`${start}-${number}`);
    start = numbers[at + 1];
  });
  return found.slice(0, 20);
}

describe('a reader that is killed while the log is rotated', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sigwatch-rotation-'));
  const at = (name: string) => path.join(directory, name);
  const children: ChildProcess[] = [];
  let source = '';

  beforeAll(() => {
    // The reader process runs plain JavaScript; it gets the sources of this checkout, whatever is built.
    const built = at('built');
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const config = { extends: path.join(root, 'packages/core/tsconfig.json') };
    const options = {
      outDir: built,
      composite: false,
      declaration: false,
      tsBuildInfoFile: null,
      rootDir: path.join(root, 'packages/core/src'),
    };
    const files = ['index.ts', 'picomatch.d.ts'].map((name) => path.join(root, 'packages/core/src/source', name));
    const types = { typeRoots: [path.join(root, 'node_modules/@types')] };
    fs.writeFileSync(
      at('tsconfig.json'),
      JSON.stringify({ ...config, include: [], exclude: [], files, compilerOptions: { ...options, ...types } }),
    );
    execFileSync(process.execPath, [tsc, '-p', at('tsconfig.json')], { stdio: 'inherit' });
    fs.writeFileSync(path.join(built, 'package.json'), '{"type":"module"}');
    fs.symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
    source = path.join(built, 'source/index.js');
    fs.writeFileSync(at('writer.mjs'), WRITER);
    fs.writeFileSync(at('reader.mjs'), READER);
  });

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const start = (script: string, ...args: string[]) => {
    const child = spawn(process.execPath, [at(script), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    return { child, ended };
  };

  it(`delivers every line exactly once (SIGWATCH_SEED=${seed})`, async () => {
    let state = seed || 1;
    const random = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    const log = at('logs/train.log');
    fs.mkdirSync(at('logs'));
    fs.writeFileSync(log, '');
    const readerArgs = [source, log, at('state'), at('out'), '65536'];
    let reader = start('reader.mjs', ...readerArgs);
    // Its first look must come before the first rotation: what is rotated before is not the run's.
    while (!fs.existsSync(at('state'))) {
      expect(reader.child.exitCode, 'the reader ended before it had begun').toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const writer = start('writer.mjs', log, String(seed), String(SECONDS), at('truth'));
    let writing = true;
    let kills = 0;
    void writer.ended.then(() => {
      writing = false;
    });
    while (writing) {
      await new Promise((resolve) => setTimeout(resolve, 150 + random() * 700));
      reader.child.kill('SIGKILL');
      await reader.ended;
      kills += 1;
      await new Promise((resolve) => setTimeout(resolve, random() * 200));
      reader = start('reader.mjs', ...readerArgs);
    }
    fs.writeFileSync(at('state.final'), '');
    await reader.ended;

    const truth = JSON.parse(fs.readFileSync(at('truth'), 'utf8')) as { lines: number; maybe: number[] };
    const counts = new Map<number, number>();
    const torn: string[] = [];
    for (const line of fs.readFileSync(at('out'), 'latin1').split('\n')) {
      const number = /^line (\d+) x*$/.exec(line)?.[1];
      if (number !== undefined) counts.set(Number(number), (counts.get(Number(number)) ?? 0) + 1);
      else if (line !== '') torn.push(line);
    }
    const maybe = new Set(truth.maybe);
    const all = Array.from({ length: truth.lines }, (_, line) => line);
    const gaps = fs.existsSync(at('state.gaps')) ? fs.readFileSync(at('state.gaps'), 'utf8').split('\n') : [];
    console.info(
      `${truth.lines} lines, ${kills} kills, ${maybe.size} in a copytruncate window, ${gaps.length} notes`,
      gaps.join('\n'),
    );
    expect({
      seed,
      torn: torn.slice(0, 5),
      lost: ranges(all.filter((line) => !counts.has(line) && !maybe.has(line))),
      doubled: ranges(all.filter((line) => (counts.get(line) ?? 0) > 1)),
    }).toEqual({ seed, torn: [], lost: [], doubled: [] });
  });
});
