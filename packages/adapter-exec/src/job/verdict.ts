import { constants } from 'node:os';
import type { JobRef, JobState, JobStatus, Millis } from '@sigwatch/core';
import { type Claim, compare } from './identity.js';
import type { JobRecord, StatusAnswer } from './record.js';

type Told = Omit<JobStatus, 'job'>;

/** Somebody of another name answers, who can't see what the job does. */
class ElsewhereError extends Error {
  override readonly name = 'ElsewhereError';
}

/**
 * How a job of ours is, by what is told of it; undefined when that is not known. `local`: what a second of the other side is on
 * sigwatch's clock (ms).
 */
export function verdictOf(
  job: JobRef,
  claim: Claim,
  name: string,
  answer: StatusAnswer,
  local: (seconds: number) => Millis,
): JobStatus | undefined {
  const record = answer.jobs.get(name);
  const known = record?.claim === job.incarnation ? record : undefined;
  const status = { job, nodes: [claim.place.host] };
  if (known?.exit !== undefined) return { ...status, ...timesOf(known, local), ...ended(known, known.exit) };
  const now = compare(claim.place, answer.place);
  if (now === 'anew') return { ...status, ...lost(begunAnew(claim, answer), known), ...timesOf(known, local) };
  if (known === undefined) return undefined;
  // Its folder lies on a volume that many share.
  if (now === 'elsewhere') throw elsewhere(job, claim, answer);
  return { ...status, ...timesOf(known, local), ...unended(known) };
}

/** The same of a process that was not begun by us, whose exit code nobody is told. */
export function processVerdict(job: JobRef, claim: Claim, answer: StatusAnswer): JobStatus | undefined {
  const alive = answer.processes.get(`@${claim.pid}/${claim.start}`);
  const status = { job, nodes: [claim.place.host] };
  const now = compare(claim.place, answer.place);
  if (now === 'elsewhere') throw elsewhere(job, claim, answer);
  if (now === 'anew') return { ...status, ...lost(begunAnew(claim, answer)) };
  if (alive === undefined) return undefined;
  if (alive) return { ...status, state: 'running' };
  const detail = `process ${claim.pid} has ended, and was not begun by sigwatch, so nobody knows its exit code`;
  return { ...status, state: 'failed', reason: 'EXIT_UNKNOWN', detail };
}

function timesOf(record: JobRecord | undefined, local: (seconds: number) => Millis): Partial<Told> {
  const { begun, exit } = record ?? {};
  return {
    ...(begun === undefined ? {} : { started_at: local(begun.at) }),
    // Whole seconds of a clock: a job can't end before it has begun.
    ...(exit === undefined ? {} : { ended_at: local(Math.max(exit.at, begun?.at ?? 0)) }),
  };
}

function ended(record: JobRecord, { code, cancelled, oom }: NonNullable<JobRecord['exit']>): Told {
  if (code === 'late')
    return { state: 'failed', reason: 'TOO_LATE', detail: 'The deadline of its submission had passed.' };
  if (record.cancelled && record.ending) return { state: 'completing' };
  if (code === 'none') return { state: 'cancelled', ended_by: 'sigwatch', detail: 'Cancelled before it was begun.' };
  const signal = code > 128 ? signalOf(code - 128) : undefined;
  const how = { exit_code: code, ...(signal === undefined ? {} : { signal }) };
  if (cancelled) return { state: 'cancelled', ended_by: 'sigwatch', ...how };
  if (code === 0) return { state: 'succeeded', ...how };
  const detail = 'The OOM killer has struck in its control group while it ran.';
  return { state: 'failed', ...how, ...(oom ? { reason: 'OUT_OF_MEMORY', detail } : {}) };
}

function unended(record: JobRecord): Told {
  const { alive, waits, begun, cancelled, ending, held } = record;
  if (alive && cancelled) return { state: 'completing' };
  if (alive && waits) return { state: 'running' };
  if (alive) return { state: 'running', detail: 'Who waited for it was killed, so its exit code will not be known.' };
  if (waits) {
    const state: JobState = begun === undefined && !cancelled ? 'pending' : 'completing';
    return held ? { state, detail: 'Held until it is released.' } : { state };
  }
  if (cancelled && ending) return { state: 'completing' };
  return lost('It was killed together with who waited for it', record);
}

function lost(why: string, record?: JobRecord): Told {
  const detail = `${why}, so nobody knows its exit code.`;
  if (record?.cancelled) return { state: 'cancelled', ended_by: 'sigwatch', detail };
  return { state: 'failed', reason: 'PROCESS_LOST', detail };
}

const begunAnew = ({ place }: Claim, { place: now }: StatusAnswer): string =>
  place.boot === now.boot
    ? `The container ${place.host} was restarted, which has ended all that ran in it`
    : `${place.host} was restarted, which has ended all that ran there`;

const elsewhere = (job: JobRef, { place }: Claim, { place: now }: StatusAnswer): ElsewhereError =>
  new ElsewhereError(
    `${job.id} runs on ${place.host}, and the prefix leads to ${now.host}, where it can't be seen: set the prefix to ${place.host}.`,
  );

const signals = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const signalOf = (number: number): string | undefined => signals.get(number as never);
