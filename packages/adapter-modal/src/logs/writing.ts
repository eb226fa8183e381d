import type { Deps, Millis } from '@sigwatch/core';
import type { Taking } from './taking.js';

export interface CopyState {
  /** Up to this moment (sigwatch's clock) the copy holds all that was printed; undefined until Modal has told. */
  told: Millis | undefined;
  /** Why nothing is known now. */
  error: Error | undefined;
}

export interface WritingOptions {
  readonly taking: Taking;
  readonly deps: Deps;
  /** ms between readings by time, which alone prove how far the log goes. Default: 30 s. */
  readonly audit?: Millis;
  readonly state: CopyState;
  /** Is called when there is another thing to tell. */
  readonly changed: () => void;
}

/** Who follows asks again by himself for ever, also where nobody answers: silence proves nothing. */
const AUDIT = 30_000;
/** A stream that may begin behind what was read before it is checked so soon (ms). */
const FIRST_AUDIT = 3_000;
/** ms before the client is started again, doubled each time while it does not stay. */
const AGAIN = { first: 1_000, most: 60_000 } as const;
/** What was read so short a time ago (ms) is the end; a job's logs are read to their end twice. */
const ENOUGH = 1_000;

/**
 * Keeps a copy growing: `modal app logs -f` brings lines as they come, and a reading by time, from before the last line on,
 * brings what that has missed and proves how far the copy goes. Both leave out what is there.
 */
export class Writing {
  #abort: AbortController | undefined;
  readonly #cancels = new Set<() => void>();
  #reading: { readonly began: Millis; readonly done: Promise<void> } | undefined;

  constructor(private readonly options: WritingOptions) {}

  start(): void {
    const abort = new AbortController();
    this.#abort = abort;
    // Somebody else may have written meanwhile.
    this.options.taking.forget();
    void this.#follow(abort.signal, AGAIN.first);
    void this.#audit(abort.signal);
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#reading = undefined;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** Reads by time all that there is now. Never rejects: the state tells why it could not. */
  async finish(): Promise<void> {
    const { deps, state } = this.options;
    const now = deps.now();
    // Each of many sources asks for it, one after the other.
    const { told, error } = state;
    if (error === undefined && told !== undefined && now - told < ENOUGH && now >= told) return;
    // One that began before may have missed the last lines.
    while (this.#reading !== undefined && this.#reading.began < now) await this.#reading.done;
    await this.#read();
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
    const { taking, state, changed } = this.options;
    try {
      await taking.byTime(began, abort);
      if (abort.aborted) return;
      state.error = undefined;
      state.told = Math.max(began, state.told ?? began);
    } catch (error) {
      // Nobody reads any more.
      if (abort.aborted) return;
      state.error = error as Error;
    }
    changed();
  }

  async #follow(abort: AbortSignal, again: Millis): Promise<void> {
    const { deps, taking } = this.options;
    const began = deps.now();
    let isOver = false;
    try {
      await taking.follow(abort);
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
}
