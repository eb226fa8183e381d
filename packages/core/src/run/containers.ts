import type { Millis } from '../contract.js';
import { entriesOf } from '../correlate/groups.js';
import type { AttemptState } from './attempt-state.js';
import type { Draft } from './draft.js';
import { mayBeginAnew } from './progress.js';
import { failuresOf } from './recovering.js';

/** A platform that gives each container of a job logs of its own calls them `JOB/ta-ID`, whatever endings the name has. */
const CONTAINER = /^\/(ta-[A-Za-z0-9]+)(?:\.\w+)*$/;

/**
 * A platform may begin the work of a container that crashed, was preempted or failed again in another one, and say so in no
 * line: the next container does by its mere being there. Whether it is the training once more, and not work beside
 * it, only steps that begin anew will tell; it gets the time of a start for them.
 */
export function enterContainer(draft: Draft, source: string, time: Millis, when: Millis): void {
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
    progress: mayBeginAnew(state.progress, time),
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
  const own = containerOf(state, source);
  if (state.lost !== undefined || own === undefined) return false;
  const stepping = main === undefined ? undefined : bars[main]?.by_source;
  const names = stepping === undefined ? [] : entriesOf(stepping);
  return names.length > 0 && !names.some(([name]) => containerOf(state, name) === own);
}

/** So many names of containers are kept; a function that is mapped over many inputs has many. */
const KEPT = 64;

function containerOf({ job }: AttemptState, source: string): string | undefined {
  const id = job?.job.id;
  return id !== undefined && source.startsWith(id) ? CONTAINER.exec(source.slice(id.length))?.[1] : undefined;
}
