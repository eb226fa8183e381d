import type { Millis } from '../../contract.js';
import type { DeadlineState } from './deadline-state.js';
import type { JobEnd } from './ends.js';
import type { DeadlineSettings } from './settings.js';

/** What is to be done for a job before it ends. */
export type NextStep =
  /** Nothing before `until`, unless the end changes. */
  | { readonly do: 'wait'; readonly until: Millis }
  /** Ask it for a checkpoint, or go on with a question that a crash has cut short. */
  | { readonly do: 'ask' }
  /** See whether what it was asked for is there. */
  | { readonly do: 'look' }
  /** Say that the end is near and nothing is saved. */
  | { readonly do: 'tell_lost' };

/** What is left (ms) when it is told that nothing is saved. */
const NEAR: Millis = 120_000;
/** What was asked for and has not come is asked for again after so long (ms), at the earliest and at the latest. */
const PATIENCE = { least: 10_000, most: 600_000 } as const;
const NEVER: NextStep = { do: 'wait', until: Number.POSITIVE_INFINITY };

/**
 * Pure. A job is asked `before` its end, or in the middle of its time where that is less: it has trained nothing at its
 * very start, and a signal would end it. What was saved long before the end is asked for again when half of the time that
 * was left then has passed, so that the last one is late.
 *
 * @param started when the job began, where that is known.
 */
export function nextStep(
  settings: DeadlineSettings,
  state: DeadlineState,
  end: JobEnd | undefined,
  now: Millis,
  started?: Millis,
): NextStep {
  if (end === undefined || state.over === true) return NEVER;
  const { question, saved } = state;
  if (isLost(state, end, now)) return { do: 'tell_lost' };
  if (question !== undefined) {
    if (question.asked === undefined) return { do: 'ask' };
    return isTooLong(settings, question, end, now) ? { do: 'ask' } : { do: 'look' };
  }
  const first = end.at - leadOf(settings, end, started);
  if (saved === undefined) return now < first ? { do: 'wait', until: first } : { do: 'ask' };
  const again = Math.max(first, saved.at + (end.at - saved.at) / 2);
  if (settings.once || end.at - again < nearOf(state, end)) return NEVER;
  return now < again ? { do: 'wait', until: again } : { do: 'ask' };
}

/** How long before its end (ms) a job is asked. A notice leaves what it leaves. */
export function leadOf({ before, once }: DeadlineSettings, { at, by }: JobEnd, started: Millis | undefined): Millis {
  if (by === 'notice' || once || started === undefined || started >= at) return before;
  return Math.min(before, (at - started) / 2);
}

/** How much time (ms) is so little that a checkpoint is not to be waited for any more. */
export const nearOf = ({ began }: DeadlineState, { at }: JobEnd): Millis =>
  began === undefined || began >= at ? NEAR : Math.min(NEAR, (at - began) / 2);

/** Nothing is saved, and it was to be: asked at all, and by somebody who can see what comes of it. */
function isLost(state: DeadlineState, end: JobEnd, now: Millis): boolean {
  const { saved, lost, began } = state;
  return saved === undefined && lost !== true && began !== undefined && end.at - now <= nearOf(state, end);
}

function isTooLong(
  { once }: DeadlineSettings,
  { asked, by }: NonNullable<DeadlineState['question']>,
  end: JobEnd,
  now: Millis,
): boolean {
  if (asked === undefined || by === 'nobody' || (once && by === 'signal')) return false;
  // One that lives on behind its end has no end that is known: nobody hurries any more.
  const third = end.at > asked ? (end.at - asked) / 3 : PATIENCE.most;
  const patience = Math.min(PATIENCE.most, Math.max(PATIENCE.least, third));
  return now - asked >= patience;
}
