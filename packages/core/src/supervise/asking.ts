import type { Deps, EngineEvent, Millis, Signal } from '../contract.js';
import type { Answer } from './ask-command.js';
import type { Ask } from './question.js';

const NAME = 'termination_command';

/** Asks the termination command again and again beside the reading, one at a time. Its yes is a signal as any other. */
export class Asking {
  #pending: Promise<void> | undefined;
  #answers: EngineEvent[] = [];
  #next: Millis;
  /** Failures that were told, each once. */
  readonly #told = new Set<string>();

  constructor(
    private ask: Ask | undefined,
    private readonly deps: Deps,
    private every: Millis,
    private readonly attempt: number,
  ) {
    this.#next = deps.now() + every;
  }

  /** Another command, or another pace, from the next question on. */
  change(ask: Ask | undefined, every: Millis): void {
    this.ask = ask;
    this.every = every;
    this.#next = Math.min(this.#next, this.deps.now() + every);
  }

  /** When it is asked next; never while it is being asked. */
  get next(): Millis {
    return this.ask === undefined || this.#pending !== undefined ? Number.POSITIVE_INFINITY : this.#next;
  }

  /** Resolves when the question under way is answered; undefined when there is none. */
  get over(): Promise<void> | undefined {
    return this.#pending;
  }

  /** What was answered by now. `alive`: it is asked again when its time has come. */
  take(alive: boolean, abort: AbortSignal): readonly EngineEvent[] {
    if (this.next <= this.deps.now()) {
      // Of a job that does not run, nothing is to be known; it is asked about when it does.
      if (alive) this.#begin(abort);
      else this.#next = this.deps.now() + this.every;
    }
    return this.#answers.splice(0).map((event) => ({ ...event, at: this.deps.now() }));
  }

  /** Asks once more, after the job's end; what was asked before that is waited for. */
  async last(abort: AbortSignal): Promise<void> {
    if (this.ask === undefined) return;
    await this.#pending;
    const said = this.#answers.some(({ type }) => type === 'signal');
    if (!abort.aborted && !said) this.#begin(abort);
    await this.#pending;
  }

  /** Resolves when nothing is asked any more, once the abort was signalled. */
  async settled(): Promise<void> {
    await this.#pending;
  }

  #begin(abort: AbortSignal): void {
    this.#pending = this.ask?.(abort).then((answer) => {
      this.#pending = undefined;
      this.#next = this.deps.now() + this.every;
      if (!abort.aborted) this.#answers.push(...this.#events(answer));
    });
  }

  #events(answer: Answer): readonly EngineEvent[] {
    const at = this.deps.now();
    if (answer.yes) return [{ type: 'signal', at, signal: this.#yes(at) }];
    if (!answer.trouble || this.#told.has(answer.why)) return [];
    this.#told.add(answer.why);
    const text = `The termination command ${answer.why}; that counts as a no.`;
    return [{ type: 'notice', at, source: NAME, line: 0, text }];
  }

  #yes(time: Millis): Signal {
    return {
      id: `${this.attempt}/${NAME}`,
      name: NAME,
      kind: 'success',
      mode: 'success',
      severity: 'warning',
      source: NAME,
      line: 0,
      offset: 0,
      time,
      text: 'The termination command says that the run has ended well.',
      fields: {},
      order: -1,
      symptom_of: [],
      suffices: true,
      metadata: {},
    };
  }
}
