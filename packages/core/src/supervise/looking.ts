import { childAbort } from '../child-abort.js';
import type { Deps, EngineEvent, Millis } from '../contract.js';
import { pause } from '../pause.js';
import { finalStates } from '../run/platform.js';

/** Asks the platform; never rejects. `since`: what was seen before is of no use. */
export type Look = (abort: AbortSignal, since?: Millis) => Promise<EngineEvent>;

/** For so long (ms) the reading waits for the platform: mostly it answers at once, and then job and lines are of one moment. */
const PATIENCE = 1_000;

/** ms between two looks that hints ask for: a busy log is no reason to ask by the line. Of this machine, and of a platform that many ask. */
export const NEAR: Millis = 25;
export const FAR: Millis = 5_000;

/** One look at the job at a time. One that takes long goes on beside the reading, so that lines and commands do not wait. */
export class Looking {
  #pending: Promise<void> | undefined;
  #answer: EngineEvent | undefined;
  #began: Millis = Number.NEGATIVE_INFINITY;
  /** What was seen before counts no more. */
  #wanted: Millis | undefined;
  /** When a hint came that the job may have ended. */
  #hinted: Millis | undefined;
  #next: Millis = Number.NEGATIVE_INFINITY;
  /** How long the look after the next one waits. */
  #again: Millis;

  constructor(
    private readonly look: Look | undefined,
    private readonly deps: Deps,
    /** ms between looks; another one holds from the next look on. */
    public every: Millis,
    private readonly apart: Millis = NEAR,
  ) {
    this.#again = every;
  }

  /** When the next look is due. */
  get next(): Millis {
    return this.look === undefined || this.#pending !== undefined ? Number.POSITIVE_INFINITY : this.#next;
  }

  /** Resolves when the look under way is over; undefined when there is none. */
  get over(): Promise<void> | undefined {
    return this.#pending;
  }

  /**
   * Something was printed: perhaps the job's last words. It is looked at now, though not right after the last time; and
   * where it lives, again soon, each time after twice as long, since a process ends a moment after it has said why.
   */
  soon(): void {
    this.#hinted = this.deps.now();
    this.#again = Math.min(this.apart, this.every);
    this.#next = Math.min(this.#next, Math.max(this.deps.now(), this.#began + this.apart));
  }

  /** What there is to know by now. `verify`: only what is seen from now on counts. `due`: the engine's next deadline. */
  async take(verify: boolean, due: Millis | undefined, abort: AbortSignal): Promise<EngineEvent | undefined> {
    const { look, deps } = this;
    if (look === undefined) return undefined;
    if (verify) this.#wanted = deps.now();
    if (this.#pending === undefined && this.#answer === undefined && (verify || deps.now() >= this.#next)) {
      this.#begin(look, due, abort);
      const enough = childAbort(abort);
      await Promise.race([this.#pending, pause(deps, deps.now() + PATIENCE, enough.signal)]);
      enough.end();
    }
    return this.#answered(due);
  }

  #begin(look: Look, due: Millis | undefined, abort: AbortSignal): void {
    const now = this.deps.now();
    this.#began = now;
    const moments = [this.#wanted, this.#hinted, due].filter((at) => at !== undefined && at <= now) as Millis[];
    this.#pending = look(abort, moments.length === 0 ? undefined : Math.max(...moments)).then((answer) => {
      this.#answer = answer;
      this.#pending = undefined;
      this.#next = this.deps.now() + this.#again;
      this.#again = Math.min(this.every, this.#again * 2);
    });
  }

  /**
   * A job that was alive before a deadline proves nothing about the time after it: that is asked again. So is a platform
   * whose answer is older than the question, until it has a newer one.
   */
  #answered(due: Millis | undefined): EngineEvent | undefined {
    const answer = this.#answer;
    if (answer === undefined) return undefined;
    this.#answer = undefined;
    const now = this.deps.now();
    if (answer.type !== 'job') return { ...answer, at: now };
    const { as_of = this.#began, ...status } = answer.status;
    const seen = Math.min(as_of, this.#began);
    const crossed =
      (this.#wanted !== undefined && seen < this.#wanted) || (due !== undefined && seen < due && due <= now);
    if (crossed && !finalStates.has(status.state)) {
      this.soon();
      return undefined;
    }
    return { ...answer, status, at: now };
  }
}
