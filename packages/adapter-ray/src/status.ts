import type { JobRef, JobStatus, Millis } from '@sigwatch/core';
import type { JobDetails } from './job-details.js';

/** What is known beside Ray's words. */
export interface Beside {
  /** When Ray was asked. */
  readonly asOf: Millis;
  /** Whether we had asked for its end before it ended. */
  readonly stopped: boolean;
}

/** Characters of a message that a person reads; Ray puts up to 20,000 of the log behind its own words. */
const LONGEST = 500;

/** What Ray says of a job. Undefined for a word that is not known: that tells nothing. */
export function statusOf(job: JobRef, told: JobDetails, { asOf, stopped }: Beside): JobStatus | undefined {
  const common = {
    job,
    as_of: asOf,
    ...(told.endedAt === undefined ? {} : { ended_at: told.endedAt }),
    ...(told.driverNode === undefined ? {} : { nodes: [nodeName(told)] }),
  };
  const started =
    told.driverNode === undefined || told.submittedAt === undefined ? {} : { started_at: told.submittedAt };
  switch (told.status) {
    case 'PENDING':
      return { job, as_of: asOf, state: 'pending', ...pendingDetail(told, stopped) };
    case 'RUNNING':
      return { ...common, ...started, state: 'running' };
    case 'SUCCEEDED':
      return { ...common, ...started, state: 'succeeded', exit_code: told.exitCode ?? 0 };
    case 'STOPPED':
      return { ...common, ...started, state: 'cancelled', ended_by: stopped ? 'sigwatch' : 'owner' };
    case 'FAILED':
      return { ...common, ...started, ...failure(told, stopped) };
    default:
      return undefined;
  }
}

type Ending = Pick<JobStatus, 'state' | 'exit_code' | 'signal' | 'reason' | 'detail' | 'ended_by'>;

function failure(told: JobDetails, stopped: boolean): Ending {
  const word = told.errorType ?? reasonIn(told.message);
  const reason = causeIn(word, told.message) ?? word;
  const detail = firstSentence(told.message);
  // What was to end before it ran fails when it has waited too long for its start, and what is killed by force as well.
  if (stopped && told.exitCode === undefined)
    return { state: 'cancelled', ended_by: 'sigwatch', ...(detail === '' ? {} : { detail }) };
  return {
    state: 'failed',
    ...exitOf(told.exitCode),
    ...(reason === undefined ? {} : { reason }),
    ...(detail === '' ? {} : { detail }),
  };
}

/** Python tells -9 for SIGKILL, a shell 137. */
function exitOf(code: number | undefined): Pick<JobStatus, 'exit_code' | 'signal'> {
  if (code === undefined) return {};
  const signal = code < 0 ? signals[-code] : undefined;
  return signal === undefined ? { exit_code: code } : { signal };
}

const signals: Readonly<Record<number, string>> = {
  ...{ 1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 6: 'SIGABRT', 7: 'SIGBUS', 8: 'SIGFPE', 9: 'SIGKILL' },
  ...{ 10: 'SIGUSR1', 11: 'SIGSEGV', 12: 'SIGUSR2', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM' },
};

/** How older servers, which have no error types, begin their messages; longest first. */
const beginnings: readonly (readonly [words: string, reason: string])[] = [
  ['Job entrypoint command failed', 'JOB_ENTRYPOINT_COMMAND_ERROR'],
  ['runtime_env setup failed', 'RUNTIME_ENV_SETUP_FAILURE'],
  ['Job supervisor actor could not be scheduled', 'JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE'],
  ['Job supervisor actor failed to start within', 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT'],
  ['Job supervisor actor died', 'JOB_SUPERVISOR_ACTOR_DIED'],
  ['Failed to start supervisor actor', 'JOB_SUPERVISOR_ACTOR_START_FAILURE'],
  ['Failed to start Job Supervisor actor', 'JOB_SUPERVISOR_ACTOR_START_FAILURE'],
  ['Unexpected error occurred: The actor ', 'JOB_SUPERVISOR_ACTOR_DIED'],
  ['Unexpected error occurred: failed to get job supervisor', 'JOB_SUPERVISOR_ACTOR_START_FAILURE'],
  ['Unexpected error occurred', 'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE'],
  // what the driver could not be started by, as a whole traceback
  ['Traceback (most recent call last)', 'JOB_ENTRYPOINT_COMMAND_START_ERROR'],
];

/** Ray tells why the actor is dead only in its message; only then the words of a message count. */
const deaths: ReadonlySet<string> = new Set(['JOB_SUPERVISOR_ACTOR_DIED', 'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE']);

function causeIn(word: string | undefined, message: string): string | undefined {
  if (word === undefined || !deaths.has(word)) return undefined;
  if (/running low on memory|memory pressure|OutOfMemory/i.test(message)) return `NODE_OUT_OF_MEMORY (${word})`;
  return /\bnode (has died|is dead)|\bnode [^.]{0,200}(has died|is dead)/i.test(message)
    ? `NODE_DIED (${word})`
    : undefined;
}

const reasonIn = (message: string): string | undefined => beginnings.find(([words]) => message.startsWith(words))?.[1];

/** Of Ray's own words, without the log and the traceback behind them. */
export function firstSentence(message: string): string {
  if (message.startsWith('Traceback (most recent call last)')) return lastWords(message);
  const own = message.split(/, last available logs|\.? Full traceback:|\n/, 1)[0] ?? '';
  const whole = own.trim().replace(/[.:,]$/, '');
  return whole === '' ? '' : `${cut(whole)}.`;
}

function lastWords(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return cut(lines.filter((line) => line !== '').at(-1) ?? '');
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Ray's message of a job that waits says the same of nearly all; only what was asked of it is worth telling. */
function pendingDetail({ message }: JobDetails, stopped: boolean): { readonly detail?: string } {
  if (stopped)
    return { detail: 'it was told to stop, and Ray keeps it until it has started or has waited too long (15 minutes)' };
  return /waiting for resources/.test(message)
    ? { detail: 'it may wait for resources that are not there: see `ray status`' }
    : {};
}

/** The agent's address holds what people call the node; its number says nothing. */
function nodeName({ driverAgent, driverNode = '' }: JobDetails): string {
  const host = driverAgent !== undefined && URL.canParse(driverAgent) ? new URL(driverAgent).hostname : '';
  return host === '' ? driverNode : host;
}

/** A job that Ray does not know any more. */
export function goneStatus(job: JobRef, how: 'lost' | 'deleted', { asOf, stopped }: Beside): JobStatus {
  if (how === 'lost')
    return {
      ...{ job, as_of: asOf, state: 'failed', reason: 'CLUSTER_LOST' },
      detail: 'the Ray cluster that it was on is lost: another one answers at its address',
    };
  return {
    ...{ job, as_of: asOf, state: 'cancelled', reason: 'DELETED', ended_by: stopped ? 'sigwatch' : 'owner' },
    detail: 'somebody has deleted it from the list of jobs',
  };
}
