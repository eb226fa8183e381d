import type { Millis } from '@sigwatch/core';
import { files } from '../answers.js';
import type { RunTold } from './run-told.js';
import { metadataFile, progressFile } from './written.js';

/** What the platform has said of the job last, where it has answered. */
export interface Known {
  readonly state: string;
  /** When it was so. */
  readonly at: Millis;
  readonly nodes?: readonly string[];
}

/** A file of a run's heartbeats; its bytes are the same as long as there is nothing new to tell. */
export interface HeartbeatFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** States of a job in which it is alive, or will be. */
const ALIVE = new Set(['pending', 'running']);

/**
 * The files that tell how a supervised run is, in the order in which they are to be written. Pure. That it lives is told
 * as of when the platform has said so: who can't be asked makes no heartbeat. A step that stands is told anew only when the
 * supervisor has found so: that no step is read may as well be the log's fault.
 */
export function filesOf(told: RunTold, known: Known | undefined, host: string, now: Millis): readonly HeartbeatFile[] {
  const { run_id, began, end, phase, step, total, loss, learning_rate, step_at, stalled } = told;
  if (began === null) return [];
  const alive = aliveAt(told, known, now);
  const nodes = known?.nodes ?? [];
  const beat = (at: Millis, status: string) =>
    metadataFile({ at, run_id, status, phase, instance: nodes.join(',') || host, node: nodes[0] ?? host, began });
  const progress =
    step !== null && step_at !== null
      ? [
          {
            path: files.progress,
            bytes: progressFile({
              ...{ at: stalled && end === null ? Math.max(step_at, alive?.at ?? 0) : step_at, step },
              ...(total === null ? {} : { total }),
              ...(loss === null ? {} : { loss }),
              ...(learning_rate === null ? {} : { learning_rate }),
            }),
          },
        ]
      : [];
  if (end === null)
    return alive === undefined ? [] : [{ path: files.metadata, bytes: beat(alive.at, alive.status) }, ...progress];
  const done = end.state === 'succeeded';
  const sentinel = done
    ? { path: files.complete, bytes: Buffer.from(`${new Date(end.at).toISOString()}\n`) }
    : { path: files.error, bytes: Buffer.from(end.text) };
  // The sentinel before the word in the metadata: who looks in between finds why.
  return [...progress, sentinel, { path: files.metadata, bytes: beat(end.at, done ? 'completed' : 'failed') }];
}

function aliveAt(
  { restarting_until, began, stalled }: RunTold,
  known: Known | undefined,
  now: Millis,
): { readonly at: Millis; readonly status: string } | undefined {
  const ofAttempt = known !== undefined && known.at >= (began ?? 0);
  if (restarting_until !== null) return { at: Math.min(now, restarting_until), status: 'restarting' };
  if (!ofAttempt || !ALIVE.has(known.state)) return undefined;
  return { at: known.at, status: stalled ? 'stalled' : known.state };
}
