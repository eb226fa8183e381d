import type { Millis } from '@sigwatch/core';
import { type Answer, type Answers, files } from '../answers.js';
import { ask, type Reading, readings } from './ask.js';
import type { FleetRun, RunLook } from './fleet-state.js';
import { type ListedRun, listRuns } from './listing.js';
import type { PollContext, Polling } from './poll.js';
import { within } from './within.js';

/** How long a listing may take (ms). */
const LISTING: Millis = 120_000;

/** What is listed with the etag that is known, or not at all, is not asked for. All of it is as of the listing. */
export const byListing: Polling = async (known, context) => {
  const { store, pace, deps, abort } = context;
  const listing = await pace.run(
    () => within(LISTING, `A listing of ${store.root}`, deps, abort, (signal) => listRuns(store, signal)),
    abort,
  );
  const at = deps.now();
  const looks = [...listing].map(
    async ([name, listed]) => [name, await lookAt(name, listed, known.get(name), at, context)] as const,
  );
  return { at, runs: new Map(await Promise.all(looks)) };
};

async function lookAt(
  name: string,
  { files: listed, written }: ListedRun,
  run: FleetRun | undefined,
  at: Millis,
  context: PollContext,
): Promise<RunLook> {
  const answer = async <K extends keyof Answers>(file: K, read: Reading<K>): Promise<Answers[K]> => {
    const entry = listed[file];
    const seen = run?.memory[file];
    if (entry === undefined) return { kind: 'absent', answered: null };
    if (seen != null && !seen.gone && seen.etag === entry.etag) return { kind: 'unchanged', answered: null };
    const answer: Answer<unknown> = await ask(`${name}/${files[file]}`, read, at, context);
    return answer as Answers[K];
  };
  const [metadata, progress, error, complete] = await Promise.all([
    answer('metadata', readings.metadata),
    answer('progress', readings.progress),
    answer('error', readings.error),
    answer('complete', readings.complete),
  ]);
  return { answers: { metadata, progress, error, complete }, written };
}
