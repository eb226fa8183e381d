import { childAbort } from '../child-abort.js';
import type { Deps, Discovery, JobAdapter, JobRef, JobStatus, Millis } from '../contract.js';
import { Intake, type TrackStates } from '../intake/intake.js';
import { countLines } from '../match/count-lines.js';
import { emptyScanState, type Matcher } from '../match/types.js';
import { pause } from '../pause.js';
import { statusOf } from './ask-platform.js';
import type { Journal } from './journal.js';
import { logsBefore, ofJob } from './logs.js';
import type { RunContext } from './options.js';

/** Logs that are found within this time (ms) of each other exist already. */
const QUIET = 500;
/** For so long (ms) a log that can't be read is waited for. */
const PATIENCE = 30_000;

/** Counts lines, and sees nothing in them. */
const blindfold: Matcher = {
  notes: [],
  room: Buffer.allocUnsafe,
  find: (chunk) => ({ lines: [], count: countLines(chunk, 0, chunk.length) }),
  assemble: (_, { count }) => ({ hits: [], lines: count, state: emptyScanState }),
  scan: (chunk) => ({ hits: [], lines: countLines(chunk, 0, chunk.length), state: emptyScanState }),
  flush: () => ({ hits: [], state: emptyScanState }),
};

/**
 * Reads the logs that are there before the attempt has a job to their end without matching: what stands in them before the attempt is
 * submitted is of earlier runs and attempts. Committed before the first submission and done once for an attempt, so that
 * no line of its own is passed over. A file that does not exist yet is read from its start.
 */
export async function fenceLogs(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { attempt, fenced } = journal.snapshot;
  if (fenced === attempt) return;
  const logs = logsBefore(run, journal);
  if (logs === undefined) return;
  const limit = run.deps.now() + PATIENCE;
  for (;;) {
    const past = await readPast(run, journal, logs, abort);
    if (past.trouble === undefined || run.deps.now() >= limit) {
      journal.commit({ fenced: attempt }, { moved: closed(past.tracks), durable: true });
      if (past.trouble === undefined) return;
      const then = 'Should it hold lines of earlier runs, they count for this one';
      return journal.notice(`A log could not be read before the start: ${past.trouble}. ${then}.`);
    }
    await pause(run.deps, run.deps.now() + 1_000, abort);
    abort.throwIfAborted();
  }
}

/**
 * The same of the logs that only the job of a first attempt tells: while it waits in the queue, what stands in them is of
 * earlier runs. Of one that runs already nothing is passed over, since it may be its own.
 */
export async function fenceLogsOf(run: RunContext, journal: Journal, job: JobRef, abort: AbortSignal): Promise<void> {
  const { adapter } = run;
  if (adapter?.sharesLogs !== true || journal.snapshot.attempt !== 1) return;
  const past = await readPast(run, journal, ofJob(adapter, job), abort);
  if (past.trouble !== undefined || past.tracks.size === journal.tracks.size) return;
  const status = await seenAfter(run, adapter, job, run.deps.now(), abort);
  if (status?.state === 'pending') journal.commit({}, { moved: closed(past.tracks), durable: true });
}

/**
 * What the platform says of the job at that moment or later; undefined where it does not. An answer that several share may
 * be older: a job that waited then may have begun since, and what was read be its own.
 */
async function seenAfter(
  run: RunContext,
  adapter: JobAdapter,
  job: JobRef,
  moment: Millis,
  abort: AbortSignal,
): Promise<JobStatus | undefined> {
  for (;;) {
    const status = await statusOf(run, adapter, job, abort, moment).catch(() => undefined);
    abort.throwIfAborted();
    if (status === undefined || (status.as_of ?? moment) >= moment) return status;
    if (run.deps.now() >= moment + PATIENCE) return undefined;
    await pause(run.deps, run.deps.now() + QUIET, abort);
  }
}

interface Past {
  readonly tracks: TrackStates;
  /** What can't be read. */
  readonly trouble?: string;
}

async function readPast(run: RunContext, journal: Journal, logs: Discovery, abort: AbortSignal): Promise<Past> {
  const { tracks } = journal;
  const { attempt } = journal.snapshot;
  await using intake = new Intake({
    discovery: existing(logs, run.deps),
    matcher: blindfold,
    attempt,
    now: run.deps.now,
    replay: false,
    states: tracks,
    ...(run.onChunk === undefined ? {} : { onChunk: run.onChunk }),
  });
  try {
    await intake.settled();
  } catch (error) {
    return { tracks, trouble: error instanceof Error ? error.message : String(error) };
  }
  for (;;) {
    const { idle } = await intake.take();
    abort.throwIfAborted();
    if (!idle) continue;
    const [unread] = intake.unreadable;
    return { tracks: intake.states, ...(unread === undefined ? {} : { trouble: `${unread.source}: ${unread.error}` }) };
  }
}

/** A block that an earlier attempt has left open does not go on in this one, whose engine was told of no source yet, and which may begin a log anew. */
export function closed(tracks: TrackStates): TrackStates {
  return new Map(
    [...tracks].map(([id, { handed: _, known: __, ...track }]) => [id, { ...track, scan: emptyScanState, past: true }]),
  );
}

/** The sources that show up one after the other within `QUIET`. */
function existing(discovery: Discovery, deps: Deps): Discovery {
  return {
    async *sources(abort) {
      const child = childAbort(abort);
      try {
        const iterator = discovery.sources(child.signal)[Symbol.asyncIterator]();
        for (;;) {
          const calm = childAbort(abort);
          const found = await Promise.race([iterator.next(), pause(deps, deps.now() + QUIET, calm.signal)]).finally(
            calm.end,
          );
          if (found === undefined || found.done) return;
          yield found.value;
        }
      } finally {
        child.end();
      }
    },
  };
}
