import fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor, LogReader } from '../contract.js';
import { fileSource } from './file-source.js';
import { type FileFacts, type FileSystem, nodeFileSystem } from './file-system.js';
import type { FollowReader } from './follow-reader.js';
import { Clock, type Drained, drain, scratch } from './reading.fixture.js';

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

const open = (from?: Cursor, files: FileSystem = nodeFileSystem): Promise<LogReader> =>
  fileSource(dir.at('train.log'), { deps: clock, files }).open(from && JSON.parse(JSON.stringify(from)), abort.signal);
const kinds = (drained: Drained) => drained.reads.map((read) => read.kind);
const resets = (drained: Drained) => drained.reads.flatMap((read) => (read.kind === 'reset' ? [read.reason] : []));
/** Reads what there is, goes away, and comes back after `meanwhile`. */
async function away(before: Drained, meanwhile: () => void): Promise<{ reader: LogReader; drained: Drained }> {
  meanwhile();
  const reader = await open(before.cursor);
  return { reader, drained: await drain(reader) };
}
const long = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `step ${from + at} ${'.'.repeat(80)}\n`).join('');

describe('lines that come one by one', () => {
  const counting = () => {
    const counted = { looks: 0 };
    const facts = (path: string) => {
      counted.looks += 1;
      return nodeFileSystem.facts(path);
    };
    return { counted, files: { ...nodeFileSystem, facts } };
  };

  it('are told with the end, up to when the path was last looked at', async () => {
    const { counted, files } = counting();
    dir.write('train.log', 'one\n');
    const reader = await open(undefined, files);
    await drain(reader);
    const seen = clock.now();
    counted.looks = 0;
    clock.advance(100);
    dir.append('train.log', 'two\n');
    expect(await reader.read(Buffer.alloc(64))).toMatchObject({ kind: 'data', bytes: 4, end: seen });
    expect(counted.looks).toBe(0);
    clock.advance(500);
    dir.append('train.log', 'three\n');
    expect(await reader.read(Buffer.alloc(64))).toMatchObject({ kind: 'data', bytes: 6, end: clock.now() });
    expect(counted.looks).toBe(1);
  });

  it('are not told with the end where a half line stands behind them, or more than fits', async () => {
    dir.write('train.log', 'one\n');
    const reader = await open();
    await drain(reader);
    dir.append('train.log', 'two\nthr');
    expect(await reader.read(Buffer.alloc(64))).not.toHaveProperty('end');
    dir.append('train.log', 'ee\nfour\n');
    expect(await reader.read(Buffer.alloc(6))).not.toHaveProperty('end');
    expect((await drain(reader)).text).toBe('four\n');
  });

  it('prove nothing of a file that took the place of theirs meanwhile', async () => {
    dir.write('train.log', 'one\n');
    const reader = await open();
    await drain(reader);
    const seen = clock.now();
    clock.advance(10);
    dir.append('train.log', 'two\n');
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log', 'three\n');
    clock.advance(10);
    expect(await reader.read(Buffer.alloc(64))).toMatchObject({ kind: 'data', bytes: 4, end: seen });
    expect((await drain(reader)).text).toBe('three\n');
  });

  it('are no part of a file that was written anew and only ends alike', async () => {
    dir.write('train.log', `first\n${long(0, 20)}`);
    const reader = await open();
    await drain(reader);
    fs.writeFileSync(dir.at('train.log'), `other\n${long(0, 20)}more\n`);
    expect((await drain(reader)).text).toBe(`other\n${long(0, 20)}more\n`);
  });
});

