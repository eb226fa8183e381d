import type { AttemptState, Output, Verdict } from './attempt-state.js';
import { type Phase, type StateEvent, transition } from './state.js';

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
  clear(...keys: ('incident' | 'confirmed' | 'decided' | 'overdue' | 'ending' | 'lost' | 'condemned')[]): void {
    // Without a value they are no part of the Json; to delete them would make every later step slower.
    const none = Object.fromEntries(keys.map((key) => [key, undefined]));
    Object.assign(this.own, none);
  }

  emit(output: Output): void {
    this.outputs.push(output);
  }

  /** `signal`: the rule that shows the run so. */
  move(event: StateEvent, reason: string, signal?: string): void {
    this.moveBy([event], reason, signal);
  }

  /** By several events at once: what lies between is shown to nobody. */
  moveBy(events: readonly StateEvent[], reason: string, signal?: string): void {
    const { run: from, overdue } = this.state;
    const before: Phase = overdue ? 'overdue' : from;
    const after = events.reduce(transition, before);
    if (after === before) return;
    const to = after === 'overdue' ? 'timed_out' : after;
    this.set({ run: to });
    if (after === 'overdue') this.set({ overdue: true });
    else if (overdue) this.clear('overdue');
    if (to !== from) this.emit({ type: 'state', from, to, reason, ...(signal === undefined ? {} : { signal }) });
  }

  end(verdict: Verdict): void {
    this.set({ verdict });
    this.emit({ type: 'verdict', verdict });
  }
}
