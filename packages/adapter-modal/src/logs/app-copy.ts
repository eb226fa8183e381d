import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';
import type { Modal } from '../client/modal.js';
import { troubleOf } from '../client/trouble.js';
import { LineSplitter, type LogLine } from './log-line.js';
import { Overlap, type Pass } from './overlap.js';
import { Spool } from './spool.js';
import {
  isIn,
  MOST_AT_ONCE,
  readInPieces,
  type Stretch,
  stretchArgs,
  TOO_MANY,
  TooManyError,
  wholeSecond,
} from './stretches.js';

export interface AppCopyOptions {
  readonly app: string;
  readonly modal: Modal;
  readonly deps: Deps;
  /** Folder of the copy; this is its only writer. */
  readonly directory: string;
  /** ms between readings by time, which alone prove how far the log goes. Default: 30 s. */
  readonly audit?: Millis;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

/** Who follows asks again by himself for ever, also where nobody answers: silence proves nothing. */
const AUDIT = 30_000;
/** A stream that may begin behind what was read before it is checked so soon (ms). */
const FIRST_AUDIT = 3_000;
/** ms before the client is started again, doubled each time while it does not stay. */
const AGAIN = { first: 1_000, most: 60_000 } as const;
/** What was read so short a time ago (ms) is the end; a job's logs are read to their end twice. */
const ENOUGH = 1_000;
/** A whole log may be long; no stream lasts longer than a timer can (ms). */
const PATIENCE = { read: 300_000, follow: 2_000_000_000 } as const;
/** Modal gives no more than 35 days (ms). */
const ALL = 34 * 86_400_000;

interface Reading {
  readonly pass: Pass;
  /** What the pass counts by. */
  readonly overlap: Overlap;
  /** ms. */
  readonly timeout: Millis;
}

const FLAGS = ['--timestamps', '--show-container-id'];

/**
 * Keeps a copy of an app's log growing while somebody reads it: `modal app logs -f` brings lines as they come, and a reading
 * by time, from before the last line on, brings what that has missed and proves how far the copy goes. Both leave out what
 * is there.
 */
export class AppCopy {
  /** Up to this moment (sigwatch's clock) the copy holds all that was printed; undefined until Modal has told. */
  told: Millis | undefined;
  /** Why nothing is known now. */
  error: Error | undefined;
  readonly spool: Spool;
  /** Of what is on the disk; another one once that could not be written, and undefined until it is read. */
  #overlap: Overlap | undefined;
  readonly #readers = new Set<() => void>();
  #abort: AbortController | undefined;
  #cancels = new Set<() => void>();
  /** Ends who follows where the copy could not be written. */
  #unwritten = new AbortController();
  #reading: { readonly began: Millis; readonly done: Promise<void> } | undefined;
  /** Seconds of which it was told that they have too many lines. */
  readonly #crowded = new Set<Millis>();

  constructor(private readonly options: AppCopyOptions) {
    this.spool = new Spool(options.directory);
  }

  /** Goes on until each that was retained is released. `changed` is called when there is more, or another thing to tell. */
  retain(changed: () => void): () => void {
    const reader = () => changed();
    this.#readers.add(reader);
    if (this.#abort === undefined) this.#start();
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop();
    };
  }

  /** Reads by time all that there is now. Never rejects: `error` tells why it could not. */
  async finish(): Promise<void> {
    const now = this.options.deps.now();
    // Each of many sources asks for it, one after the other.
    if (this.error === undefined && this.told !== undefined && now - this.told < ENOUGH && now >= this.told) return;
    // One that began before may have missed the last lines.
    while (this.#reading !== undefined && this.#reading.began < now) await this.#reading.done;
    await this.#read();
  }

  #start(): void {
    const abort = new AbortController();
    this.#abort = abort;
    void this.#follow(abort.signal, AGAIN.first);
    void this.#audit(abort.signal);
  }

