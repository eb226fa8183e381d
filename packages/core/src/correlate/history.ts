import { Ordered } from './ordered.js';

/** Two values of one window and more that are over are worth a copy of the rest. */
const LEAST_COPIED = 64;

/**
 * The values of one field, and where they stood, in the order in which they came. It is only ever added to, so that
 * windows that end at different places can share it: a window is a history and two places of it.
 */
export class History {
  /** Whether no time (no step) is below the one before it: then places are found by halving. */
  timesRise = true;
  stepsRise = true;
  /** The last range that was asked for in order of size, for each statistic that asks for one. */
  readonly #ordered = new Map<object, Ordered>();

  constructor(
    readonly values: number[],
    readonly times: number[] | undefined,
    readonly steps: number[] | undefined,
  ) {
    this.timesRise = times === undefined || rises(times);
    this.stepsRise = steps === undefined || rises(steps);
  }

  get length(): number {
    return this.values.length;
  }

  /** Whether the values from `from` up to `to` can go on here: it ends there, and not too much of it is over. */
  goesOn(from: number, to: number): boolean {
    return to === this.length && (from <= LEAST_COPIED || from <= to - from);
  }

  /** A history of its own for the values from `from` up to `to`. */
  copy(from: number, to: number): History {
    const copy = new History(this.values.slice(from, to), this.times?.slice(from, to), this.steps?.slice(from, to));
    if (to === this.length) for (const [key, one] of this.#ordered) copy.#ordered.set(key, one.shifted(from));
    this.#ordered.clear();
    return copy;
  }

  add(value: number, time: number, step: number): void {
    const last = this.length - 1;
    this.values.push(value);
    if (this.times !== undefined) {
      if (last >= 0 && time < (this.times[last] as number)) this.timesRise = false;
      this.times.push(time);
    }
    if (this.steps !== undefined) {
      if (last >= 0 && step < (this.steps[last] as number)) this.stepsRise = false;
      this.steps.push(step);
    }
  }

  /** The values of a range in order of size, for whoever asks by this key. Valid until the next call. */
  ordered(key: object, from: number, to: number): Ordered {
    let found = this.#ordered.get(key);
    if (found === undefined) {
      found = new Ordered();
      this.#ordered.set(key, found);
    }
    found.move(this.values, from, to);
    return found;
  }
}

function rises(places: readonly number[]): boolean {
  for (let i = 1; i < places.length; i++) if ((places[i] as number) < (places[i - 1] as number)) return false;
  return true;
}
