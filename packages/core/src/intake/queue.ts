import type { EngineEvent, Millis } from '../contract.js';

/** An event that waits until no other source can bring an earlier one. */
export interface Queued {
  /** When its line was printed, as far as that orders it among other sources. `Infinity`: nobody can tell. */
  readonly time: Millis;
  readonly event: EngineEvent;
}

const NOTHING: readonly Queued[] = Object.freeze([]);

/** What one source has to tell, in order of time. */
export class Queue {
  #items = NOTHING;
  #next = 0;

  get empty(): boolean {
    return this.#next === this.#items.length;
  }

  /** The time of the last one that waits. */
  get last(): Millis | undefined {
    return this.empty ? undefined : this.#items.at(-1)?.time;
  }

  /** Only on an empty queue. Of one moment, in the order in which they are given. */
  fill(items: readonly Queued[]): void {
    this.#items = inOrder(items) ? items : [...items].sort(byTime);
    this.#next = 0;
  }

  /** Takes out what is not later than `frontier`. */
  take(frontier: Millis): readonly Queued[] {
    const from = this.#next;
    while (this.#next < this.#items.length && (this.#items[this.#next] as Queued).time <= frontier) this.#next += 1;
    const whole = from === 0 && this.empty;
    const taken = whole ? this.#items : this.#items.slice(from, this.#next);
    if (this.empty) {
      this.#items = NOTHING;
      this.#next = 0;
    }
    return taken;
  }
}

const byTime = (a: Queued, b: Queued): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

function inOrder(items: readonly Queued[]): boolean {
  for (let i = 1; i < items.length; i++) if (byTime(items[i - 1] as Queued, items[i] as Queued) > 0) return false;
  return true;
}

/** Several queues' parts as one, by time; of one moment, in the order of the parts. */
export function merged(parts: readonly (readonly Queued[])[]): readonly Queued[] {
  const full = parts.filter((part) => part.length > 0);
  if (full.length <= 1) return full[0] ?? [];
  return full.flat().sort(byTime);
}

/** The same event at another time: for lines that do not tell when they were printed. */
export function redated(event: EngineEvent, time: Millis): EngineEvent {
  if (event.type === 'signal') return { ...event, at: time, signal: { ...event.signal, time } };
  return event.type === 'output' ? { ...event, at: time, time } : { ...event, at: time };
}
