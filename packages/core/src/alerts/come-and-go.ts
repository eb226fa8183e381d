import type { Millis } from '../contract.js';
import type { AlertState, Problem } from './alert-state.js';

type Came = NonNullable<NonNullable<AlertState['came']>[keyof NonNullable<AlertState['came']>]>;

const MINUTE: Millis = 60_000;
/** What has come so often comes and goes. */
const OFTEN = 3;
/** After so long (ms) without it, it is as if it had never been. */
const FORGOTTEN: Millis = 240 * MINUTE;
/** What comes and goes is told once it has lasted for so long (ms), and the longer the more often it has come. */
const LASTING: Millis = 15 * MINUTE;
const LONGEST: Millis = 60 * MINUTE;

/** Said with the last that is told at once. */
export const AGAIN = 'It comes and goes: until it has stayed away for 4 hours it is told only where it lasts.';

/** How often a kind of problem has come, now that it comes again. Pure. */
export const cameAgain = (before: Came | undefined, at: Millis): Came => ({
  times: before === undefined || before.at <= at - FORGOTTEN ? 1 : before.times + 1,
  at,
});

export const isLastAtOnce = ({ times }: Came): boolean => times === OFTEN;

/** Nothing of what may be told at once. */
export function mutedBy({ times, at }: Came): Required<Pick<Problem, 'muted' | 'remind_at'>> | undefined {
  if (times <= OFTEN) return undefined;
  return { muted: true, remind_at: at + Math.min(LASTING * 2 ** (times - OFTEN - 1), LONGEST) };
}
