import type { Millis } from '../contract.js';
import { Backoff } from './backoff.js';
import { sizeOf } from './copy-file.js';
import { copyRest, type Mirror } from './copy-rest.js';

/** Who followed for so long (ms), or brought something, is asked again at once when it ends. */
const STEADY = 10_000;
/** At the end of a job, who says nothing for so long (ms) is waited for no longer. */
const ANSWERS = 5_000;

/** Keeps a copy growing with its log: the other side is asked again, after ever longer waits, when it ends or fails. */
export class Mirroring {
  /** Up to this moment the copy holds all that was printed; undefined until the other side has told. */
  told: Millis | undefined;
  /** Why nothing comes now. */
  error: Error | undefined;
  /** The other side was asked for all that there is, and the copy holds it. */
  isWhole = false;
  readonly #follows = new Backoff();
  readonly #finishes = new Backoff();
  /** Of the copy, as far as it is known. */
  #size = 0;
  #heard: Millis = 0;
  #finishing: Promise<void> | undefined;
  #asked: AbortController | undefined;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly mirror: Mirror,
    /** Called when there is more to read, or another thing to tell. */
    private readonly changed: () => void,
    /** Called before each question, with the length of the copy. */
    private readonly asks: (size: number) => void,
  ) {}

  /** Follows the log, unless it does already. */
  start(): void {
    if (this.#asked !== undefined || this.#cancel !== undefined) return;
    this.isWhole = false;
    void this.#follow();
  }

  /**
   * Asks once for all that there is now. Never rejects: `isWhole` tells whether that was had, else `error` why not. Who is
   * silent for some seconds is waited for no longer, though it may still answer: other logs wait behind this one.
   */
  async finish(): Promise<void> {
    if (this.isWhole) return;
    const held = this.#finishes.held(this.mirror.deps.now());
    if (held === undefined) {
      this.#finishing ??= this.#finish();
      await this.#orSilence(this.#finishing);
    }
    if (!this.isWhole) this.error ??= held ?? new Error('it does not answer');
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#asked?.abort();
    this.#asked = undefined;
  }

  async #finish(): Promise<void> {
    this.stop();
    const { deps } = this.mirror;
    const asked = this.#begin();
    this.#heard = deps.now();
    try {
      await this.#copy(false, asked);
      this.isWhole = !asked.signal.aborted;
    } catch (error) {
      if (!asked.signal.aborted) this.error = this.#finishes.fail(error, deps.now());
    }
    if (this.#asked === asked) this.#asked = undefined;
    this.#finishing = undefined;
    this.changed();
  }

  /** Resolves with `answer`, or when nothing was heard for some seconds. */
  #orSilence(answer: Promise<void>): Promise<void> {
    const { deps } = this.mirror;
    return new Promise((resolve) => {
      let cancel = () => {};
      const look = () => {
        const until = this.#heard + ANSWERS;
        if (deps.now() >= until) resolve();
        else cancel = deps.schedule(until, look);
      };
      look();
      void answer.then(() => {
        cancel();
        resolve();
      });
    });
  }

  async #follow(): Promise<void> {
    this.#cancel = undefined;
    const { deps } = this.mirror;
    const asked = this.#begin();
    const began = deps.now();
    const from = this.#size;
    let error: unknown;
    let isBlind = false;
    try {
      // An end without a word of how far the log goes is no answer.
      isBlind = !(await this.#copy(true, asked));
      error = new Error('the log was ended without a word of how far it goes');
    } catch (thrown) {
      isBlind = true;
      error = thrown;
    }
    if (asked.signal.aborted) return;
    this.#asked = undefined;
    const now = deps.now();
    if (this.#size > from || now - began >= STEADY) this.#follows.succeed();
    const why = this.#follows.fail(error, now);
    if (isBlind) this.error = why;
    this.#cancel = deps.schedule(this.#follows.until, () => void this.#follow());
    this.changed();
  }

  #begin(): AbortController {
    const asked = new AbortController();
    this.#asked = asked;
    return asked;
  }

  /** Resolves to whether the other side has told how far the log goes. */
  async #copy(follow: boolean, asked: AbortController): Promise<boolean> {
    this.#size = sizeOf(this.mirror.path) ?? 0;
    this.asks(this.#size);
    let tells = false;
    await copyRest(this.mirror, follow, asked.signal, ({ size, as_of }) => {
      this.#size = size;
      this.#heard = this.mirror.deps.now();
      this.error = undefined;
      if (as_of !== undefined) {
        tells = true;
        this.told = Math.max(as_of, this.told ?? as_of);
      }
      this.changed();
    });
    return tells;
  }
}
