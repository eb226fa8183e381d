import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogSource } from '../contract.js';
import { type DiscoverOptions, discoverFiles } from './discover-files.js';
import { fileSource } from './file-source.js';
import { Clock, drain, scratch } from './reading.fixture.js';

let dir: ReturnType<typeof scratch>;
let clock: Clock;
let abort: AbortController;
beforeEach(() => {
  dir = scratch();
  clock = new Clock();
  abort = new AbortController();
});
afterEach(() => {
  abort.abort();
  dir.done();
});

const short = (id: string) => id.slice(dir.directory.length + 1);

async function once(...patterns: string[]): Promise<string[]> {
  const found: string[] = [];
  const discovery = discoverFiles(patterns.map(dir.at), { deps: clock, follow: false });
  for await (const source of discovery.sources(abort.signal)) found.push(short(source.id));
  return found;
}

/** Follows; `next` gives what a further listing finds, after `clock` reached it. */
function following(patterns: string[], options: Partial<DiscoverOptions> = {}) {
  const discovery = discoverFiles(patterns.map(dir.at), { deps: clock, watch: false, ...options });
  const iterator = discovery.sources(abort.signal)[Symbol.asyncIterator]();
  const sources: LogSource[] = [];
  let pending: Promise<void> | undefined;
  let ended = false;
  const ask = () => {
    pending = iterator.next().then(({ value, done }) => {
      pending = undefined;
      if (done) ended = true;
      else sources.push(value);
      if (!done) ask();
    });
  };
  ask();
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    sources,
    ended: () => ended,
    async next(): Promise<string[]> {
      const before = sources.length;
      await settle();
      clock.advance(5000);
      await settle();
      return sources.slice(before).map((source) => short(source.id));
    },
    stop: async () => {
      abort.abort();
      await settle();
      await pending;
    },
  };
}

describe('read once', () => {
  it('finds what is there, in natural order', async () => {
    for (const rank of [10, 2, 1]) dir.write(`rank_${rank}.log`, 'x\n');
    expect(await once('*.log')).toEqual(['rank_1.log', 'rank_2.log', 'rank_10.log']);
  });

  it('knows *, ?, [], {a,b} and **', async () => {
    fs.mkdirSync(dir.at('a/b'), { recursive: true });
    for (const name of ['x1.log', 'x2.out', 'a/x1.log', 'a/b/x1.log', '.hidden.log']) dir.write(name, 'x\n');
    expect(await once('x?.log')).toEqual(['x1.log']);
    expect(await once('x[12].{log,out}')).toEqual(['x1.log', 'x2.out']);
    expect(await once('*/x1.log')).toEqual(['a/x1.log']);
    expect(await once('**/x1.log')).toEqual(['a/b/x1.log', 'a/x1.log', 'x1.log']);
    expect(await once('{a/b,a}/*.log')).toEqual(['a/b/x1.log', 'a/x1.log']);
    expect(await once('*.log')).toEqual(['x1.log']);
  });

  it('takes the text logs of a directory', async () => {
    fs.mkdirSync(dir.at('run/0'), { recursive: true });
    for (const name of ['slurm-12.out', '0/stdout', '0/stderr.log', 'train.log.1', 'old.log.gz'])
      dir.write(`run/${name}`, 'x\n');
    for (const name of ['config.yaml', 'train.py', 'model.pt', 'events.out.tfevents.17', '.secret.log'])
      dir.write(`run/${name}`, 'x\n');
    dir.write('run/binary.log', Buffer.from([65, 0, 66]));
    dir.write('run/hole.log', Buffer.from([0, 0, 66]));
    expect((await once('run')).sort()).toEqual(
      [
        'run/0/stderr.log',
        'run/0/stdout',
        'run/hole.log',
        'run/old.log.gz',
        'run/slurm-12.out',
        'run/train.log.1',
      ].sort(),
    );
  });

  it('names each file once, and one that is not there as well', async () => {
    dir.write('a.log', 'x\n');
    expect(await once('a.log', '*.log', 'missing.log')).toEqual(['a.log', 'missing.log']);
  });

  it('takes a name literally when there is such a file', async () => {
    dir.write('run[1].log', 'x\n');
    expect(await once('run[1].log')).toEqual(['run[1].log']);
  });
});

