import type { JobState, JobStatus, Severity, Signal } from '../contract.js';
import type { StateEvent } from './state.js';

/** The platform's reasons that name a cause by themselves, and the error type each of them means. */
const causes: Readonly<Record<string, string>> = {
  OUT_OF_MEMORY: 'oom',
  NODE_FAIL: 'hardware',
  BOOT_FAIL: 'hardware',
  PREEMPTED: 'preempted',
  TIMEOUT: 'timeout',
  DEADLINE: 'timeout',
};

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

/** The failure signal that a final job state is; undefined when it did not fail. A bare exit code only tells that something failed, so it is a symptom of everything. */
export function platformSignal(status: JobStatus, time: number): Signal | undefined {
  if (!finalStates.has(status.state) || status.state === 'succeeded') return undefined;
  const adapter = status.job.id.split(':', 1)[0] ?? 'job';
  const cause = status.reason === undefined ? undefined : causes[status.reason];
  const timedOut = status.state === 'timed_out';
  const errorType =
    cause ??
    (timedOut
      ? 'timeout'
      : status.state === 'cancelled'
        ? 'cancelled'
        : adapter === 'slurm'
          ? 'slurm_failure'
          : 'unknown');
  const named = cause !== undefined || timedOut;
  const severity: Severity = named ? 'fatal' : 'error';
  return {
    id: `${status.job.id}/${status.job.incarnation}/${status.state}`,
    name: `job_${status.state}`,
    kind: 'error',
    mode: errorType === 'timeout' ? 'timeout' : 'crash',
    error_type: errorType,
    subsystem: adapter,
    severity,
    source: status.job.id,
    line: 0,
    offset: 0,
    time: status.ended_at ?? time,
    text: `The job ended: ${endingOf(status)}`,
    fields: {
      ...(status.exit_code === undefined ? {} : { exit_code: status.exit_code }),
      ...(status.signal === undefined ? {} : { signal: status.signal }),
      ...(status.nodes?.[0] === undefined || errorType !== 'hardware' ? {} : { node: status.nodes[0] }),
    },
    order: -1,
    symptom_of: named ? [] : ['*'],
    ...(named ? { platform: true } : {}),
    metadata: {},
  };
}
