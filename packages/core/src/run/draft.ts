import type { AttemptState, Output, Verdict } from './attempt-state.js';
import { type StateEvent, transition } from './state.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One step of the reducer while it is being made: the state so far, and what was put out. Lives for one event only. */
export class Draft {
  #state: Mutable<AttemptState>;
  #isOwn = false;

  constructor(
    before: AttemptState,
    readonly outputs: Output[],
  ) {
    this.#state = before;
  }

  /** It may still change until the event is through: what is taken from it are its parts. */
  get state(): AttemptState {
    return this.#state;
  }

  /** The state to be written to. It is copied once an event, as nobody else has the copy yet. */
  get own(): Mutable<AttemptState> {
    if (!this.#isOwn) this.#state = { ...this.#state };
    this.#isOwn = true;
    return this.#state;
  }

  set(change: Partial<AttemptState>): void {
    Object.assign(this.own, change);
  }

  /** Removes optional parts of the state, which `set` cannot do. */
  clear(...keys: ('incident' | 'confirmed' | 'decided')[]): void {
    // Without a value they are no part of the Json; to delete them would make every later step slower.
    const none = Object.fromEntries(keys.map((key) => [key, undefined]));
    Object.assign(this.own, none);
  }

  emit(output: Output): void {
    this.outputs.push(output);
  }

  move(event: StateEvent, reason: string): void {
    const from = this.state.run;
    const to = transition(from, event);
    if (to === from) return;
    this.set({ run: to });
    this.emit({ type: 'state', from, to, reason });
  }

  end(verdict: Verdict): void {
    this.set({ verdict });
    this.emit({ type: 'verdict', verdict });
  }
}
