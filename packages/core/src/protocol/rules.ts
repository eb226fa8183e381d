import type { JobAdapter, Millis } from '../contract.js';

/** Doubles from `initial` up to `max`. */
export interface Growth {
  readonly initial: Millis;
  readonly max: Millis;
}

/** Times of the restart protocol, in ms. */
export interface ProtocolTiming {
  /** A submission acts within this time or never (60 s). */
  readonly submit_within: Millis;
  /** Added to `not_after` before a submitter of ours counts as gone (5 s): clocks differ. */
  readonly margin: Millis;
  /** An adapter call other than `submit` that takes longer counts as failed (30 s). */
  readonly call_limit: Millis;
  /** Between asks that brought nothing (0.5 s to 30 s). */
  readonly poll: Growth;
  /** Between refused submissions (30 s to 15 min). */
  readonly refusal: Growth;
  /** An obstacle is told when it lasts longer than this (10 s). */
  readonly patience: Millis;
  /** Between notices about the same obstacle (1 min to 1 h). */
  readonly tell: Growth;
  /**
   * For so long (60 s) a restart insists on a complete list that shows the previous job, before it trusts that no
   * other job of the previous attempt lives. A platform may have forgotten it, or never be complete.
   */
  readonly sweep_for: Millis;
  /** Submits the first time held too, where the platform can: no twin can run then, at the price of `lag` (false). */
  readonly hold_first: boolean;
}

/** Timing, and what the adapter can do. */
export interface ProtocolRules extends ProtocolTiming {
  readonly lag: Millis;
  readonly can_hold: boolean;
  readonly can_cancel: boolean;
  /** A second submission of a key makes no second job. */
  readonly key_is_id?: boolean;
}

/** Times that hold where nothing else is said. */
export const defaultTiming: ProtocolTiming = {
  submit_within: 60_000,
  margin: 5_000,
  call_limit: 30_000,
  poll: { initial: 500, max: 30_000 },
  refusal: { initial: 30_000, max: 900_000 },
  patience: 10_000,
  tell: { initial: 60_000, max: 3_600_000 },
  sweep_for: 60_000,
  hold_first: false,
};

/** The rules of the protocol for what an adapter can do. */
export function rulesFor(adapter: JobAdapter, timing: Partial<ProtocolTiming> = {}): ProtocolRules {
  return {
    ...defaultTiming,
    ...timing,
    lag: adapter.lag,
    can_hold: adapter.submission?.release !== undefined,
    can_cancel: adapter.cancel !== undefined,
    key_is_id: adapter.submission?.keyIsId === true,
  };
}

/** The delay after `count` earlier ones. */
export function grown(growth: Growth, count: number): Millis {
  return Math.min(growth.max, growth.initial * 2 ** Math.min(count, 30));
}

/** For this long after SUBMITTED a job that the platform does not mention is unknown, never gone. */
const absenceUnknownFor: Millis = 60_000;

/** True while a platform may not yet show a job that was submitted at `submittedAt`. */
export function absenceIsUnknown(submittedAt: Millis, now: Millis): boolean {
  return now < submittedAt + absenceUnknownFor;
}