describe('lines', () => {
  it('lets a half line wait until it is whole, or until nothing more will come', async () => {
    dir.write('train.log', 'one\ntw');
    const reader = await open();
    expect((await drain(reader)).text).toBe('one\n');
    expect((await drain(reader)).text).toBe('');
    dir.append('train.log', 'o\nthree');
    expect((await drain(reader)).text).toBe('two\n');
    expect((await drain(reader, 4096, true)).text).toBe('three\n');
    dir.append('train.log', ' more\n');
    expect((await drain(reader)).text).toBe(' more\n');
  });

  it('takes a bare \\r for a line end, but not half of \\r\\n', async () => {
    dir.write('train.log', 'a\r\n10%\r20%\r');
    const reader = await open();
    expect((await drain(reader)).text).toBe('a\r\n10%\r');
    dir.append('train.log', '\nb\r');
    expect((await drain(reader)).text).toBe('20%\r\n');
    dir.append('train.log', 'c');
    expect((await drain(reader)).text).toBe('b\r');
  });

  it('hands any bytes on as they are', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0xc3, 0x0a]);
    dir.write('train.log', bytes);
    expect(Buffer.from((await drain(await open())).text, 'latin1')).toEqual(bytes);
  });

  it('reads the same with every buffer that holds the longest line', async () => {
    dir.write('train.log', 'aaaa\nbb\r\ncccccc\rdd\n\n\nee\n');
    for (const size of [8, 9, 10, 13, 40]) {
      expect((await drain(await open(), size)).text).toBe('aaaa\nbb\r\ncccccc\rdd\n\n\nee\n');
    }
  });

  it('hands out the head of an over-long line and skips the rest, also over a restart', async () => {
    dir.write('train.log', `ok\n${'x'.repeat(50)}`);
    const reader = await open();
    const first = await drain(reader, 16);
    expect(first.text).toBe(`ok\n${'x'.repeat(16)}<cut>\n`);
    dir.append('train.log', `${'y'.repeat(50)}\nnext\n`);
    expect((await drain(await open(first.cursor), 16)).text).toBe('next\n');
    expect((await drain(reader, 16)).text).toBe('next\n');
  });

  it('passes a line of 100 MB in bounded memory', async () => {
    const fd = fs.openSync(dir.at('train.log'), 'w');
    for (let mb = 0; mb < 100; mb += 1) fs.writeSync(fd, Buffer.alloc(1 << 20, 120));
    fs.writeSync(fd, '\nend\n');
    fs.closeSync(fd);
    const before = process.memoryUsage().arrayBuffers;
    const drained = await drain(await open(), 1 << 20);
    expect(drained.text.endsWith('<cut>\nend\n')).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 << 20);
  });
});

describe('a file that is not there', () => {
  it('is caught up while its directory can be listed, and read from the start when it comes', async () => {
    const reader = await open();
    const at = clock.now();
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'caught_up', asOf: at }]);
    clock.advance(5000);
    dir.write('train.log', 'first\n');
    expect(await drain(reader)).toMatchObject({ text: 'first\n', gaps: [] });
  });

  it('is caught up when it is empty', async () => {
    dir.write('train.log', '');
    expect(kinds(await drain(await open()))).toEqual(['caught_up']);
  });

  it('is blind when its directory is not there', async () => {
    const reader = await fileSource(dir.at('no/train.log'), { deps: clock }).open(undefined, abort.signal);
    expect(kinds(await drain(reader))).toEqual(['blind']);
    fs.mkdirSync(dir.at('no'));
    dir.write('no/train.log', 'here\n');
    clock.advance(60_000);
    expect((await drain(reader)).text).toBe('here\n');
  });

  it('is blind when it vanished while we were away, and goes on with a gap when it comes back', async () => {
    dir.write('train.log', 'one\n');
    const before = await drain(await open());
    const { reader, drained } = await away(before, () => dir.remove('train.log'));
    expect(drained.reads).toMatchObject([{ kind: 'blind', error: { code: 'ENOENT' } }]);
    dir.write('train.log', 'new\n');
    clock.advance(60_000);
    const after = await drain(reader);
    expect(after).toMatchObject({ text: 'new\n', cursor: { generation: 1 } });
    expect(after.gaps).toHaveLength(1);
  });

  it('is still read through its descriptor when it was removed', async () => {
    dir.write('train.log', 'one\n');
    const reader = await open();
    await drain(reader);
    const fd = fs.openSync(dir.at('train.log'), 'a');
    dir.remove('train.log');
    fs.writeSync(fd, 'two\n');
    fs.closeSync(fd);
    expect(await drain(reader)).toMatchObject({ text: 'two\n' });
    dir.write('train.log', 'three\n');
    const after = await drain(reader);
    expect(after).toMatchObject({ text: 'three\n', gaps: [], cursor: { generation: 1 } });
    expect(resets(after)).toEqual(['replaced']);
  });
});

