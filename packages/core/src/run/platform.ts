import { errorType } from '../config/error-types.js';
import type { JobState, JobStatus, Severity, Signal } from '../contract.js';
import { REQUEUED } from '../policy/mere-requeue.js';
import { handOf, type Meaning, meaningOf } from './platform-words.js';
import type { StateEvent } from './state.js';

/** States of a job that has ended. */
export const finalStates: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out']);

const endings: Readonly<Partial<Record<JobState, StateEvent>>> = {
  succeeded: 'job_succeeded',
  failed: 'job_failed',
  cancelled: 'job_cancelled',
  timed_out: 'job_timed_out',
};

/** What a final state of the job does to the run; undefined while the job lives. */
export const endingEvent = (state: JobState): StateEvent | undefined => endings[state];

/** How the job ended, in words: `exit code 1`, `signal SIGKILL (exit code 137)`, `OUT_OF_MEMORY`. */
export function endingOf(status: JobStatus): string {
  const parts: string[] = [];
  if (status.reason) parts.push(status.reason);
  if (status.signal) parts.push(`signal ${status.signal}`);
  if (status.exit_code !== undefined) parts.push(`exit code ${status.exit_code}`);
  const how = parts.length > 0 ? parts.join(', ') : status.state;
  return status.detail ? `${how}: ${status.detail}` : how;
}

/** Its jobs run on the machine that sigwatch runs on: there is no other node to go to, and its name tells nothing. */
const HERE = 'local';

/**
 * An app of Modal is begun by us, and its platform tells that it is gone: that nobody says how is a failure without a
 * reason, and not the end of something that was begun elsewhere.
 */
const WATCHED = 'modal';

const adapterOf = ({ job }: JobStatus): string => job.id.split(':', 1)[0] ?? 'job';

/** The nodes that the job ran on, as far as the platform tells. */
export const nodesOf = (status: JobStatus | undefined): readonly string[] =>
  status === undefined || adapterOf(status) === HERE ? [] : (status.nodes ?? []);

/**
 * The failure signal that a final job state is; undefined when it did not fail. A bare exit code only tells that
 * something failed, so it is a symptom of everything; so is an end that somebody asked for without a word of who.
 */
export function platformSignal(status: JobStatus, time: number): Signal | undefined {
  if (!finalStates.has(status.state) || status.state === 'succeeded') return undefined;
  const meaning = meaningOf(status.reason, status.detail) ?? handOf(status);
  const timedOut = status.state === 'timed_out';
  const type = typeOf(status, meaning);
  const named = meaning === undefined ? timedOut : meaning.tells === 'cause';
  const severity: Severity = named ? 'fatal' : 'error';
  const { exit_code, signal } = status;
  const node = nodesOf(status).length === 1 && type === 'hardware' ? nodesOf(status)[0] : undefined;
  return {
    id: `${status.job.id}/${status.job.incarnation}/${status.state}`,
    name: nameOf(status, meaning, type),
    kind: 'error',
    mode: type === 'timeout' || (timedOut && meaning?.tells === 'fate') ? 'timeout' : 'crash',
    error_type: type,
    subsystem: adapterOf(status),
    severity,
    source: status.job.id,
    line: 0,
    offset: 0,
    time: status.ended_at ?? time,
    text: `The job ended: ${endingOf(status)}`,
    fields: {
      ...(exit_code === undefined ? {} : { exit_code }),
      ...(signal === undefined ? {} : { signal }),
      ...(node === undefined ? {} : { node }),
    },
    order: -1,
    symptom_of: named ? [] : meaning?.tells === 'act' ? (errorType(type)?.symptom_of ?? []) : ['*'],
    ...(named ? { platform: true } : {}),
    ...(meaning?.remedy === undefined ? {} : { remedy: meaning.remedy }),
    metadata: {},
  };
}

function nameOf({ state }: JobStatus, meaning: Meaning | undefined, type: string): string {
  if (meaning?.wanted) return 'cancelled_by_user';
  return meaning?.tells === 'fate' && type === 'preempted' ? REQUEUED : `job_${state}`;
}

/** By the word that names a cause, else by how the job ended. One that is begun anew after an exit code has failed of something. */
function typeOf(status: JobStatus, meaning: Meaning | undefined): string {
  const failed = meaning?.tells === 'fate' && (status.exit_code ?? 0) !== 0;
  if (meaning?.error_type === 'unknown_end' && adapterOf(status) === WATCHED) return 'unknown';
  if (meaning !== undefined && !failed) return meaning.error_type;
  if (status.state === 'timed_out') return 'timeout';
  if (status.state === 'cancelled' && !failed) return 'cancelled';
  return adapterOf(status) === 'slurm' ? 'slurm_failure' : 'unknown';
}
