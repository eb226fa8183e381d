import { basename } from 'node:path';
import { type LatestOptions, newestOf, type PassedOver, type Search, searchCheckpoints } from '../checkpoint/find.js';
import { whyNone } from '../checkpoint/latest.js';
import type { Checkpoint } from '../checkpoint/types.js';
import { remedy } from '../config/remedy.js';
import { pause } from '../pause.js';
import { event } from '../report/events.js';
import { better, searchCopies, takeEarlierCopies } from './copies/search-copies.js';
import type { Journal } from './journal.js';
import { laterCommand } from './later-args.js';
import type { RunContext } from './options.js';
import type { RunEnd, Snapshot } from './snapshot.js';

/** A file system that answers badly is asked so often, with so many ms between. */
const TRIES = 3;
const BETWEEN = 3_000;

export type Choice =
  | { readonly start: Snapshot['start'] }
  /** Nothing may be submitted: there is no checkpoint, and the policy wants no start from the beginning. */
  | { readonly without: string };

/**
 * What the new attempt resumes from: the newest checkpoint that is verified complete. It is chosen when the old job has
 * ended, and committed, so that every submission of this attempt is given the same one.
 */
export async function chooseCheckpoint(run: RunContext, journal: Journal, abort: AbortSignal): Promise<Choice> {
  const { start, attempt } = journal.snapshot;
  const continues = attempt === 1 && run.copies?.continues === true;
  if ((attempt === 1 && !continues) || start.chosen) return { start };
  const { checkpoint_dir } = run;
  const local = checkpoint_dir === undefined ? undefined : await searched(run, checkpoint_dir, start, abort);
  await takeEarlierCopies(run, journal);
  const search = better(local, await searchCopies(run, journal, (folder) => limitsOf(folder, start)));
  const found = search?.found;
  if (search !== undefined && found === undefined && start.or_stop !== undefined)
    return { without: `No complete checkpoint is in ${checkpoint_dir}. ${whyNone(search)}` };
  const { or_stop: _, ...rest } = start;
  const chosen = { ...rest, chosen: true, ...given(found) };
  const texts = [
    ...(search === undefined ? [] : told(search)),
    ...(continues && found !== undefined ? [goesOn(found)] : []),
    ...leftOut(run, chosen),
  ];
  if (search === undefined && texts.length === 0) return { start };
  const context = { run_id: run.run_id, attempt };
  const at = run.deps.now();
  const events = texts.map((text) => event(context, at, 'notice', { severity: 'warning', text }));
  journal.commit({ start: chosen }, { events });
  return { start: chosen };
}

async function searched(run: RunContext, directory: string, start: Snapshot['start'], abort: AbortSignal) {
  const options = { deps: run.deps, ...(await limitsOf(directory, start)) };
  for (let tries = 1; ; tries++) {
    const search = await searchCheckpoints(directory, options);
    if (search.trouble?.why !== 'failed' || tries === TRIES) return search;
    await pause(run.deps, run.deps.now() + BETWEEN, abort);
    abort.throwIfAborted();
  }
}

/** Behind the one that could not be read. An attempt that was given none has taken the newest by itself. */
async function limitsOf(directory: string, start: Snapshot['start']): Promise<LatestOptions> {
  const { older_than: path, older_than_step: step } = start;
  if (start.healthy) return { healthy: true, ...(step === undefined ? {} : { beforeStep: step }) };
  if (!start.older) return {};
  const unreadable = path === undefined && step === undefined ? await newestOf(directory) : { path, step };
  return {
    ...(unreadable?.path === undefined ? {} : { before: unreadable.path }),
    ...(unreadable?.step === undefined ? {} : { beforeStep: unreadable.step }),
  };
}

function given(found: Checkpoint | undefined): Pick<Snapshot['start'], 'resume_from' | 'resume_step'> {
  if (found === undefined) return {};
  return { resume_from: found.path, ...(found.step === undefined ? {} : { resume_step: found.step }) };
}

const goesOn = ({ path, step }: Checkpoint): string =>
  `An earlier session of this run has left ${step === undefined ? 'a checkpoint' : `step ${step}`}: it goes on from ${path}.`;

/** Newer ones that are broken, or that the directory told nothing; one that is not there yet is nothing to speak of. */
function told({ trouble, ambiguous, found, passed_over }: Search): readonly string[] {
  const broken = passed_over.filter(({ whole }) => !whole);
  if (found !== undefined) return broken.length > 0 ? [brokenText(broken, found)] : [];
  if (trouble !== undefined && trouble.why !== 'missing')
    return [`${trouble.reason}: the new attempt is given no checkpoint.`];
  if (ambiguous === undefined) return [];
  return [`Several folders hold checkpoints (${ambiguous.slice(0, 5).join(', ')}): the new attempt is given none.`];
}

/** Of a run that goes on as if nothing were, nobody would look for the ones that can't be used. */
function brokenText([newest, ...more]: readonly PassedOver[], found: Checkpoint): string {
  const others = more.length === 0 ? '' : ` Neither is ${more.map(({ path }) => basename(path)).join(', ')}.`;
  return `The checkpoint ${newest?.path} is not whole: ${newest?.reason}.${others} The new attempt goes on from ${found.path}.`;
}

function leftOut(run: RunContext, start: Snapshot['start']): readonly string[] {
  const { left_out } = laterCommand(run.command?.argv ?? [], run, start);
  return left_out === undefined ? [] : [left_out];
}

/** The run ends as if the attempt had not been begun: nothing of it was submitted, and nothing is spent on it. */
export function endWithout(journal: Journal, why: string): void {
  const { start, attempt, restarts, engine } = journal.snapshot;
  if (start.or_stop === undefined) return;
  const { ledger, progress, root, decision } = start.or_stop;
  const reason = `no_checkpoint_found: ${why} ${remedy('no_checkpoint_found')}`;
  const end: RunEnd = {
    state: 'failed',
    reason,
    root,
    decision: { ...(decision as object), action: 'stop', error_type: 'no_checkpoint_found', reason: why },
    cancel: false,
  };
  const before = { attempt: attempt - 1, restarts: restarts - 1, ledger, engine: { ...engine, progress } };
  journal.commit({ phase: 'stopping', ...before, end }, { durable: true });
}