// Each is done to a file of which some lines were read and some were not: while we watch, and while we are away.
describe.each(['watching', 'away', 'its descriptor is spared'])('while %s', (mode) => {
  async function during(meanwhile: () => void): Promise<Drained> {
    dir.write('train.log', long(0, 20));
    const reader = await open();
    const before = await drain(reader);
    if (mode === 'its descriptor is spared') expect((reader as FollowReader).park()).toBe(true);
    dir.append('train.log', long(20, 30));
    if (mode === 'away') return (await away(before, meanwhile)).drained;
    meanwhile();
    return drain(reader);
  }

  it('growth', async () => {
    expect(await during(() => {})).toMatchObject({ text: long(20, 30), gaps: [], cursor: { generation: 0 } });
  });

  it('rename', async () => {
    const drained = await during(() => {
      dir.rename('train.log', 'train.log.1');
      dir.write('train.log', long(30, 35));
    });
    expect(drained).toMatchObject({ text: long(20, 35), gaps: [], cursor: { generation: 1 } });
    expect(resets(drained)).toEqual(['replaced']);
  });

  it('rename to a name that is no rotation', async () => {
    const drained = await during(() => {
      dir.rename('train.log', 'train-old.log');
      dir.write('train.log', long(30, 35));
    });
    expect(drained).toMatchObject({ text: long(20, 35), gaps: [] });
  });

  it('copytruncate', async () => {
    const drained = await during(() => {
      dir.copy('train.log', 'train.log.1');
      dir.truncate('train.log');
      dir.append('train.log', long(30, 35));
    });
    expect(drained).toMatchObject({ text: long(20, 35), gaps: [] });
    expect(resets(drained)).toEqual(['truncated']);
  });

  it('copytruncate under a writer without O_APPEND, which leaves a hole', async () => {
    const drained = await during(() => {
      dir.copy('train.log', 'train.log.1');
      const size = fs.statSync(dir.at('train.log')).size;
      dir.truncate('train.log');
      fs.truncateSync(dir.at('train.log'), size);
      dir.append('train.log', long(30, 35));
    });
    expect(drained).toMatchObject({ text: long(20, 35), gaps: [] });
  });

  it('two rotations', async () => {
    const drained = await during(() => {
      dir.rename('train.log', 'train.log.2');
      dir.write('train.log.1', long(30, 40));
      dir.write('train.log', long(40, 45));
    });
    expect(drained).toMatchObject({ text: long(20, 45), gaps: [], cursor: { generation: 2 } });
  });

  it('two copytruncates', async () => {
    const drained = await during(() => {
      dir.copy('train.log', 'train.log.2');
      dir.truncate('train.log');
      dir.append('train.log', long(30, 70));
      dir.copy('train.log', 'train.log.1');
      dir.truncate('train.log');
      dir.append('train.log', long(70, 75));
    });
    expect(drained).toMatchObject({ text: long(20, 75), gaps: [] });
  });

  it.each([
    ['smaller', 5],
    ['equal', 30],
    ['larger', 60],
  ])('truncate and rewrite, %s', async (_name, lines) => {
    const drained = await during(() => dir.write('train.log', long(100, 100 + lines)));
    expect(drained.text).toBe(long(100, 100 + lines));
    expect(drained.gaps).toHaveLength(1);
    expect(resets(drained)).toEqual(['truncated']);
  });

  it('truncate to nothing', async () => {
    const drained = await during(() => dir.truncate('train.log'));
    expect(kinds(drained)).toEqual(['reset', 'caught_up']);
  });

  it('rename and gzip', async () => {
    const drained = await during(() => {
      dir.write('train.log.1.gz', gzipSync(fs.readFileSync(dir.at('train.log'))));
      dir.remove('train.log');
      dir.write('train.log', long(30, 35));
    });
    expect(drained).toMatchObject({ text: long(20, 35), gaps: [] });
  });

  it('two rotations, both compressed', async () => {
    const drained = await during(() => {
      dir.write('train.log.2.gz', gzipSync(fs.readFileSync(dir.at('train.log'))));
      dir.write('train.log.1.gz', gzipSync(long(30, 40)));
      dir.remove('train.log');
      dir.write('train.log', long(40, 45));
    });
    expect(drained).toMatchObject({ text: long(20, 45), gaps: [] });
  });

  it('a copy that is no rotation', async () => {
    const drained = await during(() => {
      dir.copy('train.log', 'train.log.bak');
      dir.append('train.log', long(30, 35));
      dir.rename('train.log', 'train.log.1');
      dir.write('train.log', long(35, 40));
    });
    expect(drained).toMatchObject({ text: long(20, 40), gaps: [] });
  });
});