  #stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#reading = undefined;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  async #audit(abort: AbortSignal): Promise<void> {
    await this.#read();
    if (abort.aborted) return;
    this.#later(FIRST_AUDIT, async () => {
      await this.#read();
      if (!abort.aborted) this.#later(this.options.audit ?? AUDIT, () => this.#audit(abort));
    });
  }

  #later(ms: Millis, act: () => Promise<void>): void {
    const { deps } = this.options;
    const cancel = deps.schedule(deps.now() + ms, () => {
      this.#cancels.delete(cancel);
      void act();
    });
    this.#cancels.add(cancel);
  }

  #read(): Promise<void> {
    if (this.#reading !== undefined) return this.#reading.done;
    const began = this.options.deps.now();
    const abort = this.#abort?.signal ?? new AbortController().signal;
    const reading = { began, done: this.#readToEnd(began, abort) };
    this.#reading = reading;
    void reading.done.then(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return reading.done;
  }

  async #readToEnd(began: Millis, abort: AbortSignal): Promise<void> {
    try {
      await this.#readByTime(began, abort);
      this.error = undefined;
      this.told = Math.max(began, this.told ?? began);
    } catch (error) {
      // Nobody reads any more.
      if (abort.aborted) return;
      this.error = error as Error;
    }
    this.#changed();
  }

  async #readByTime(began: Millis, abort: AbortSignal): Promise<void> {
    const overlap = this.#opened();
    const pass = overlap.byTime();
    // Modal's clock may be ahead of ours, and it takes no moment that is still to come.
    const from = wholeSecond(Math.min(overlap.since ?? began - ALL, began - 1_000));
    const read = async (stretch: Stretch) => {
      const inside: Pass = { isNew: (line) => isIn(line.time, stretch) && pass.isNew(line) };
      if (stretch.newest) this.#tellCrowded(stretch);
      await this.#call(stretchArgs(stretch), { pass: inside, overlap, timeout: PATIENCE.read }, abort);
    };
    await readInPieces(read, { from }, began);
    overlap.proved(began);
  }

  #tellCrowded({ from }: Stretch): void {
    const { app, tell = () => {} } = this.options;
    if (this.#crowded.has(from)) return;
    this.#crowded.add(from);
    tell(
      `modal:${app} has printed more than ${MOST_AT_ONCE} pieces of text in the second of ${new Date(from).toISOString()}: Modal's client brings only the newest, and some lines may be missing.`,
    );
  }

  async #follow(abort: AbortSignal, again: Millis): Promise<void> {
    const { deps } = this.options;
    const began = deps.now();
    let isOver = false;
    try {
      const overlap = this.#opened();
      const how: Reading = { pass: overlap.followed(), overlap, timeout: PATIENCE.follow };
      await this.#call(['--follow'], how, AbortSignal.any([abort, this.#unwritten.signal]));
      // It ends well only where Modal says that nothing more comes.
      isOver = true;
    } catch {
      // Readings by time tell whether Modal can be asked, and bring what is there.
    }
    if (abort.aborted) return;
    const stayed = deps.now() - began > AGAIN.most;
    this.#later(isOver ? AGAIN.most : stayed ? AGAIN.first : again, () =>
      this.#follow(abort, stayed ? AGAIN.first : Math.min(AGAIN.most, again * 2)),
    );
  }

  async #call(how: readonly string[], { pass, overlap, timeout }: Reading, abort: AbortSignal): Promise<void> {
    const { app, modal } = this.options;
    const splitter = new LineSplitter();
    let broken: Error | undefined;
    const take = (lines: readonly LogLine[]) => {
      // What was stopped may have something on its way, and what counts by a copy that could not be written is of no use.
      if (abort.aborted || this.#overlap !== overlap) return;
      try {
        this.#take(lines, pass, overlap);
      } catch (error) {
        broken = error as Error;
        this.#overlap = undefined;
        this.#unwritten.abort();
        this.#unwritten = new AbortController();
      }
    };
    const heard = (bytes: Buffer) => take(splitter.take(bytes));
    const answer = await modal({ args: ['app', 'logs', app, ...how, ...FLAGS], timeout, heard }, abort);
    take(splitter.end());
    if (broken !== undefined) throw new UnansweredError(`the copy of the log can't be written: ${broken.message}`);
    if (this.#overlap !== overlap) throw new UnansweredError("the copy of the log can't be written");
    if (answer.exitCode !== 0 && TOO_MANY.test(answer.stderr)) throw new TooManyError('too many lines at once');
    if (answer.exitCode !== 0) throw troubleOf('modal app logs', answer);
  }

  /** Throws where the copy can't be written: then some of the lines may be in it. */
  #take(lines: readonly LogLine[], pass: Pass, overlap: Overlap): void {
    const fresh = lines.filter((line) => {
      if (!pass.isNew(line)) return false;
      overlap.take(line);
      return true;
    });
    if (fresh.length === 0) return;
    this.spool.add(fresh);
    this.#changed();
  }

  #opened(): Overlap {
    if (this.#overlap === undefined) {
      const overlap = new Overlap();
      this.spool.open((line) => overlap.take(line));
      this.#overlap = overlap;
    }
    return this.#overlap;
  }

  #changed(): void {
    for (const changed of this.#readers) changed();
  }
}
