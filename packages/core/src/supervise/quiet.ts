import type { EngineEvent } from '../contract.js';
import type { AttemptState } from '../run/attempt-state.js';

/**
 * Events that only say that all is as it was, held back until something happens. Most of what a live run brings is of
 * this kind; writing each to the journal would grow it by the poll. The last of each kind and source stands for those
 * before it, so that the record still leads to the same state.
 */
export class QuietEvents {
  #held = new Map<string, EngineEvent>();

  /** Whether a step changed nothing but how recent the knowledge is. */
  static isQuiet(events: readonly EngineEvent[], before: AttemptState, after: AttemptState): boolean {
    return (
      before.clock === after.clock &&
      before.run === after.run &&
      before.job?.state === after.job?.state &&
      before.started === after.started &&
      before.asked === after.asked &&
      before.incident === after.incident &&
      events.every((event) => event.type === 'watermark' || event.type === 'output' || event.type === 'job')
    );
  }

  hold(events: readonly EngineEvent[]): void {
    for (const event of events) {
      const key = `${event.type}/${'source' in event ? event.source : ''}`;
      this.#held.delete(key);
      this.#held.set(key, event);
    }
  }

  take(): EngineEvent[] {
    const held = [...this.#held.values()];
    this.#held.clear();
    return held;
  }
}
