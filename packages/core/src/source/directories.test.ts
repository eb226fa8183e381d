import { statSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginningWith, Directories, isSettled } from './directories.js';
import { fileSource } from './file-source.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { discoverFiles } from './index.js';
import { drain, scratch } from './reading.fixture.js';
import { basesOf, isRotated, stemOf } from './rotation.js';

let dir: ReturnType<typeof scratch>;
beforeEach(() => {
  dir = scratch();
});
afterEach(() => dir.done());

/** So late that everything was written long ago. */
const later = () => Date.now() + 60_000;
const justNow = () => Date.now() - 60_000;

function counting() {
  const calls: Record<string, number> = {};
  const count =
    <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
    (...args: A): R => {
      calls[name] = (calls[name] ?? 0) + 1;
      return call(...args);
    };
  const files = Object.fromEntries(
    Object.entries(nodeFileSystem).map(([name, call]) => [name, count(name, call)]),
  ) as unknown as FileSystem;
  return { calls, files };
}

const part = fc.constantFrom(
  'train',
  'rank1',
  '.log',
  '.1',
  '.12',
  '-20240101',
  '.2024-01-01_13-05',
  '.gz',
  '.old',
  '~',
  '-7',
  '_0',
  'a',
);
const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));

describe('names', () => {
  it('finds by the first letters what asking each name finds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 30 }), name, (names, base) => {
        const listing = { names: [...names].sort(), settled: true, facts: nodeFileSystem.facts('.')! };
        const fast = [...beginningWith(listing, stemOf(base))].filter((one) => isRotated(one, base));
        expect(fast.sort()).toEqual(names.filter((one) => isRotated(one, base)).sort());
      }),
      { numRuns: 2_000 },
    );
  });

  it('knows all that a name may have been rotated from', () => {
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 30 }), (one, others) => {
        const bases = basesOf(one);
        for (const base of [...others, ...bases])
          expect([one, base, bases.includes(base)]).toEqual([one, base, isRotated(one, base)]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a listing', () => {
  it('serves all who ask until the directory changes', () => {
    const { calls, files } = counting();
    const directories = new Directories(files, later);
    dir.write('a.log', 'x\n');
    const first = directories.list(dir.directory);
    expect(directories.list(dir.directory)).toBe(first);
    expect(directories.isCurrent(dir.directory, first)).toBe(true);
    dir.append('a.log', 'more\n');
    expect([directories.list(dir.directory), calls.list]).toEqual([first, 1]);
    dir.write('b.log', 'x\n');
    expect(directories.isCurrent(dir.directory, first)).toBe(false);
    expect([directories.list(dir.directory).names, calls.list]).toEqual([['a.log', 'b.log'], 2]);
  });

  it('is made anew each time while the directory may change without getting a new time', () => {
    const { calls, files } = counting();
    const directories = new Directories(files, justNow);
    for (let asked = 1; asked <= 3; asked += 1) {
      expect(directories.list(dir.directory).settled).toBe(false);
      expect(calls.list).toBe(asked);
    }
  });

  it('believes a server only after ten seconds', () => {
    const { calls, files } = counting();
    let now = statSync(dir.directory).mtimeMs + 5_000;
    const directories = new Directories({ ...files, type: () => 0x6969 }, () => now);
    directories.list(dir.directory);
    expect(directories.list(dir.directory).settled).toBe(false);
    now += 10_000;
    expect(directories.list(dir.directory).settled).toBe(true);
    directories.list(dir.directory);
    expect(calls.list).toBe(3);
  });

  it('trusts a time without a fraction of a second only after two', () => {
    expect(isSettled(1_000_000_000n, 1_500)).toBe(false);
    expect(isSettled(1_000_000_000n, 3_001)).toBe(true);
    expect(isSettled(1_000_000_123n, 1_050)).toBe(false);
    expect(isSettled(1_000_000_123n, 1_102)).toBe(true);
  });

  it('tells who has an inode', () => {
    const directories = new Directories(nodeFileSystem, later);
    dir.write('a.log', 'x\n');
    const { inode } = nodeFileSystem.facts(dir.at('a.log'))!;
    expect(directories.named(dir.directory, inode)).toEqual(['a.log']);
    dir.rename('a.log', 'b.log');
    expect(directories.named(dir.directory, inode)).toEqual(['b.log']);
  });
});

it('what it costs to find and open files does not grow with how many there are in the directory', async () => {
  const cost = async (count: number) => {
    const { calls, files } = counting();
    const folder = `of${count}`;
    dir.folder(folder);
    for (let rank = 0; rank < count; rank += 1) dir.write(`${folder}/rank${rank}.log`, 'x\n');
    const deps = { now: later, schedule: () => () => {} };
    const abort = new AbortController();
    let found = 0;
    for await (const source of discoverFiles([dir.at(folder)], { deps, files, watch: false }).sources(abort.signal)) {
      await drain(await source.open(undefined, new AbortController().signal));
      found += 1;
      if (found === count) break;
    }
    abort.abort();
    expect(calls.list).toBe(1);
    return ((calls.facts ?? 0) + (calls.open ?? 0) + (calls.kind ?? 0)) / count;
  };
  expect(await cost(400)).toBeLessThanOrEqual((await cost(40)) + 0.5);
});

it('a file that was opened alone finds its siblings in the same way', async () => {
  dir.write('train.log.1', 'old\n');
  dir.write('train.log', 'one\n');
  const source = fileSource(dir.at('train.log'), { deps: { now: later, schedule: () => () => {} } });
  const reader = await source.open(undefined, new AbortController().signal);
  expect((await drain(reader)).text).toBe('one\n');
  dir.append('train.log', 'two\n');
  dir.rename('train.log', 'train.log.2');
  dir.write('train.log', 'three\n');
  expect((await drain(reader)).text).toBe('two\nthree\n');
  await reader[Symbol.asyncDispose]();
});
