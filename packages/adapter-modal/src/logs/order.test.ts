import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cursor, Deps, LogReader } from '@sigwatch/core';
import { virtualClock } from '@sigwatch/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppCopy } from './app-copy.js';
import { copiedSource } from './copied-source.js';
import { FakeLog, START, settled } from './fake-log.fixture.js';

let directory: string;
let log: FakeLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copy-'));
  log = new FakeLog();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Reads files of a copy as the engine does: each is asked in turn, and those that have more again. */
class Together implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly cursors = new Map<string, Cursor>();
  readonly #abort = new AbortController();
  readonly #readers = new Map<string, LogReader>();

  constructor(
    private readonly copy: AppCopy,
    private readonly deps: Deps,
    private readonly from: ReadonlyMap<string, Cursor> = new Map(),
  ) {}

  async open(...names: readonly string[]): Promise<void> {
    const { copy, deps } = this;
    for (const name of names) {
      const source = copiedSource({ id: name, name, copy, deps });
      this.#readers.set(name, await source.open(this.from.get(name), this.#abort.signal));
    }
  }

  /** One turn of each; returns those that have to be asked again. */
  async turn({ final = false, room = 65_536 } = {}): Promise<readonly string[]> {
    const into = Buffer.alloc(room);
    const again: string[] = [];
    for (const [name, reader] of this.#readers) {
      for (;;) {
        const read = await reader.read(into, final);
        if ('cursor' in read) this.cursors.set(name, read.cursor);
        if (read.kind === 'later') again.push(name);
        if (read.kind !== 'data') break;
        const text = into.toString('utf8', 0, read.bytes);
        this.lines.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => `${name}: ${line}`),
        );
      }
    }
    return again;
  }

  async all(how?: { readonly final?: boolean; readonly room?: number }): Promise<void> {
    for (let turns = 0; (await this.turn(how)).length > 0; ) if (++turns > 1_000) throw new Error('it waits for ever');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    for (const reader of this.#readers.values()) await reader[Symbol.asyncDispose]();
  }
}

const copyOf = (deps: Deps) => new AppCopy({ app: 'ap-1', modal: log.modal, deps, directory });

/** Of Modal and of containers, as the log has them. */
function printed(...lines: readonly string[]): void {
  lines.forEach((line, second) => {
    const [container = '', text = ''] = line.split(': ');
    log.print(second, text, { container: container === 'modal' ? '' : container, streamed: false });
  });
}

const LINES = [
  ...['modal: Building image', 'ta-1: step 1', 'ta-2: step 1', 'modal: Runner interrupted due to preemption'],
  ...['ta-3: step 2', 'ta-3: Traceback', 'ta-3: ValueError', 'modal: Stopping app - user stopped from the dashboard'],
];

it('hands lines of Modal out behind those of containers that were printed before, and before those that follow', async () => {
  const clock = virtualClock(START);
  printed(...LINES);
  const copy = copyOf(clock);
  await using together = new Together(copy, clock);
  await together.open('modal', 'ta-3', 'ta-2', 'ta-1');
  await copy.finish();
  await together.all();
  const place = (line: string) => together.lines.indexOf(line);
  expect([...together.lines].sort()).toEqual([...LINES].sort());
  expect(place('modal: Building image')).toBe(0);
  expect(place('modal: Runner interrupted due to preemption')).toBe(3);
  expect(together.lines.slice(4)).toEqual(LINES.slice(4));
  // Nothing is held back once all is read.
  expect(await together.turn()).toEqual([]);
});

it('does so for what comes in one piece while it is followed, and with the last reading', async () => {
  const clock = virtualClock(START);
  const copy = copyOf(clock);
  await using together = new Together(copy, clock);
  await together.open('modal', 'ta-1');
  await copy.finish();
  await together.all();
  printed('ta-1: step 1', 'ta-1: ValueError', 'modal: Stopping app - user stopped');
  log.stream(log.printed);
  expect(await together.turn()).toEqual(['modal']);
  await together.all();
  expect(together.lines).toEqual(['ta-1: step 1', 'ta-1: ValueError', 'modal: Stopping app - user stopped']);
  log.print(10, 'the last words', { streamed: false });
  log.print(11, 'Stopping app - done', { streamed: false, container: '' });
  await clock.advance(2_000);
  await together.all({ final: true });
  expect(together.lines.slice(3)).toEqual(['ta-1: the last words', 'modal: Stopping app - done']);
});

it('reads no further than the turn goes, whatever fits into one read', async () => {
  const clock = virtualClock(START);
  printed(...Array.from({ length: 50 }, (_, i) => `${i % 5 === 4 ? 'modal' : 'ta-1'}: line ${i}`));
  const copy = copyOf(clock);
  for (const room of [8, 16, 20, 65_536]) {
    await using together = new Together(copy, clock);
    await together.open('modal', 'ta-1');
    await copy.finish();
    await together.all({ room });
    expect(together.lines.map((line) => Number(line.split(' ').at(-1)))).toEqual([...Array(50).keys()]);
  }
});

it('goes on in a later life where each file was left', async () => {
  const clock = virtualClock(START);
  printed(...LINES);
  const first = copyOf(clock);
  const before = new Together(first, clock);
  await before.open('modal', 'ta-1', 'ta-2', 'ta-3');
  await first.finish();
  await before.turn();
  await before[Symbol.asyncDispose]();
  const copy = copyOf(clock);
  await using after = new Together(copy, clock, before.cursors);
  await after.open('modal', 'ta-3', 'ta-2', 'ta-1');
  await copy.finish();
  await after.all();
  expect([...before.lines, ...after.lines].slice(4)).toEqual(LINES.slice(4));
  expect([...before.lines, ...after.lines].sort()).toEqual([...LINES].sort());
});

it('waits for a container that is found later, and for one that nobody reads only for a moment', async () => {
  const clock = virtualClock(START);
  printed('ta-1: step 1', 'ta-2: step 2', 'modal: Stopping app', 'ta-2: never');
  const copy = copyOf(clock);
  await using together = new Together(copy, clock);
  await together.open('modal', 'ta-1');
  await copy.finish();
  expect(await together.turn()).toEqual(['modal']);
  expect(await together.turn()).toEqual(['modal']);
  await together.open('ta-2');
  await together.all();
  expect(together.lines).toEqual(['ta-1: step 1', 'ta-2: step 2', 'modal: Stopping app', 'ta-2: never']);

  await using alone = new Together(copy, clock);
  await alone.open('modal');
  expect(await alone.turn()).toEqual(['modal']);
  await clock.advance(2_500);
  expect(await alone.turn()).toEqual([]);
  expect(alone.lines).toEqual(['modal: Stopping app']);
  await settled();
});