describe('what is different when we are away', () => {
  it('removal and creation lose what was not read, and say so', async () => {
    dir.write('train.log', long(0, 20));
    const before = await drain(await open());
    dir.append('train.log', long(20, 30));
    const { drained } = await away(before, () => {
      dir.remove('train.log');
      dir.write('train.log', long(30, 35));
    });
    expect(drained.text).toBe(long(30, 35));
    expect(drained.gaps[0]).toMatch(/^Bytes of .*train.log after 17\d\d may be lost: /);
  });

  it('a reused inode does not fool it', async () => {
    dir.write('train.log', long(0, 20));
    const before = await drain(await open());
    dir.write('train.log', long(100, 160));
    const reader = await open({ ...before.cursor!, inode: String(fs.statSync(dir.at('train.log')).ino) });
    expect(await drain(reader)).toMatchObject({ text: long(100, 160), cursor: { generation: 1 } });
  });

  it('a mirror that replaces the file with a longer copy of itself is the same file', async () => {
    dir.write('train.log', long(0, 20));
    const before = await drain(await open());
    const { drained } = await away(before, () => {
      dir.write('.train.log.tmp', long(0, 30));
      dir.rename('.train.log.tmp', 'train.log');
    });
    expect(drained).toMatchObject({ text: long(20, 30), gaps: [], cursor: { generation: 0 } });
  });
});

describe('siblings', () => {
  it('that were there at the start are not read, wherever they move', async () => {
    dir.write('train.log.1', 'old\n');
    dir.write('train.log', 'one\n');
    const reader = await open();
    expect((await drain(reader)).text).toBe('one\n');
    dir.rename('train.log.1', 'train.log.2');
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log.2.gz', gzipSync('old\n'));
    dir.remove('train.log.2');
    dir.write('train.log', 'two\n');
    const after = await drain(reader);
    expect(after).toMatchObject({ text: 'two\n', gaps: [] });
    dir.append('train.log', 'three\n');
    expect((await drain(await open(after.cursor))).text).toBe('three\n');
  });

  it('that are still written to are read until they are quiet, over a restart too', async () => {
    dir.write('train.log', 'a1\n');
    const reader = await open();
    await drain(reader);
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log', 'b1\n');
    expect((await drain(reader)).text).toBe('b1\n');
    dir.append('train.log.1', 'a2\n');
    const late = await drain(reader);
    expect(late).toMatchObject({ text: 'a2\n', gaps: [] });
    dir.append('train.log', 'b2\n');
    dir.append('train.log.1', 'a3\n');
    const again = await open(late.cursor);
    expect((await drain(again)).text).toBe('b2\na3\n');
    dir.append('train.log.1', 'half');
    expect((await drain(again)).text).toBe('');
    clock.advance(6000);
    expect((await drain(again)).text).toBe('half\n');
    clock.advance(6000);
    await drain(again);
    dir.append('train.log.1', 'too late\n');
    expect((await drain(again)).text).toBe('');
  });

  it('that were moved in from elsewhere are older, and not read', async () => {
    dir.write('train.log', 'one\n');
    const reader = await open();
    await drain(reader);
    dir.write('train.log.7', 'restored\n');
    fs.utimesSync(dir.at('train.log.7'), 1000, 1000);
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log', 'two\n');
    expect((await drain(reader)).text).toBe('two\n');
  });
});

describe('a file system that fails', () => {
  /** Fails with `code` where `fails` says so, and counts the calls. */
  function failing() {
    const state = { code: '', calls: 0, only: (_call: string) => true };
    const wrap =
      <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
      (...args: A): R => {
        state.calls += 1;
        if (state.code && state.only(name)) throw Object.assign(new Error(state.code), { code: state.code });
        return call(...args);
      };
    const files = Object.fromEntries(
      Object.entries(nodeFileSystem).map(([name, call]) => [name, name === 'close' ? call : wrap(name, call)]),
    ) as unknown as FileSystem;
    return { state, files };
  }

  it.each(['ESTALE', 'EIO', 'EACCES'])(
    '%s is blindness: asked less and less often, and nothing is lost',
    async (code) => {
      const { state, files } = failing();
      dir.write('train.log', 'one\n');
      const reader = await open(undefined, files);
      await drain(reader);
      state.code = code;
      dir.append('train.log', 'two\n');
      expect(await drain(reader)).toMatchObject({ reads: [{ kind: 'blind', error: { code } }] });
      const calls = state.calls;
      for (let poll = 0; poll < 1000; poll += 1) expect(kinds(await drain(reader))).toEqual(['blind']);
      expect(state.calls).toBe(calls);
      for (let poll = 0; poll < 600; poll += 1) {
        clock.advance(100);
        await drain(reader);
      }
      expect(state.calls - calls).toBeLessThan(60);
      state.code = '';
      clock.advance(60_000);
      expect(await drain(reader)).toMatchObject({ text: 'two\n', gaps: [], cursor: { generation: 0 } });
    },
  );

  it('a directory that can not be listed makes a missing file blind', async () => {
    const { state, files } = failing();
    state.code = 'EACCES';
    state.only = (call) => call === 'list';
    expect(kinds(await drain(await open(undefined, files)))).toEqual(['blind']);
  });

  it('on a network file system the file is opened again before the end is believed', async () => {
    dir.write('train.log', 'one\ntwo\n');
    const stale = new Map<number, number>();
    let opened = 0;
    // A client whose open descriptors see the file as long as it was when they were opened.
    const files: FileSystem = {
      ...nodeFileSystem,
      type: () => 0x6969,
      open: (path) => {
        opened += 1;
        const fd = nodeFileSystem.open(path);
        stale.set(fd, nodeFileSystem.factsOfOpen(fd).size);
        return fd;
      },
      read: (fd, buffers, position) =>
        Math.max(0, Math.min(nodeFileSystem.read(fd, buffers, position), (stale.get(fd) ?? 0) - position)),
    };
    const reader = await open(undefined, files);
    expect((await drain(reader)).text).toBe('one\ntwo\n');
    dir.append('train.log', 'three\n');
    const before = opened;
    expect((await drain(reader)).text).toBe('three\n');
    expect(opened).toBeGreaterThan(before);
  });

  it('inodes beyond 2^53 are told apart', async () => {
    const big = (facts: FileFacts): FileFacts => ({ ...facts, inode: `9007199254740993${facts.inode}` });
    const files: FileSystem = {
      ...nodeFileSystem,
      facts: (path) => {
        const facts = nodeFileSystem.facts(path);
        return facts && big(facts);
      },
      factsOfOpen: (fd) => big(nodeFileSystem.factsOfOpen(fd)),
    };
    dir.write('train.log', 'one\n');
    const reader = await open(undefined, files);
    await drain(reader);
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log', 'two\n');
    expect((await drain(reader)).text).toBe('two\n');
  });
});