describe('following', () => {
  it('ends when there are only paths, of which one may not exist yet', async () => {
    const found = following(['a.log', 'later.log']);
    expect(await found.next()).toEqual(['a.log', 'later.log']);
    expect(found.ended()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('finds the files of a directory that is made later, whose path is no log then', async () => {
    const found = following(['a.log', 'logs']);
    expect(await found.next()).toEqual(['a.log', 'logs']);
    expect(found.ended()).toBe(false);
    dir.folder('logs/job_x/attempt_0/0');
    for (const name of ['error.json', 'stdout.log', 'notes.md']) dir.write(`logs/job_x/attempt_0/0/${name}`, 'x\n');
    expect(await found.next()).toEqual(['logs/job_x/attempt_0/0/error.json', 'logs/job_x/attempt_0/0/stdout.log']);
    const reader = await fileSource(dir.at('logs'), { deps: clock }).open(undefined, abort.signal);
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'caught_up' }]);
    await found.stop();
  });

  it('finds files that appear later', async () => {
    dir.write('a.log', 'x\n');
    const found = following(['*.log']);
    expect(await found.next()).toEqual(['a.log']);
    expect(await found.next()).toEqual([]);
    dir.write('b.log', 'x\n');
    expect(await found.next()).toEqual(['b.log']);
    await found.stop();
    expect(found.ended()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('takes no rotated, renamed or linked file for a new source', async () => {
    dir.write('train.log', 'first line\n');
    dir.write('train.log.1', 'older\n');
    const found = following(['*.log*']);
    expect(await found.next()).toEqual(['train.log']);
    dir.rename('train.log', 'train.log.2');
    dir.write('train.log', 'next\n');
    expect(await found.next()).toEqual([]);
    dir.append('train.log', 'more\n');
    dir.rename('train.log', 'train-old.log');
    dir.write('train.log', 'third\n');
    fs.symlinkSync(dir.at('train.log'), dir.at('latest.log'));
    expect(await found.next()).toEqual([]);
    dir.write('eval.log', 'other\n');
    expect(await found.next()).toEqual(['eval.log']);
  });

  it('takes a new file on a reused inode for a new source', async () => {
    dir.write('a.log', 'first line\n');
    const found = following(['*.log']);
    await found.next();
    // The same inode under another name, with other content: what a reused inode looks like.
    dir.rename('a.log', 'b.log');
    dir.write('b.log', 'another start\n');
    expect(await found.next()).toEqual(['b.log']);
  });

  it('knows a file that was renamed while sigwatch was down by its cursor', async () => {
    dir.write('train.log', 'one\n');
    const first = following(['*.log']);
    await first.next();
    const reader = await first.sources[0]!.open(undefined, abort.signal);
    const { cursor } = await drain(reader);
    dir.rename('train.log', 'train-old.log');
    dir.write('train.log', 'two\n');
    const found = following(['*.log'], { known: [cursor!] });
    expect(await found.next()).toEqual(['train.log']);
  });

  it('goes on with a file of a glob that an earlier run of sigwatch has read by this name', async () => {
    dir.write('train.log', 'one\n');
    const first = following(['*.log']);
    await first.next();
    const { cursor } = await drain(await first.sources[0]!.open(undefined, abort.signal));
    expect(await following(['*.log'], { known: [cursor!] }).next()).toEqual(['train.log']);
  });

  it('is woken by one watch a directory and none a file, and leaves nothing behind', async () => {
    const count = () => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
    const before = count();
    for (let rank = 0; rank < 50; rank += 1) dir.write(`rank${rank}.log`, 'x\n');
    const iterator = discoverFiles([dir.at('*.log')], { deps: clock, listMs: 1e12 })
      .sources(abort.signal)
      [Symbol.asyncIterator]();
    for (let rank = 0; rank < 50; rank += 1) await iterator.next();
    const next = iterator.next();
    dir.write('late.log', 'x\n');
    expect(short((await next).value.id)).toBe('late.log');
    expect(count() - before).toBeLessThanOrEqual(2);
    const last = iterator.next();
    abort.abort();
    expect((await last).done).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(count()).toBe(before);
  });
});
