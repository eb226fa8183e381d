import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childAbort } from '../child-abort.js';
import type { LogReader } from '../contract.js';
import { Descriptors } from './descriptors.js';
import { FileSource, sharedReading } from './file-source.js';
import { nodeFileSystem } from './file-system.js';
import type { FollowReader } from './follow-reader.js';
import { Clock, drain, scratch } from './reading.fixture.js';

let dir: ReturnType<typeof scratch>;
let abort: AbortController;
beforeEach(() => {
  dir = scratch();
  abort = new AbortController();
});
afterEach(() => {
  abort.abort();
  dir.done();
});

/** Readers of so many files that share `most` descriptors, and how many are open. */
function world(most: number, now: () => number = new Clock().now) {
  const open = new Set<number>();
  const files = {
    ...nodeFileSystem,
    open: (path: string) => {
      const fd = nodeFileSystem.open(path);
      open.add(fd);
      return fd;
    },
    close: (fd: number) => {
      open.delete(fd);
      nodeFileSystem.close(fd);
    },
  };
  const deps = { now, schedule: () => () => {} };
  const shared = { ...sharedReading({ deps, files }), descriptors: new Descriptors(most) };
  const read = (name: string): Promise<LogReader> =>
    new FileSource(name, dir.at(name), shared).open(undefined, childAbort(abort.signal).signal);
  return { open, read };
}

it('closes the file that was not used for longest, and reads on when it grows', async () => {
  const { open, read } = world(3);
  const names = Array.from({ length: 10 }, (_, rank) => `rank${rank}.log`);
  const readers: LogReader[] = [];
  for (const name of names) {
    dir.write(name, `${name} one\n`);
    const reader = await read(name);
    readers.push(reader);
    expect((await drain(reader)).text).toBe(`${name} one\n`);
    expect(open.size).toBeLessThanOrEqual(3);
  }
  for (const round of ['two', 'three']) {
    for (const name of names) dir.append(name, `${name} ${round}\n`);
    for (const [at, name] of names.entries()) {
      expect(await drain(readers[at]!)).toMatchObject({ text: `${name} ${round}\n`, cursor: { generation: 0 } });
      expect(open.size).toBeLessThanOrEqual(3);
    }
  }
  abort.abort();
  expect(open.size).toBe(0);
});

it('gives files that are opened for the first time one place when all are taken, and those that grow the others', async () => {
  const { open, read } = world(3);
  const closed: string[] = [];
  const readers = new Map<string, LogReader>();
  for (const name of ['a', 'b', 'c', 'd']) {
    dir.write(`${name}.log`, `${name}\n`);
    const reader = (await read(`${name}.log`)) as FollowReader;
    const park = reader.park.bind(reader);
    reader.park = () => {
      const isParked = park();
      if (isParked) closed.push(name);
      return isParked;
    };
    readers.set(name, reader);
    await drain(reader);
  }
  expect([closed, open.size]).toEqual([['c'], 3]);
  dir.append('c.log', 'more\n');
  expect((await drain(readers.get('c')!)).text).toBe('more\n');
  expect([closed, open.size]).toEqual([['c', 'a'], 3]);
});

it('leaves a file open that is in the midst of a rotation', async () => {
  const { open, read } = world(1);
  dir.write('a.log', 'one\n');
  const a = await read('a.log');
  await drain(a);
  dir.rename('a.log', 'a.log.1');
  dir.write('a.log', 'two\n');
  expect((await drain(a)).text).toBe('two\n');
  dir.write('b.log', 'b\n');
  await drain(await read('b.log'));
  // Those of a, of which one lingers, and that of b.
  expect(open.size).toBe(3);
  dir.append('a.log.1', 'late\n');
  expect((await drain(a)).text).toBe('late\n');
});

