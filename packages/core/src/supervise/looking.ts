import { childAbort } from '../child-abort.js';
import type { Deps, EngineEvent, Millis } from '../contract.js';
import { finalStates } from '../run/platform.js';
import { pause } from './pause.js';

/** Asks the platform; never rejects. */
export type Look = (abort: AbortSignal) => Promise<EngineEvent>;

/** For so long (ms) the reading waits for the platform: mostly it answers at once, and then job and lines are of one moment. */
const PATIENCE = 1_000;

/** ms between two looks that hints ask for: a busy log is no reason to ask by the line. */
const APART = 25;

/** One look at the job at a time. One that takes long goes on beside the reading, so that lines and commands do not wait. */
export class Looking {
  #pending: Promise<void> | undefined;
  #answer: EngineEvent | undefined;
  #began: Millis = Number.NEGATIVE_INFINITY;
  #stale = false;
  #next: Millis = Number.NEGATIVE_INFINITY;
  /** How long the look after the next one waits. */
  #again: Millis;

  constructor(
    private readonly look: Look | undefined,
    private readonly deps: Deps,
    private readonly every: Millis,
  ) {
    this.#again = every;
  }

  /** When the next look is due. */
  get next(): Millis {
    return this.look === undefined || this.#pending !== undefined ? Number.POSITIVE_INFINITY : this.#next;
  }

  /** Resolves when the look under way is over; never when there is none. */
  get over(): Promise<void> {
    return this.#pending ?? new Promise(() => {});
  }

  /**
   * Something was printed: perhaps the job's last words. It is looked at now, though not right after the last time; and
   * where it lives, again soon, each time after twice as long, since a process ends a moment after it has said why.
   */
  soon(): void {
    this.#again = Math.min(APART, this.every);
    this.#next = Math.min(this.#next, Math.max(this.deps.now(), this.#began + APART));
  }

  /** What there is to know by now. `verify`: only what is asked from now on counts. `due`: the engine's next deadline. */
  async take(verify: boolean, due: Millis | undefined, abort: AbortSignal): Promise<EngineEvent | undefined> {
    const { look, deps } = this;
    if (look === undefined) return undefined;
    if (verify && this.#pending !== undefined) this.#stale = true;
    if (this.#pending === undefined && this.#answer === undefined && (verify || deps.now() >= this.#next)) {
      this.#begin(look, abort);
      const enough = childAbort(abort);
      await Promise.race([this.#pending, pause(deps, deps.now() + PATIENCE, enough.signal)]);
      enough.end();
    }
    return this.#answered(due);
  }

  #begin(look: Look, abort: AbortSignal): void {
    this.#began = this.deps.now();
    this.#stale = false;
    this.#pending = look(abort).then((answer) => {
      this.#answer = answer;
      this.#pending = undefined;
      this.#next = this.deps.now() + this.#again;
      this.#again = Math.min(this.every, this.#again * 2);
    });
  }

  /** A job that was alive before a deadline proves nothing about the time after it: that is asked again. */
  #answered(due: Millis | undefined): EngineEvent | undefined {
    const answer = this.#answer;
    if (answer === undefined) return undefined;
    this.#answer = undefined;
    const now = this.deps.now();
    const crossed = this.#stale || (due !== undefined && this.#began < due && due <= now);
    if (crossed && answer.type === 'job' && !finalStates.has(answer.status.state)) {
      this.soon();
      return undefined;
    }
    return { ...answer, at: now };
  }
}
