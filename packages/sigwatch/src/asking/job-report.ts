import {
  type Discovery,
  type JobRef,
  type JobState,
  type JobStatus,
  type Json,
  type Matcher,
  type Monitor,
  replayInParts,
  type SigwatchEvent,
  systemDeps,
} from '@sigwatch/core';
import { readOnce } from './read-once.js';
import { PATIENCE, patient, type Target } from './target.js';

/** How a job is, as its platform and its log tell at one moment. Times as ISO 8601. */
export interface JobReport {
  /** `ray:SUBMISSION_ID` */
  readonly job: JobRef['id'];
  readonly name?: string;
  /** `unknown`: the platform could not be asked, or did not tell. */
  readonly state: JobState | 'unknown';
  /** Why it is unknown, or what the platform says of a job that has ended. */
  readonly reason?: string;
  readonly detail?: string;
  readonly exit_code?: number;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly nodes?: readonly string[];
  /** The last verified step; null where the log has none, or was not asked for. */
  readonly training: Training | null;
  /** What ended a job that has failed, as far as its log or the platform tells. */
  readonly failure?: Failure;
  /** What kept the log from being read, or from being read whole. */
  readonly log_problem?: string;
}

/** The last verified step, with what its line tells beside it: total, loss, throughput by its true unit and so on, by the names of `progress` events. */
export interface Training {
  readonly step: number;
  readonly total?: number;
  readonly loss?: number | string;
  /** When it was printed, as far as the log tells. */
  readonly at: string;
  /** The log's name and line. */
  readonly source: string;
  readonly line: number;
  readonly [field: string]: Json | undefined;
}

export interface Failure {
  readonly error_type: string;
  readonly text: string;
  readonly remedy?: string;
  readonly [field: string]: Json | undefined;
}

export interface ReportRules {
  readonly monitor: Monitor;
  readonly matcher?: Matcher;
}

/** Asks the platform once and reads the job's logs once through the rules, for a minute at most. Never rejects for what can't be asked: that is told. Rejects with the reason of `signal` when that fires. */
export async function jobReport(
  { adapter, known }: Target,
  rules: ReportRules,
  signal?: AbortSignal,
): Promise<JobReport> {
  const { job, name } = known;
  const asked = await adapter.status([job], patient(signal)).then(
    (all): Answer => ({ status: all.get(job.id) }),
    (error: unknown): Answer => ({ problem: sentence(error) }),
  );
  signal?.throwIfAborted();
  const log = await readLog(adapter.logs(job), rules, job, asked.status, patient(signal));
  signal?.throwIfAborted();
  return {
    job: job.id,
    ...(name !== undefined && { name }),
    ...(asked.status === undefined
      ? { state: 'unknown', reason: asked.problem ?? 'the platform tells nothing of it now' }
      : platformPart(asked.status)),
    ...log,
  };
}

interface Answer {
  readonly status?: JobStatus | undefined;
  readonly problem?: string;
}

function platformPart(status: JobStatus): Pick<JobReport, 'state'> & Partial<JobReport> {
  const { state, reason, detail, exit_code, started_at, ended_at, nodes } = status;
  return {
    state,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(exit_code !== undefined && { exit_code }),
    ...(started_at !== undefined && { started_at: new Date(started_at).toISOString() }),
    ...(ended_at !== undefined && { ended_at: new Date(ended_at).toISOString() }),
    ...(nodes !== undefined && { nodes }),
  };
}

const FAILED: ReadonlySet<string> = new Set(['failed', 'timed_out', 'cancelled']);

async function readLog(
  logs: Discovery,
  rules: ReportRules,
  job: JobRef,
  status: JobStatus | undefined,
  abort: AbortSignal,
): Promise<Pick<JobReport, 'training' | 'failure' | 'log_problem'>> {
  const over = status !== undefined && (FAILED.has(status.state) || status.state === 'succeeded');
  let progress: SigwatchEvent | undefined;
  let closed: SigwatchEvent | undefined;
  let problem: string | undefined;
  try {
    const told = replayInParts({
      ...{ run_id: job.id, ...rules, logs: readOnce(logs, systemDeps), now: systemDeps.now, abort },
      ...(over ? { ending: { status } } : {}),
    });
    for await (const events of told)
      for (const event of events) {
        if (event.event_type === 'progress') progress = event;
        else if (event.event_type === 'incident_closed' && event.data.ignored !== true) closed = event;
      }
  } catch (error) {
    problem = sentence(error);
  }
  if (abort.aborted) problem ??= `it was read for ${PATIENCE / 1000} s, and no further`;
  const failure = status !== undefined && FAILED.has(status.state) ? failureOf(closed) : undefined;
  return {
    training: progress === undefined ? null : ({ ...progress.data, at: progress.timestamp } as unknown as Training),
    ...(failure !== undefined && { failure }),
    ...(problem !== undefined && { log_problem: problem }),
  };
}

function failureOf(closed: SigwatchEvent | undefined): Failure | undefined {
  if (closed === undefined) return undefined;
  const { root, remedy } = closed.data as { readonly root: Json; readonly remedy?: Json };
  return { ...(root as unknown as Failure), ...(typeof remedy === 'string' && { remedy }) };
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