describe('a file whose descriptor was spared', () => {
  async function parked(text: string, now?: () => number) {
    const { open, read } = world(8, now);
    dir.write('train.log', text);
    const reader = (await read('train.log')) as FollowReader;
    await drain(reader);
    expect([reader.park(), open.size]).toEqual([true, 0]);
    return reader;
  }

  it('goes on in its midst', async () => {
    const { read } = world(8);
    dir.write('train.log', 'one\ntwo\n');
    const reader = (await read('train.log')) as FollowReader;
    await reader.read(Buffer.alloc(5));
    expect(reader.park()).toBe(true);
    expect((await drain(reader)).text).toBe('two\n');
  });

  it('is not closed while it is read', async () => {
    const { read } = world(8);
    dir.write('train.log', 'one\n');
    const reader = (await read('train.log')) as FollowReader;
    await drain(reader);
    const reading = reader.read(Buffer.alloc(64));
    expect(reader.park()).toBe(false);
    await reading;
    expect(reader.park()).toBe(true);
  });

  it('is blind when it is removed with lines that were not read, however old it is', async () => {
    const { read } = world(8, () => Date.now() + 2 * 3_600_000);
    dir.write('train.log', 'one\ntwo\n');
    const reader = (await read('train.log')) as FollowReader;
    await reader.read(Buffer.alloc(5));
    reader.park();
    dir.remove('train.log');
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'blind' }]);
  });

  it('without content is found under any name, while it is the same', async () => {
    const reader = await parked('', () => Date.now() + 60_000);
    const fd = fs.openSync(dir.at('train.log'), 'a');
    dir.rename('train.log', 'train-old.log');
    dir.write('train.log', 'new\n');
    fs.writeSync(fd, 'first\n');
    fs.closeSync(fd);
    expect((await drain(reader)).text).toBe('first\nnew\n');
  });

  it('is blind when it is removed soon after it was written', async () => {
    const reader = await parked('one\n', Date.now);
    dir.remove('train.log');
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'blind', error: { code: 'ENOENT' } }]);
  });

  it('was cleared away when nobody had written to it for an hour', async () => {
    const reader = await parked('one\n', () => Date.now() + 2 * 3_600_000);
    dir.remove('train.log');
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'caught_up', cursor: { offset: 4 } }]);
    dir.write('train.log', 'new\n');
    expect(await drain(reader)).toMatchObject({ text: 'new\n', gaps: [], cursor: { generation: 1 } });
  });
});

describe('a look', () => {
  const later = () => Date.now() + 60_000;

  it('tells that nothing was written, also of a file that is closed', async () => {
    dir.write('train.log', 'one\nhalf');
    const reader = (await world(8, later).read('train.log')) as FollowReader;
    expect(reader.unchanged()).toBeUndefined();
    await drain(reader);
    const before = later();
    expect(reader.unchanged()).toBeGreaterThanOrEqual(before);
    reader.park();
    expect(reader.unchanged()).toBeGreaterThanOrEqual(before);
  });

  it.each<[string, () => void]>([
    ['growth', () => dir.append('train.log', 'two\n')],
    ['truncation', () => dir.truncate('train.log')],
    ['a rewrite of the same size', () => dir.write('train.log', 'two\n')],
    ['a time that was set back', () => fs.utimesSync(dir.at('train.log'), 1, 1)],
    ['a rename', () => dir.rename('train.log', 'train.log.1')],
    ['a removal', () => dir.remove('train.log')],
  ])('takes %s for news', async (_name, happens) => {
    dir.write('train.log', 'one\n');
    const reader = (await world(8, later).read('train.log')) as FollowReader;
    await drain(reader);
    expect(reader.unchanged()).toBeDefined();
    happens();
    expect(reader.unchanged()).toBeUndefined();
  });

  it('believes no time that the next write may have too', async () => {
    dir.write('train.log', 'one\n');
    const reader = (await world(8, Date.now).read('train.log')) as FollowReader;
    const begun = Date.now();
    await drain(reader);
    if (Date.now() - begun < 50) expect(reader.unchanged()).toBeUndefined();
  });

  it('is no help on a network file system, where only an open asks the server', async () => {
    dir.write('train.log', 'one\n');
    const deps = { now: later, schedule: () => () => {} };
    const shared = sharedReading({ deps, files: { ...nodeFileSystem, type: () => 0x6969 } });
    const reader = await new FileSource('a', dir.at('train.log'), shared).open(undefined, abort.signal);
    await drain(reader);
    expect(reader.unchanged?.()).toBeUndefined();
  });
});
