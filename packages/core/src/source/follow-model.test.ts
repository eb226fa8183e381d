import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor, LogReader } from '../contract.js';
import { fileSource } from './file-source.js';
import { type FileFacts, type FileSystem, nodeFileSystem } from './file-system.js';
import type { FollowReader } from './follow-reader.js';
import { Clock, drain, scratch, textOf } from './reading.fixture.js';

type Op =
  | { readonly op: 'append'; readonly lines: number; readonly width: number }
  | { readonly op: 'half' }
  | { readonly op: 'finish' }
  | { readonly op: 'rename'; readonly kept: boolean }
  | { readonly op: 'late' }
  | { readonly op: 'copytruncate'; readonly window: number; readonly readBetween: boolean }
  | { readonly op: 'recreate' }
  | { readonly op: 'rewrite'; readonly lines: number }
  | { readonly op: 'swap' }
  | { readonly op: 'read'; readonly times: number; readonly size: number }
  | { readonly op: 'drain' }
  | { readonly op: 'poll' }
  | { readonly op: 'park' }
  | { readonly op: 'wait'; readonly ms: number }
  | { readonly op: 'restart'; readonly saved: boolean };

const operation: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('append' as const),
      lines: fc.integer({ min: 1, max: 6 }),
      width: fc.constantFrom(0, 0, 5, 60, 300),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ op: 'half' as const }) },
  { weight: 2, arbitrary: fc.constant({ op: 'finish' as const }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('rename' as const), kept: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ op: 'late' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('copytruncate' as const),
      window: fc.integer({ min: 0, max: 3 }),
      readBetween: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ op: 'recreate' as const }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('rewrite' as const), lines: fc.integer({ min: 0, max: 12 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('read' as const),
      times: fc.integer({ min: 1, max: 3 }),
      size: fc.constantFrom(320, 400, 1000),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ op: 'drain' as const }) },
  { weight: 4, arbitrary: fc.constant({ op: 'poll' as const }) },
  { weight: 2, arbitrary: fc.constant({ op: 'swap' as const }) },
  { weight: 3, arbitrary: fc.constant({ op: 'park' as const }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(10, 150, 2000, 9000) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('restart' as const), saved: fc.boolean() }) },
);

/**
 * Files whose times tell the model's clock, so that there they are as old as they seem: each is that of the last `stamp`
 * that found the file or directory changed. What happens at one moment of the clock has one time, as within a tick of a kernel.
 */
function stamped(directory: string, clock: Clock) {
  const known = new Map<string, { readonly content: string; readonly time: bigint }>();
  const births = new Map<string, bigint>();
  const now = () => BigInt(clock.now()) * 1_000_000n + 1n;
  const note = (inode: string, content: string) => {
    // No whole millisecond, so that it is taken for a fine one.
    if (known.get(inode)?.content !== content) known.set(inode, { content, time: now() });
  };
  const aged = (facts: FileFacts): FileFacts => {
    const time = known.get(facts.inode)?.time ?? facts.modified;
    const born = births.get(facts.inode) ?? now();
    births.set(facts.inode, born);
    return { ...facts, modified: time, changed: time, born };
  };
  const stamp = () => {
    const names = fs.readdirSync(directory).sort();
    const all = names.map((name) => `${name} ${fs.statSync(`${directory}/${name}`).ino}`);
    note(String(fs.statSync(directory).ino), all.join());
    const listed = new Set(names.map((name) => String(fs.statSync(`${directory}/${name}`).ino)));
    // Whoever gets the inode of a file that is gone is born anew.
    for (const inode of [...births.keys()]) if (!listed.has(inode)) births.delete(inode);
    for (const name of names) {
      const facts = nodeFileSystem.facts(`${directory}/${name}`) as FileFacts;
      note(facts.inode, fs.readFileSync(`${directory}/${name}`, 'latin1'));
      aged(facts);
    }
  };
  const files: FileSystem = {
    ...nodeFileSystem,
    facts: (path) => {
      const facts = nodeFileSystem.facts(path);
      return facts && aged(facts);
    },
    factsOfOpen: (fd) => aged(nodeFileSystem.factsOfOpen(fd)),
  };
  stamp();
  return { files, stamp };
}

