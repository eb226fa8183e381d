import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';
import type { Modal } from '../client/modal.js';
import { troubleOf } from '../client/trouble.js';
import { LineSplitter, type LogLine } from './log-line.js';
import { Overlap, type Pass } from './overlap.js';
import type { KeptLine, Spool } from './spool.js';
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

export interface TakingOptions {
  readonly app: string;
  readonly modal: Modal;
  readonly deps: Deps;
  readonly spool: Spool;
  /** Whether it is still ours to write. */
  readonly isOurs: () => boolean;
  /** Is called when there is more. */
  readonly grown: () => void;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

/** A whole log may be long; no stream lasts longer than a timer can (ms). */
const PATIENCE = { read: 300_000, follow: 2_000_000_000 } as const;
/** Modal gives no more than 35 days (ms). */
const ALL = 34 * 86_400_000;
/** So many lines of a stream wait for the first reading by time; what comes behind them is left to the next one. */
const MOST_WAITING = 20_000;
const FLAGS = ['--timestamps', '--show-container-id'];

interface Reading {
  readonly pass: Pass;
  /** What the pass counts by. */
  readonly overlap: Overlap;
  /** ms. */
  readonly timeout: Millis;
  /** What it brings waits until a reading by time has told what is known. */
  readonly waits?: true;
}

/** Takes the lines of an app's log from the client, and adds those to the copy that are not there. */
export class Taking {
  /** Of what is on the disk; another one once that could not be written, and undefined until it is read. */
  #overlap: Overlap | undefined;
  /** Ends who follows where the copy could not be written. */
  #unwritten = new AbortController();
  /** Takes what a stream has brought during the first reading by time. */
  #takeWaiting = () => {};
  /** Seconds of which it was told that they have too many lines. */
  readonly #crowded = new Set<Millis>();

  constructor(private readonly options: TakingOptions) {}

  /** What is in the copy is read anew. */
  forget(): void {
    this.#overlap = undefined;
  }

  /** Brings all that is there by `began`, and rejects where that can't be proved. */
  async byTime(began: Millis, abort: AbortSignal): Promise<void> {
    const overlap = this.#opened();
    const pass = overlap.byTime();
    // Modal's clock may be ahead of ours, and it takes no moment that is still to come.
    const from = wholeSecond(Math.min(overlap.since ?? began - ALL, began - 1_000));
    const read = async (stretch: Stretch) => {
      const inside: Pass = { judge: (line) => (isIn(line.time, stretch) ? pass.judge(line) : 'known') };
      if (stretch.newest) this.#tellCrowded(stretch);
      await this.#call(stretchArgs(stretch), { pass: inside, overlap, timeout: PATIENCE.read }, abort);
    };
    await readInPieces(read, { from }, began);
    const isFirst = !overlap.isProved;
    overlap.proved(began);
    if (isFirst) this.#takeWaiting();
  }

  /** Brings lines as they are printed. Resolves where Modal says that nothing more comes. */
  async follow(abort: AbortSignal): Promise<void> {
    const overlap = this.#opened();
    const how: Reading = { pass: overlap.followed(), overlap, timeout: PATIENCE.follow, waits: true };
    try {
      await this.#call(['--follow'], how, AbortSignal.any([abort, this.#unwritten.signal]));
    } finally {
      this.#takeWaiting = () => {};
    }
  }

  #tellCrowded({ from }: Stretch): void {
    const { app, tell = () => {} } = this.options;
    if (this.#crowded.has(from)) return;
    this.#crowded.add(from);
    tell(
      `modal:${app} has printed more than ${MOST_AT_ONCE} pieces of text in the second of ${new Date(from).toISOString()}: Modal's client brings only the newest, and some lines may be missing.`,
    );
  }

  async #call(how: readonly string[], { pass, overlap, timeout, waits }: Reading, abort: AbortSignal): Promise<void> {
    const { app, modal } = this.options;
    const splitter = new LineSplitter();
    let broken: Error | undefined;
    let waiting: LogLine[] = [];
    const take = (lines: readonly LogLine[]) => {
      // What was stopped may have something on its way, and what counts by a copy that could not be written is of no use.
      if (abort.aborted || this.#overlap !== overlap) return;
      if (waits && !overlap.isProved) {
        waiting.push(...lines.slice(0, MOST_WAITING - waiting.length));
        return;
      }
      try {
        this.#take([...waiting, ...lines], pass, overlap);
        waiting = [];
      } catch (error) {
        broken = error as Error;
        this.#overlap = undefined;
        this.#unwritten.abort();
        this.#unwritten = new AbortController();
      }
    };
    if (waits) this.#takeWaiting = () => take([]);
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
    const { spool, isOurs, grown } = this.options;
    const fresh = lines.flatMap((line): KeptLine[] => {
      const judged = pass.judge(line);
      if (judged === 'known') return [];
      overlap.take(line);
      return [judged === 'late' ? { ...line, late: true } : line];
    });
    if (fresh.length === 0) return;
    if (!isOurs()) throw new Error('another process writes it now');
    spool.add(fresh);
    grown();
  }

  #opened(): Overlap {
    if (this.#overlap === undefined) {
      const overlap = new Overlap();
      this.options.spool.open((line) => overlap.take(line));
      this.#overlap = overlap;
    }
    return this.#overlap;
  }
}
