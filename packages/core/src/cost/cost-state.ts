import type { Millis } from '../contract.js';
import type { GpuWish, Pricing } from './prices.js';

/** How long an attempt's job ran; all in ms. Json. */
export interface AttemptTime {
  readonly attempt: number;
  /** Of stretches that are over; what it waits, before the first and between them, costs nothing. */
  readonly ran: Millis;
  /** It runs since then. */
  readonly since?: Millis;
  /** Until when it was seen to run. */
  readonly until?: Millis;
  /** How long it had run when each checkpoint was written, the last few of them. */
  readonly saved: readonly Saved[];
  /** The state that it ended in. */
  readonly ended?: string;
  /** Of its time what came to nothing. */
  readonly wasted?: Millis;
}

export interface Saved {
  readonly ran: Millis;
  readonly path?: string;
  readonly step?: number;
}

/** What is remembered of a run's cost from commit to commit. Json; a part of its snapshot. */
export interface CostState {
  readonly pricing: Pricing;
  /** As it was measured. */
  readonly seen: GpuWish;
  /** Oldest first, the last hundred. */
  readonly attempts: readonly AttemptTime[];
  /** Of those before them. */
  readonly before: { readonly ran: Millis; readonly wasted: Millis };
}

export const newCosts = (pricing: Pricing): CostState => ({
  pricing,
  seen: {},
  attempts: [],
  before: { ran: 0, wasted: 0 },
});

/** How long it has run by a moment (ms). */
export const ranBy = ({ ran, since }: AttemptTime, at: Millis): Millis =>
  ran + (since === undefined ? 0 : Math.max(0, at - since));
