import type { Signal } from '../contract.js';
import { symptomRank } from './symptom.js';

/** Steps are printed and uploaded later than they are made: what comes within this time (ms) of a last word says nothing of it. */
const LATE_STEPS = 600_000;
/** As of any failure line: a step may have been under way, a second one was not. */
const PASSING_STEPS = 2;

interface Told {
  readonly signal: Signal;
  readonly steps: number;
  readonly over?: boolean;
  readonly outlived?: true;
}

/**
 * What a job leaves behind as the reason of its end is of the one who knows it, so that no step disproves it: those that
 * are read after it may have been made before. Only the job's own end does. Where the run yet goes on, it is
 * no reason to be less patient with it.
 */
export const isPassed = ({ signal, steps }: Told): boolean => signal.last_word === true && steps >= PASSING_STEPS;

/** Whether a step shows that the run has gone on for longer than any line is late by. */
export const outlives = (step: Signal, { signal, steps }: Told): boolean =>
  signal.last_word === true && steps + 1 >= PASSING_STEPS && step.time - signal.time > LATE_STEPS;

/** A run that went on for long after it ends of something else, where anything else is told. */
export function withoutOutlived<One extends Told>(open: readonly One[]): readonly One[] {
  const rest = open.filter((one) => !one.outlived);
  const tells = ({ signal }: One) => symptomRank(signal) < 2 && signal.shows === undefined;
  return rest.length < open.length && rest.some(tells) ? rest : open;
}
