import { homedir } from 'node:os';
import { asRead, type JobRef, type RunState, type SigwatchEvent, type Store, systemDeps } from '@sigwatch/core';
import { currentOwner, LeaseHeldError, openStore } from '@sigwatch/store';
import { firstRefusal } from '../jobs/first-refusal.js';
import { forgetEnvironment } from '../kept-environment.js';
import { packFaults } from '../pack-faults.js';
import { type Recorded, watchRecorded } from '../records/watch-recorded.js';
import { deliverInBackground, leftToDeliver } from '../supervision/undelivered.js';
import { shortPath } from '../view/format.js';
import { createJsonl } from '../view/jsonl.js';
import { createTerminal, type View } from '../view/terminal.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf, exitCodeOfResult, exitCodes } from './exit-code.js';
import { followLed } from './follow.js';
import { createLog, type Log } from './log.js';
import { mannerOf } from './look.js';
import { leaveTerminal, ownTerminal, terminalIsGone } from './own-terminal.js';
import { say } from './say.js';
import { shownOf } from './shown-of.js';
import { untilSignalled } from './until-signalled.js';

type Options = Readonly<Record<string, unknown>>;
export type Supervised = Omit<Recorded, 'store' | 'owner' | 'deps' | 'abort'>;

export interface Manner {
  /** The first SIGINT or SIGTERM stops the run; otherwise it just ends the watching. */
  readonly stops: boolean;
  /** Tells where the logs of each attempt are. */
  readonly logs?: boolean;
  /** Asked of each of the run's events; supervision ends, and the job goes on, when it says so. */
  readonly until?: (event: SigwatchEvent) => boolean;
  /** What a person is told whose watching ends before the job; how it is taken up otherwise. */
  readonly left?: string;
}

/** Nobody waits longer for a platform's word on where logs are (ms). */
const LOGS_WITHIN = 20_000;

/**
 * Supervises a run in the foreground and shows it; one that another process leads is only shown, until that is gone and
 * `--take-over` was given. The second signal, and a closed terminal, leave the job as it is. A job that the platform
 * refuses before it ever had one ends the run: who typed it is there to mend it, and nobody waits for it yet.
 */
export async function superviseInForeground(given: Supervised, options: Options, how: Manner): Promise<number> {
  const directory = stateDirectoryOf(options);
  for (const fault of packFaults(given)) say(fault);
  const log = await createLog(options);
  using store = openStore({ directory, warn: (text) => log.warn(text) });
  const { run_id } = given;
  const view =
    options.format === 'jsonl'
      ? createJsonl(process.stdout)
      : createTerminal(process.stdout, systemDeps, {
          ...shownOf(store, directory, run_id),
          manner: mannerOf(options),
        });
  try {
    for (;;) {
      try {
        const code = await lead(given, store, directory, view, log, how, options);
        if (store.load(run_id)?.summary.ended_at === undefined) return code;
        forgetEnvironment(directory, run_id);
        const left = leftToDeliver(store, directory, [run_id]);
        if (left !== undefined) view.say(left);
        return code;
      } catch (error) {
        if (!(error instanceof LeaseHeldError) || error.owner === undefined) throw error;
      }
      const code = await watchOnly(run_id, store, view, options.takeOver === true);
      if (code !== undefined) return code;
      view.say(`${run_id} is led from here now.`);
    }
  } finally {
    view.close();
    log.close();
  }
}

async function lead(
  given: Supervised,
  store: Store,
  directory: string,
  view: View,
  log: Log,
  how: Manner,
  options: Options,
): Promise<number> {
  const abort = new AbortController();
  const reload = given.reload && { ...given.reload, watch: options.watchRules === true };
  const watched = watchRecorded(
    { ...given, ...(reload && { reload }), store, owner: currentOwner(), deps: systemDeps, abort: abort.signal },
    (sentence) => view.say(sentence),
  );
  deliverInBackground(directory);
  let state: RunState = 'pending';
  let enough = false;
  let told: Promise<void> | undefined;
  let refused = false;
  let last: unknown;
  watched.state$.subscribe((next) => {
    state = next;
  });
  watched.events$.subscribe((event) => {
    log.event(event);
    const words = refused || event.event_type !== 'notice' ? undefined : firstRefusal(store, given.run_id);
    if (words !== undefined) {
      refused = true;
      view.say(`not submitted: ${words}`);
      store.request(given.run_id, 'stop');
    }
    // The end of a run that never began is no news to a person who has just read why.
    if (!refused || view.all === true) view.event(event);
    if (how.logs === true && event.event_type === 'attempt_started') {
      const { job, key } = event.data;
      // What was requeued keeps its number, and nobody has submitted it again.
      told = tellJob(given, key === undefined || job === last ? 'follows' : 'submitted', store, view);
      last = job;
    }
    if (how.until?.(event) !== true) return;
    enough = true;
    abort.abort();
  });
  const terminal = ownTerminal();
  const { result, interrupted } = await untilSignalled(
    (again, signal) => {
      // What came of it is told as an event, or as a notice.
      if (signal === 'SIGHUP') {
        if (terminalIsGone(terminal)) {
          leaveTerminal(terminal);
          return abort.abort();
        }
        watched.reload('signal').catch(() => {});
        return 'goes on';
      }
      if (!how.stops || again) return abort.abort();
      view.say('stopping the job; once more leaves it running without supervision.');
      store.request(given.run_id, 'stop');
    },
    () => watched.done,
  );
  await told;
  if (refused && result.end !== undefined) return exitCodes.usage;
  if (enough) return 0;
  if (result.end === undefined && given.adapter !== undefined) view.say(how.left ?? leftAlone(given.run_id, store));
  return interrupted ?? exitCodeOfResult(result, state);
}

/** Names the present job and, where its platform knows that, where its logs are or will be. */
async function tellJob(
  { adapter, run_id, name }: Supervised,
  verb: 'follows' | 'submitted',
  store: Store,
  view: View,
): Promise<void> {
  const { job } = (store.load(run_id)?.snapshot ?? {}) as { readonly job?: JobRef };
  if (job === undefined) return;
  // The run is supervised all the same, and its events name the logs as they are read.
  const paths = await adapter?.logPaths?.(job, AbortSignal.timeout(LOGS_WITHIN)).catch(() => []);
  const here = { cwd: process.cwd(), home: homedir() };
  const short = (paths ?? []).map((path) => asRead(shortPath(path, here)));
  const logs = short.length === 0 ? '' : `, log ${short.join(', ')}`;
  view.say(`${verb} ${job.id} (${name})${logs}`);
}

/** The exit code, or undefined when the run is free to be led. */
async function watchOnly(run_id: string, store: Store, view: View, takeOver: boolean): Promise<number | undefined> {
  const abort = new AbortController();
  const { result, interrupted } = await untilSignalled(
    () => abort.abort(),
    () => followLed(store, run_id, view, { takeOver, abort: abort.signal }),
  );
  if (result.is === 'ended') return exitCodeOf(result.summary.state, result.summary.decision);
  return interrupted;
}

function leftAlone(run_id: string, store: Store): string {
  const { job } = (store.load(run_id)?.snapshot ?? {}) as { readonly job?: JobRef };
  const what = job === undefined ? 'its submission is not done, and rests' : `${job.id} goes on without supervision`;
  return `${what}. sigwatch run --run-id ${run_id} takes it up again, as does sigwatch ensure; sigwatch stop ${run_id} ends it.`;
}