/** The naive side: a writer that knows which lines must, may and must not be delivered. */
class World {
  readonly dir = scratch();
  readonly clock = new Clock();
  readonly #files = stamped(this.dir.directory, this.clock);
  readonly must = new Set<string>();
  readonly may = new Set<string>();
  delivered = new Map<string, number>();
  #saved: { cursor: Cursor | undefined; delivered: ReadonlyMap<string, number> } = {
    cursor: undefined,
    delivered: new Map(),
  };
  #count = 0;
  #fd = fs.openSync(this.dir.at('train.log'), 'a');
  #old: number | undefined;
  #lateUntil = 0;
  #half: string | undefined;
  #cursor: Cursor | undefined;
  #abort = new AbortController();
  #reader: LogReader | undefined;

  async run(ops: readonly Op[]): Promise<void> {
    try {
      this.#reader = await this.#open();
      await this.#read(1, 400);
      this.#save();
      for (const op of ops) {
        await this.#apply(op);
        this.#files.stamp();
      }
      await this.#settle();
    } finally {
      this.#abort.abort();
      fs.closeSync(this.#fd);
      if (this.#old !== undefined) fs.closeSync(this.#old);
      this.dir.done();
    }
  }

  async #apply(op: Op): Promise<void> {
    switch (op.op) {
      case 'append':
        this.#finish();
        for (let line = 0; line < op.lines; line += 1) this.#line(this.#fd, op.width, this.must);
        return;
      case 'half':
        if (this.#half !== undefined) return;
        this.#half = `half ${this.#count++}`;
        fs.writeSync(this.#fd, this.#half);
        return;
      case 'finish':
        return this.#finish();
      case 'rename': {
        if (this.#old !== undefined) fs.closeSync(this.#old);
        this.#old = undefined;
        // Whoever keeps its descriptor finishes its line there; else the half line is all there is of it.
        if (op.kept) this.#finish();
        this.#abandonHalf(this.must);
        this.#shift();
        fs.renameSync(this.dir.at('train.log'), this.dir.at('train.log.1'));
        this.#lateUntil = this.clock.now() + 4000;
        if (op.kept) this.#old = this.#fd;
        else fs.closeSync(this.#fd);
        this.#fd = fs.openSync(this.dir.at('train.log'), 'a');
        return;
      }
      case 'late':
        // A file that was quiet for `lingerMs` is not looked at any more.
        if (this.#old !== undefined)
          this.#line(this.#old, 5, this.#lateUntil > this.clock.now() ? this.must : this.may);
        return;
      case 'copytruncate': {
        this.#shift();
        fs.copyFileSync(this.dir.at('train.log'), this.dir.at('train.log.1'));
        this.#abandonHalf(this.must, op.window > 0 || op.readBetween);
        for (let line = 0; line < op.window; line += 1) this.#line(this.#fd, 0, this.may);
        if (op.readBetween) await this.#drain();
        fs.ftruncateSync(this.#fd, 0);
        return;
      }
      case 'recreate':
        // What was not read before a removal is lost, if nobody holds the file; the reader may hold it.
        await this.#drain();
        this.#save();
        this.#abandonHalf(this.may);
        this.dir.remove('train.log');
        fs.closeSync(this.#fd);
        this.#fd = fs.openSync(this.dir.at('train.log'), 'a');
        return;
      case 'rewrite':
        await this.#drain();
        this.#save();
        this.#abandonHalf(this.may);
        fs.ftruncateSync(this.#fd, 0);
        for (let line = 0; line < op.lines; line += 1) this.#line(this.#fd, 40, this.must);
        return;
      case 'swap': {
        // Another line of the same length in its place, so that the file's size tells nothing.
        const { size } = fs.fstatSync(this.#fd);
        const line = `line ${this.#count} `;
        if (size <= line.length || size > 300) return;
        await this.#drain();
        this.#save();
        this.#abandonHalf(this.may);
        fs.ftruncateSync(this.#fd, 0);
        return this.#line(this.#fd, size - line.length - 1, this.must);
      }
      case 'read':
        return this.#read(op.times, op.size);
      case 'drain':
        await this.#drain();
        return;
      case 'poll':
        return this.#poll();
      case 'park':
        (this.#reader as FollowReader).park();
        return;
      case 'wait':
        return this.clock.advance(op.ms);
      case 'restart':
        await this.#reader?.[Symbol.asyncDispose]();
        if (op.saved) this.#save();
        this.#cursor = this.#saved.cursor;
        this.delivered = new Map(this.#saved.delivered);
        this.#reader = await this.#open();
        return;
    }
  }

  #line(fd: number, width: number, into: Set<string>): void {
    const line = `line ${this.#count++} ${'x'.repeat(width)}`;
    fs.writeSync(fd, `${line}\n`);
    into.add(line);
  }

  #finish(): void {
    if (this.#half === undefined) return;
    fs.writeSync(this.#fd, ' done\n');
    this.must.add(`${this.#half} done`);
    this.#half = undefined;
  }

  // `longer`: what follows the half line in the window may have been read as its second half.
  #abandonHalf(into: Set<string>, longer = false): void {
    if (this.#half === undefined) return;
    into.add(this.#half);
    if (longer) {
      into.delete(this.#half);
      this.may.add(this.#half);
      fs.writeSync(this.#fd, ' torn\n');
      this.may.add(`${this.#half} torn`);
    }
    this.#half = undefined;
  }

  #shift(): void {
    for (let at = 9; at >= 1; at -= 1) {
      if (fs.existsSync(this.dir.at(`train.log.${at}`))) this.dir.rename(`train.log.${at}`, `train.log.${at + 1}`);
    }
  }

  #open(): Promise<LogReader> {
    return fileSource(this.dir.at('train.log'), { deps: this.clock, files: this.#files.files }).open(
      this.#cursor,
      this.#abort.signal,
    );
  }

  async #read(times: number, size: number): Promise<void> {
    this.#files.stamp();
    const into = Buffer.alloc(size);
    for (let time = 0; time < times; time += 1) {
      const read = await this.#reader!.read(into);
      if (read.kind === 'data') this.#deliver(textOf(into, read));
      if ('cursor' in read) this.#cursor = JSON.parse(JSON.stringify(read.cursor));
    }
  }

  // As one who polls many files does it: what was surely not written to is not read.
  async #poll(): Promise<void> {
    this.#files.stamp();
    if (this.#reader?.unchanged?.() === undefined) await this.#drain();
  }

  async #drain(final = false): Promise<string> {
    this.#files.stamp();
    const drained = await drain(this.#reader!, 512, final);
    this.#deliver(drained.text);
    this.#cursor = JSON.parse(JSON.stringify(drained.cursor));
    return drained.text;
  }

  // Cursor and lines are committed together, as the engine does; a restart goes back to the last commit.
  #save(): void {
    this.#saved = { cursor: this.#cursor, delivered: new Map(this.delivered) };
  }

  async #settle(): Promise<void> {
    this.#abandonHalf(this.must);
    for (let round = 0; round < 3; round += 1) {
      await this.#poll();
      this.clock.advance(10_000);
    }
    // Looks were enough to find everything that is whole.
    const whole = (await this.#drain(true)).split('\n').filter((line) => line !== '' && !line.startsWith('half'));
    expect(whole).toEqual([]);
    for (const line of this.must) expect([line, this.delivered.get(line) ?? 0]).toEqual([line, 1]);
    for (const [line, times] of this.delivered) {
      expect([line, times]).toEqual([line, 1]);
      expect([line, this.must.has(line) || this.may.has(line)]).toEqual([line, true]);
    }
  }

  #deliver(text: string): void {
    for (const line of text.split('\n')) if (line) this.delivered.set(line, (this.delivered.get(line) ?? 0) + 1);
  }
}

describe('a followed file against a naive model', () => {
  const runs = Number(process.env.SIGWATCH_PROPERTY_RUNS ?? 300);
  it('delivers every line once, whatever happens to the file', { timeout: 60_000 + 20 * runs }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 40 }), (ops) => new World().run(ops)),
      { numRuns: runs },
    );
  });
});
