import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';
import type { Modal } from '../client/modal.js';
import { troubleOf } from '../client/trouble.js';
import { LineSplitter, type LogLine } from './log-line.js';
import { Overlap, type Pass } from './overlap.js';
import { Spool } from './spool.js';

export interface AppCopyOptions {
  readonly app: string;
  readonly modal: Modal;
  readonly deps: Deps;
  /** Folder of the copy; this is its only writer. */
  readonly directory: string;
  /** ms between readings by time, which alone prove how far the log goes. Default: 30 s. */
  readonly audit?: Millis;
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
/** Modal gives no more than 35 days. */
const ALL = '34d';

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
  readonly #overlap = new Overlap();
  readonly #readers = new Set<() => void>();
  #isOpen = false;
  #abort: AbortController | undefined;
  #cancels = new Set<() => void>();
  #reading: { readonly began: Millis; readonly done: Promise<void> } | undefined;

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
    if (this.#reading === undefined) {
      const began = this.options.deps.now();
      const done = this.#readByTime(began)
        .then(
          () => {
            this.error = undefined;
            this.told = Math.max(began, this.told ?? began);
          },
          (error: Error) => {
            this.error = error;
          },
        )
        .finally(() => {
          this.#reading = undefined;
          this.#changed();
        });
      this.#reading = { began, done };
    }
    return this.#reading.done;
  }

  async #readByTime(began: Millis): Promise<void> {
    this.#open();
    this.#overlap.prune();
    const { since } = this.#overlap;
    // Modal's clock may be ahead of ours, and it takes no moment that is still to come.
    const from =
      since === undefined ? ALL : new Date(Math.min(since, began - 1_000)).toISOString().replace(/\.\d+Z$/, '+00:00');
    await this.#call(['--since', from], this.#overlap.byTime(), PATIENCE.read, new AbortController().signal);
  }

  async #follow(abort: AbortSignal, again: Millis): Promise<void> {
    const { deps } = this.options;
    const began = deps.now();
    let isOver = false;
    try {
      this.#open();
      await this.#call(['--follow'], this.#overlap.followed(), PATIENCE.follow, abort);
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

  async #call(how: readonly string[], pass: Pass, timeout: Millis, abort: AbortSignal): Promise<void> {
    const { app, modal } = this.options;
    const splitter = new LineSplitter();
    let broken: Error | undefined;
    const take = (lines: readonly LogLine[]) => {
      // What was stopped may have something on its way.
      if (abort.aborted) return;
      try {
        this.#take(lines, pass);
      } catch (error) {
        broken ??= error as Error;
      }
    };
    const heard = (bytes: Buffer) => take(splitter.take(bytes));
    const answer = await modal({ args: ['app', 'logs', app, ...how, ...FLAGS], timeout, heard }, abort);
    take(splitter.end());
    if (broken !== undefined) throw new UnansweredError(`the copy of the log can't be written: ${broken.message}`);
    if (answer.exitCode !== 0) throw troubleOf('modal app logs', answer);
  }

  #take(lines: readonly LogLine[], pass: Pass): void {
    const fresh = lines.filter((line) => {
      if (!pass.isNew(line)) return false;
      this.#overlap.take(line);
      return true;
    });
    if (fresh.length === 0) return;
    this.spool.add(fresh);
    this.#changed();
  }

  #open(): void {
    if (this.#isOpen) return;
    this.spool.open((line) => this.#overlap.take(line));
    this.#overlap.prune();
    this.#isOpen = true;
  }

  #changed(): void {
    for (const changed of this.#readers) changed();
  }
}
