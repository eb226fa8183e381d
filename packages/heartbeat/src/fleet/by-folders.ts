import type { Millis } from '@sigwatch/core';
import { type Answers, files, LOG } from '../answers.js';
import { ask, readings } from './ask.js';
import type { FleetRun, RunLook } from './fleet-state.js';
import type { PollContext, Polling } from './poll.js';
import { within } from './within.js';

/** How long a listing of folders may take (ms). */
const LISTING: Millis = 60_000;

/** Each file of each run is asked for by itself: of a directory that costs no more than to list it. */
export const byFolders: Polling = async (known, context) => {
  const { store, deps, abort } = context;
  const names = await within(LISTING, `A listing of ${store.root}`, deps, abort, async (signal) => {
    const all: string[] = [];
    for await (const name of store.folders('', signal)) all.push(name);
    return all;
  });
  const at = deps.now();
  const looks = await Promise.all(
    names.map(async (name) => [name, await lookAt(name, known.get(name), at, context)] as const),
  );
  return { at, runs: new Map(looks.filter((one): one is readonly [string, RunLook] => one[1] !== undefined)) };
};

/** Undefined of a folder that has nothing of a run, and never had. */
async function lookAt(
  name: string,
  run: FleetRun | undefined,
  at: Millis,
  context: PollContext,
): Promise<RunLook | undefined> {
  const known = (file: keyof Answers) => {
    const seen = run?.memory[file];
    return seen == null || seen.gone ? {} : { known: seen.etag };
  };
  const path = (file: keyof Answers) => `${name}/${files[file]}`;
  const [metadata, progress, error, complete] = await Promise.all([
    ask(path('metadata'), readings.metadata, at, context, known('metadata')),
    ask(path('progress'), readings.progress, at, context, known('progress')),
    ask(path('error'), readings.error, at, context, known('error')),
    ask(path('complete'), readings.complete, at, context, known('complete')),
  ]);
  const answers: Answers = { metadata, progress, error, complete };
  const written = Object.entries(answers).map(([file, answer]) =>
    answer.kind === 'found' ? answer.modified : (run?.memory[file as keyof Answers]?.modified ?? 0),
  );
  const isBare = Object.values(answers).every(({ kind }) => kind === 'absent');
  if (!isBare) return { answers, written: Math.max(...written) };
  const log = await ask(`${name}/${LOG}`, () => null, at, context, { from: Number.MAX_SAFE_INTEGER });
  if (log.kind === 'absent') return undefined;
  return { answers, written: Math.max(...written, log.kind === 'found' ? log.modified : 0) };
}
