import { Groups, groupIn } from '../correlate/groups.js';
import type { AttemptState } from './attempt-state.js';
import type { Draft } from './draft.js';
import { mayBeginAnew } from './progress.js';
import { failuresOf } from './recovering.js';

/** A platform that gives each container of a job a log of its own calls it `JOB/ta-ID`, whatever ending the name has. */
const CONTAINER = /^\/(ta-[A-Za-z0-9]+)(?:\.\w+)?$/;

/**
 * A platform may begin the work of a container that crashed, was preempted or failed again in another one, and say so in no
 * line: the next container does by its mere being there. Whether it is the training once more, and not work beside
 * it, only steps that begin anew will tell; it gets the time of a start for them.
 */
export function enterContainer(draft: Draft, source: string, when: number): void {
  const { state } = draft;
  const name = containerOf(state, source);
  if (name === undefined || state.containers?.includes(name)) return;
  const known = state.containers ?? [];
  // Of one that is not kept any more nobody can tell whether it is new: names rise with time.
  if (known.length >= KEPT && known.some((one) => one > name)) return;
  draft.set({ containers: [...known, name].slice(-KEPT) });
  if (known.length === 0 || state.stepped === undefined) return;
  const { last } = state.progress;
  const after = last === undefined ? '' : ` after step ${last.step}`;
  draft.emit({ type: 'notice', text: `The platform has begun another container (${name})${after}.`, source });
  draft.set({
    progress: mayBeginAnew(state.progress),
    recovering: { since: when, failures: failuresOf(state) },
  });
}

/**
 * Whether the steps come from other containers than this one: a function that the training calls, or one of many inputs
 * that are worked on at a time, may fail and be caught, while the training goes on. Once the attempt of those is over, the
 * next container may be the training again, though it has not come to a step.
 */
export function isBeside(state: AttemptState, source: string): boolean {
  const { bars, main } = state.progress;
  if (state.lost !== undefined) return false;
  const stepping = main === undefined ? undefined : bars[main]?.by_source;
  if (stepping === undefined || Groups.of(stepping).size === 0 || containerOf(state, source) === undefined)
    return false;
  return groupIn(stepping, source) === undefined;
}

/** So many names of containers are kept; a function that is mapped over many inputs has many. */
const KEPT = 64;

function containerOf({ job }: AttemptState, source: string): string | undefined {
  const id = job?.job.id;
  return id !== undefined && source.startsWith(id) ? CONTAINER.exec(source.slice(id.length))?.[1] : undefined;
}
