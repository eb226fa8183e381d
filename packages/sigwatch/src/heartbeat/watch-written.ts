import { hostname } from 'node:os';
import { watch as engine, type JobAdapter, type RunOptions, type Watch } from '@sigwatch/core';
import { openHeartbeatStore, parseLocation } from '@sigwatch/heartbeat';
import { overriding } from '../overriding.js';
import { type HeartbeatPlaces, placeOfRun } from '../settings/heartbeat-use.js';
import { watchEnding } from '../watch-ending.js';
import { storeOptions } from './heartbeat-config.js';
import { HeartbeatWriter } from './heartbeat-writer.js';

export type Written = RunOptions & {
  /** Where heartbeats of the run are written, if anywhere. */
  readonly heartbeat?: HeartbeatPlaces;
};

/** Sources that stand beside the log: none of their lines was printed by the job. */
const BESIDE: ReadonlySet<string> = new Set([
  'health.jsonl',
  'heartbeats.jsonl',
  '_error',
  'metadata.json',
  'progress.json',
]);

/**
 * Watches a run and, where its settings say so, writes its heartbeats for other watchers. `done` settles when the last of
 * them were written, or half a minute later. Of a run without a job none are written, since nobody knows that it lives.
 */
export function watchWritten({ heartbeat, ...run }: Written, tell: (sentence: string) => void): Watch {
  const { adapter, onChunk, run_id, store, deps } = run;
  // Who watches heartbeats leads no job.
  const leads = adapter !== undefined && adapter.name !== 'heartbeat';
  if (heartbeat?.write === undefined || !leads) return engine(run);
  const { interval } = heartbeat;
  const location = parseLocation(placeOfRun(heartbeat.write, run_id));
  const writer = new HeartbeatWriter({
    store: openHeartbeatStore(location, storeOptions(heartbeat)),
    folder: location.run ?? run_id,
    host: hostname(),
    ...{ deps, interval, tell },
    events: (from) => store.events(run_id, from),
  });
  const status: JobAdapter['status'] = async (jobs, abort, since) => {
    const asked = deps.now();
    const told = await adapter.status(jobs, abort, since);
    for (const { id } of jobs) {
      const one = told.get(id);
      if (one !== undefined) writer.status(one, asked);
    }
    return told;
  };
  const watched = engine({
    ...run,
    adapter: overriding(adapter, { status }),
    onChunk: (source, chunk, line) => {
      onChunk?.(source, chunk, line);
      // `_error of JOB` is beside a job as well.
      if (!BESIDE.has(source.split(' ', 1)[0] as string)) writer.log(chunk);
    },
  });
  watched.events$.subscribe((event) => writer.changed(event));
  return watchEnding(
    watched,
    (result) => writer.end(result.end !== undefined),
    // Somebody else leads the run: its heartbeats are theirs.
    () => writer.drop(),
  );
}
