import type { Millis } from '../contract.js';
import type { Candidate } from './candidates.js';

export interface Timed {
  readonly candidate: Candidate;
  /** When its newest file was written; 0 where that is not known. */
  readonly at: Millis;
}

/**
 * The newest first: by step; what tells no step comes before those only that are all older, so that it is never preferred
 * to a later state of the training. What Ray names by a count or a time is in that order, whatever touched its files and
 * however its steps begin anew.
 */
export function newestFirst(timed: readonly Timed[]): readonly Candidate[] {
  if (timed.every(({ candidate }) => candidate.kind === 'ray_train'))
    return [...timed].sort((a, b) => -byPath(a, b)).map(({ candidate }) => candidate);
  const stepped = timed.filter(({ candidate }) => candidate.step !== undefined).sort(byStep);
  const others = inTime(timed.filter(({ candidate }) => candidate.step === undefined));
  const order: Candidate[] = [];
  let next = 0;
  stepped.forEach(({ candidate }, index) => {
    const newest = stepped.slice(index).reduce((most, { at }) => Math.max(most, at), 0);
    while (next < others.length && others[next]!.at > newest) order.push(others[next++]!.candidate);
    order.push(candidate);
  });
  return [...order, ...others.slice(next).map(({ candidate }) => candidate)];
}

const byStep = (a: Timed, b: Timed): number =>
  (b.candidate.step as number) - (a.candidate.step as number) || byPath(a, b);

const byPath = (a: Timed, b: Timed): number => (a.candidate.path < b.candidate.path ? -1 : 1);

/** The newest first. A Ray checkpoint counts as written no earlier than the one that was counted before it. */
function inTime(timed: readonly Timed[]): readonly Timed[] {
  let last = 0;
  const counted = timed
    .filter(({ candidate }) => candidate.kind === 'ray_train')
    .sort(byPath)
    .map((one) => {
      last = Math.max(last, one.at);
      return { ...one, at: last };
    });
  const rest = timed.filter(({ candidate }) => candidate.kind !== 'ray_train');
  return [...counted, ...rest].sort((a, b) => b.at - a.at || -byPath(a, b));
}
