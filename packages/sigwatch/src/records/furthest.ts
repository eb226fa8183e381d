import type { Data } from '../view/event-data.js';

/** A place in the training: its epoch, where the line tells one, and its step. */
interface Place {
  readonly epoch?: number;
  readonly step: number;
}

/** How far the run has come over all its attempts, and the time in which it was no further than before. Times in ms. */
export interface Furthest {
  /** The total of the training's bar; `null`: it tells none. Missing: no step was seen. */
  readonly total?: number | null;
  /** That bar shows a loss: no other one takes its place. */
  readonly loss?: true;
  readonly place?: Place;
  /** When the place was reached first. */
  readonly at?: number;
  /** The last step of the training, which may lie below the furthest. */
  readonly last?: number;
  /** Since when the run, which has failed, is no further. */
  readonly behind?: number;
  /** Before any step: when the attempts began of which each failed, and ended for the next one to begin. */
  readonly vain: number;
  readonly lost: number;
  readonly failed: boolean;
}

export const nowhere: Furthest = { vain: 0, lost: 0, failed: false };

/** Takes in a progress line. Evaluations and other bars beside the training's own count for nothing. */
export function stepped(before: Furthest, data: Data, at: number): Furthest {
  const step = data.number('step');
  const total = data.number('total') ?? null;
  const loss = data.metric('loss') !== undefined;
  if (step === undefined || !isTraining(before, total, loss)) return before;
  const epoch = data.number('epoch');
  const place: Place = { ...(epoch === undefined ? {} : { epoch: Math.floor(epoch) }), step };
  const known: Furthest = { ...before, total, last: step, ...(loss ? { loss: true } : {}) };
  if (before.total !== total && before.place !== undefined) return { ...known, place, at };
  if (before.place !== undefined && !isBeyond(place, before.place)) return known;
  const { behind, ...rest } = known;
  return { ...rest, place, at, lost: known.lost + (behind === undefined ? 0 : at - behind) };
}

/** An attempt that began at `began` has failed: what follows is lost until the run is further. */
export function failedAt(before: Furthest, began: number, next: number | undefined): Furthest {
  const failed: Furthest = { ...before, failed: true };
  if (before.place === undefined) return next === undefined ? failed : { ...failed, vain: before.vain + next - began };
  return before.behind === undefined ? { ...failed, behind: before.at ?? began } : failed;
}

/** Seconds in which the run was no further than before a failure; `null` where that is not known. */
export function lostSeconds({ place, behind, lost, vain, failed }: Furthest, until: number): number | null {
  if (!failed) return 0;
  if (place === undefined) return null;
  return (vain + lost + (behind === undefined ? 0 : Math.max(0, until - behind))) / 1000;
}

function isTraining(before: Furthest, total: number | null, loss: boolean): boolean {
  if (before.total === undefined || before.total === total) return true;
  return loss && before.loss !== true;
}

function isBeyond(a: Place, b: Place): boolean {
  if (a.epoch !== undefined && b.epoch !== undefined && a.epoch !== b.epoch) return a.epoch > b.epoch;
  return a.step > b.step;
}
