import { type Deps, type SigwatchEvent, type Store, type StoredRun, systemDeps } from '@sigwatch/core';
import { currentOwner, LeaseHeldError, undeliveredRuns, unfinishedRuns } from '@sigwatch/store';
import { beside } from '../beside.js';
import { forgetEnvironment } from '../kept-environment.js';
import { watchRecorded } from '../records/watch-recorded.js';
import type { Shared } from '../shared.js';
import { deliverRest } from './deliver-rest.js';
import { asItWasStarted, standingOf } from './take-up.js';
import { waitOrWake } from './wait.js';

/** Who is shown what happens in the runs. */
export interface Audience {
  event(event: SigwatchEvent): void;
  /** A word of sigwatch's own. */
  tell(run_id: string, text: string): void;
}

export interface KeepOptions {
  readonly store: Store;
  readonly shared: Shared;
  readonly audience: Audience;
  /** Ends supervision; the jobs are left as they are. */
  readonly abort: AbortSignal;
  /** Default: every run. */
  readonly only?: ReadonlySet<string>;
  /** Called at every look for runs; tells whether more are to come. */
  readonly looked?: () => boolean;
  readonly deps?: Deps;
}

/** Between two looks for runs that nobody supervises (ms). */
const LOOK = 2_000;
/** After which a run that could not be supervised is tried again (ms), and how often. */
const AGAIN = 60_000;
const MOST_TRIES = 10;

/** Between two looks into the logs of a run that has no pace of its own (ms). */
const POLL = 500;
/** So much (ms) each further run adds to the time between two looks into logs: what they cost together stays alike. */
const POLL_SHARE = 20;

interface Trouble {
  readonly text: string;
  readonly tries: number;
  readonly until: number;
}

/**
 * Supervises every run of the state directory that has not ended and that no other process supervises, those too that come
 * while it does, and delivers what people are still to be told of those that have. Resolves when nothing of that is left, or at the abort. A run that fails to be supervised is told of and
 * tried again, and ends no other. Resolves with the ids of those that were given up.
 */
export async function keepAll({ deps = systemDeps, ...options }: KeepOptions): Promise<readonly string[]> {
  const { store, shared, audience, abort, only, looked } = options;
  const led = new Map<string, Promise<void>>();
  /** Ended, or nothing that could be taken up. */
  const over = new Set<string>();
  const troubles = new Map<string, Trouble>();
  let wake = () => {};

  /** What fails is told once. */
  function troubled(run_id: string, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const before = troubles.get(run_id);
    if (before?.text !== text) audience.tell(run_id, text);
    troubles.set(run_id, { text, tries: (before?.tries ?? 0) + 1, until: deps.now() + AGAIN });
  }

  async function lead(run: StoredRun): Promise<void> {
    const { run_id } = run.summary;
    try {
      const given = await asItWasStarted(run, shared, (text) => audience.tell(run_id, text));
      if (given === undefined || abort.aborted) return;
      const poll = Math.max(given.poll ?? POLL, led.size * POLL_SHARE);
      const watched = watchRecorded(
        {
          ...beside({ ...given, run_id }, shared.stateDirectory),
          poll,
          alerts: { ...given.alerts, queues: shared.alerts },
          store,
          owner: currentOwner(),
          deps,
          abort,
        },
        (text) => audience.tell(run_id, text),
      );
      watched.events$.subscribe((event) => audience.event(event));
      const { end } = await watched.done;
      troubles.delete(run_id);
      if (end === undefined) return;
      over.add(run_id);
      forgetEnvironment(shared.stateDirectory, run_id);
    } catch (error) {
      // Somebody else may have been quicker.
      if (!(error instanceof LeaseHeldError)) troubled(run_id, error);
    } finally {
      led.delete(run_id);
      wake();
    }
  }

  /** Tells what is still to be told of a run that has ended. */
  async function tellRest(run_id: string): Promise<void> {
    try {
      await deliverRest({ store, shared, run_id, deps, abort, tell: (text) => audience.tell(run_id, text) });
      troubles.delete(run_id);
    } catch (error) {
      if (!(error instanceof LeaseHeldError)) troubled(run_id, error);
    } finally {
      led.delete(run_id);
      wake();
    }
  }

  /** Whether something is, or will be, told of it. */
  function isUntold(run_id: string): boolean {
    const trouble = troubles.get(run_id);
    if (trouble !== undefined && trouble.tries >= MOST_TRIES) return false;
    // Whoever has the run tells it.
    const isFree = (trouble === undefined || trouble.until <= deps.now()) && store.owner(run_id) === undefined;
    if (isFree) led.set(run_id, tellRest(run_id));
    return true;
  }

  /** Whether there is, or will be, anything to do for the run. */
  function isOpen(run_id: string): boolean {
    const trouble = troubles.get(run_id);
    if (trouble !== undefined && trouble.tries >= MOST_TRIES) return false;
    if (trouble !== undefined && trouble.until > deps.now()) return true;
    try {
      const standing = standingOf(store, run_id);
      if (standing.is === 'over') over.add(run_id);
      if (standing.is === 'free') led.set(run_id, lead(standing.run));
      return standing.is === 'led' || standing.is === 'free';
    } catch (error) {
      troubled(run_id, error);
      return true;
    }
  }

  while (!abort.aborted) {
    const more = looked?.() ?? false;
    const ofOthers = (run_id: string) => only?.has(run_id) === false;
    const settled = (run_id: string) => over.has(run_id) || led.has(run_id) || ofOthers(run_id);
    const open = unfinishedRuns(shared.stateDirectory, settled).filter(isOpen);
    // Who waits for certain runs waits for their end: what is then left is for the background.
    const untold =
      only === undefined ? undeliveredRuns(shared.stateDirectory, (id) => led.has(id)).filter(isUntold) : [];
    if (!more && open.length === 0 && untold.length === 0 && led.size === 0) break;
    await waitOrWake(deps, LOOK, abort, (resume) => {
      wake = resume;
    });
  }
  await Promise.all(led.values());
  return [...troubles].filter(([, { tries }]) => tries >= MOST_TRIES).map(([run_id]) => run_id);
}