describe('time', () => {
  it('the watermark is the time before the read that found the end', async () => {
    dir.write('train.log', 'one\n');
    const files: FileSystem = {
      ...nodeFileSystem,
      read: (fd, buffers, position) => {
        clock.advance(7);
        return nodeFileSystem.read(fd, buffers, position);
      },
    };
    const reader = await open(undefined, files);
    const into = Buffer.alloc(64);
    await reader.read(into);
    const before = clock.now();
    expect(await reader.read(into)).toMatchObject({ kind: 'caught_up', asOf: before, cursor: { offset: 4 } });
  });

  it('needs no timer', async () => {
    dir.write('train.log', 'one\n');
    await drain(await open());
    expect(clock.pending).toBe(0);
  });
});

describe('the end', () => {
  it('at abort every descriptor is closed', async () => {
    let balance = 0;
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (path) => {
        const fd = nodeFileSystem.open(path);
        balance += 1;
        return fd;
      },
      close: (fd) => {
        balance -= 1;
        nodeFileSystem.close(fd);
      },
    };
    dir.write('train.log', long(0, 20));
    const reader = await open(undefined, files);
    await drain(reader);
    expect(balance).toBe(1);
    for (let rotation = 1; rotation <= 20; rotation += 1) {
      dir.rename('train.log', `train.log.${100 - rotation}`);
      dir.write('train.log', long(rotation * 100, rotation * 100 + 3));
      await drain(reader);
    }
    expect(balance).toBeLessThan(20);
    clock.advance(10_000);
    await drain(reader);
    await drain(reader);
    expect(balance).toBe(1);
    abort.abort();
    expect(balance).toBe(0);
    expect(await reader.read(Buffer.alloc(8))).toEqual({ kind: 'ended' });
  });
});

describe('a late line of a file that was left', () => {
  it('does not bring the lines of the next file again, where the late one is gone when sigwatch comes back', async () => {
    dir.write('train.log', long(0, 30));
    const reader = await open();
    expect((await drain(reader)).text).toBe(long(0, 30));
    dir.rename('train.log', 'train.log.1');
    dir.write('train.log', long(30, 60));
    expect((await drain(reader)).text).toBe(long(30, 60));
    // The writer had the old file open still.
    dir.append('train.log.1', 'late\n');
    clock.advance(10);
    const into = Buffer.alloc(4096);
    let cursor: Cursor | undefined;
    for (let read = await reader.read(into); ; read = await reader.read(into)) {
      if (read.kind !== 'data') continue;
      expect(into.toString('latin1', 0, read.bytes)).toBe('late\n');
      cursor = read.cursor;
      break;
    }
    // Killed just here. Meanwhile the old file goes, and the new one grows.
    dir.remove('train.log.1');
    dir.append('train.log', long(60, 70));
    expect((await drain(await open(cursor))).text).toBe(long(60, 70));
  });
});
