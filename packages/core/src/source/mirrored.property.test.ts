import fs from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cursor, LogReader } from '../contract.js';
import { mirroredSource } from './mirrored.js';
import { Clock, scratch } from './reading.fixture.js';
import { ScriptedRemote } from './remote.fixture.js';

/** How one answer goes: the sizes of its parts, how many there are, and how it ends. */
interface Answer {
  readonly sizes: readonly number[];
  readonly parts: number;
  readonly end: 'throws' | 'ends' | 'ends with a word' | 'hangs';
  readonly tells: boolean;
}
type Op =
  | { readonly op: 'print'; readonly bytes: Uint8Array }
  | { readonly op: 'read'; readonly times: number; readonly size: number }
  | { readonly op: 'wait'; readonly ms: number }
  | { readonly op: 'save' }
  /** Killed, and begun again from what was saved; `left`: how much of the copy had been written to disk. */
  | { readonly op: 'crash'; readonly left: number };

const LONGEST = 200;
const answer: fc.Arbitrary<Answer> = fc.record({
  sizes: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 }),
  parts: fc.integer({ min: 0, max: 12 }),
  end: fc.constantFrom('throws', 'ends', 'ends with a word', 'hangs'),
  tells: fc.boolean(),
});
// Half lines, torn characters, bytes of no character, returns and empty lines.
const piece = fc.oneof(
  fc.constantFrom('\n', '\r\n', '\r', 'é', '😀', 'step 1\n', '\0').map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 30 }),
);
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(piece, { maxLength: 4 }).map((all) => ({
      op: 'print' as const,
      // So that no line is longer than what is read at once.
      bytes: Buffer.concat([...all, Buffer.from('|\n')]),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('half a l', 'é', '\r').map((t) => ({ op: 'print' as const, bytes: Buffer.from(t) })),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('read' as const),
      times: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: LONGEST + 1, max: 2 * LONGEST }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(1, 100, 1_000, 61_000) }) },
  { weight: 3, arbitrary: fc.constant({ op: 'save' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('crash' as const), left: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** One who reads, and remembers all that was handed out up to what would survive. */
class Reading {
  readonly #dir = scratch();
  readonly #clock = new Clock();
  readonly #path = this.#dir.at('log');
  readonly remote: ScriptedRemote;
  #read: Buffer[] = [];
  #saved: { readonly cursor: Cursor | undefined; readonly read: readonly Buffer[] } = { cursor: undefined, read: [] };
  #cursor: Cursor | undefined;
  #abort = new AbortController();
  #reader: LogReader | undefined;
  #half = 0;

  constructor(readonly answers: readonly Answer[]) {
    this.remote = new ScriptedRemote(this.#clock.now);
    const { remote } = this;
    // Zeros at the very beginning are what a truncation leaves, and no part of a log.
    remote.append('begin\n');
    remote.script = async function* (_remote, from, { follow }, abort, asked) {
      const { sizes, parts, end, tells } = answers[asked % answers.length] as Answer;
      let at = from;
      for (let part = 0; part < parts; part += 1) {
        const bytes = remote.log.subarray(at, at + (sizes[part % sizes.length] as number));
        at += bytes.length;
        yield { bytes, ...(tells && at === remote.log.length ? { as_of: remote.now() } : {}) };
        if (follow && bytes.length === 0 && part % 2 === 0) await remote.wait(abort);
      }
      if (end === 'throws' || (end !== 'hangs' && !follow && at < remote.log.length)) throw new Error('dropped');
      if (end === 'hangs') await new Promise(() => {});
      if (end === 'ends with a word') yield { bytes: remote.log.subarray(at), as_of: remote.now() };
    };
  }

  async run(ops: readonly Op[]): Promise<Buffer> {
    try {
      await this.#open();
      for (const one of ops) await this.#apply(one);
      return await this.#finish();
    } finally {
      this.#abort.abort();
      await turns();
      this.#dir.done();
    }
  }

  async #apply(one: Op): Promise<void> {
    switch (one.op) {
      case 'print':
        // No line is longer than what is read at once.
        this.#half = one.bytes.includes(10) ? 0 : this.#half + one.bytes.length;
        if (this.#half < 50) this.remote.append(Buffer.from(one.bytes));
        return turns();
      case 'read':
        for (let time = 0; time < one.times; time += 1) await this.#take(one.size, false);
        return turns();
      case 'wait':
        this.#clock.advance(one.ms);
        return turns();
      case 'save':
        this.#saved = { cursor: this.#cursor, read: [...this.#read] };
        return;
      case 'crash': {
        this.#abort.abort();
        await turns();
        if (fs.existsSync(this.#path)) fs.truncateSync(this.#path, Math.floor(fs.statSync(this.#path).size * one.left));
        this.#read = [...this.#saved.read];
        this.#cursor = this.#saved.cursor;
        return this.#open();
      }
    }
  }

  async #open(): Promise<void> {
    this.#abort = new AbortController();
    const source = mirroredSource({ id: 'x', path: this.#path, remote: this.remote, deps: this.#clock });
    this.#reader = await source.open(this.#cursor, this.#abort.signal);
  }

  async #take(size: number, final: boolean): Promise<string> {
    const into = Buffer.alloc(size);
    const read = await (this.#reader as LogReader).read(into, final);
    if (read.kind === 'reset' || read.kind === 'ended' || (read.kind === 'data' && read.cut))
      throw new Error(`${read.kind}`);
    if (read.kind === 'data') this.#read.push(into.subarray(0, read.bytes));
    if ('cursor' in read) this.#cursor = read.cursor;
    return read.kind;
  }

  async #finish(): Promise<Buffer> {
    this.remote.script = async function* (remote, from) {
      yield { bytes: remote.log.subarray(from) };
    };
    for (let round = 0; round < 1_000; round += 1) {
      const kind = await this.#take(2 * LONGEST, true);
      if (kind === 'caught_up') {
        expect(fs.readFileSync(this.#path)).toEqual(this.remote.log);
        return Buffer.concat(this.#read);
      }
      if (kind === 'blind') this.#clock.advance(10_000);
    }
    throw new Error('it never comes to rest');
  }
}

it('hands out what the other machine has printed, exactly once, whatever comes between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 6 }),
      fc.array(op, { maxLength: 40 }),
      async (answers, ops) => {
        const reading = new Reading(answers);
        const read = await reading.run(ops);
        expect(read.toString('latin1')).toBe(reading.remote.log.toString('latin1'));
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);
