import type { AttemptState, Output, Verdict } from './attempt-state.js';
import { type StateEvent, transition } from './state.js';

/** One step of the reducer while it is being made: the state so far, and what was put out. Lives for one event only. */
export class Draft {
  constructor(
    public state: AttemptState,
    readonly outputs: Output[],
  ) {}

  set(change: Partial<AttemptState>): void {
    this.state = { ...this.state, ...change };
  }

  /** Removes optional parts of the state, which `set` cannot do. */
  clear(...keys: ('incident' | 'confirmed' | 'decided')[]): void {
    // Without a value they are no part of the Json; to delete them would make every later step slower.
    const none = Object.fromEntries(keys.map((key) => [key, undefined]));
    this.state = { ...this.state, ...none } as AttemptState;
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
