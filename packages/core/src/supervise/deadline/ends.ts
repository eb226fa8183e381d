import type { EngineEvent, JobStatus, Json, Millis, Signal } from '../../contract.js';
import type { Snapshot } from '../snapshot.js';
import type { Announced } from './deadline-state.js';

/** When a job is ended, and whose word that is. */
export interface JobEnd {
  readonly at: Millis;
  readonly by: 'platform' | 'session' | 'notice';
}

/** A notice whose end has passed for so long (ms), while the job runs, was of something else. */
export const DISPROVED_AFTER: Millis = 60_000;
/** Seconds since 1970 are below this, milliseconds above: the year 2286, or 1970. */
const MOST_SECONDS = 10_000_000_000;

/**
 * When a job that runs ends. Its platform knows better than the program, which may have been told before a limit was
 * changed; a notice is of less time than either. Undefined where nobody tells.
 */
export function endOf(status: JobStatus | undefined, { session, notice }: Announced, now: Millis): JobEnd | undefined {
  if (status !== undefined && status.state !== 'running') return undefined;
  const platform = status?.ends_at;
  const usual: JobEnd | undefined =
    platform !== undefined
      ? { at: platform, by: 'platform' }
      : session !== undefined
        ? { at: session, by: 'session' }
        : undefined;
  const isDisproved = notice !== undefined && now > notice.at + DISPROVED_AFTER;
  if (notice === undefined || isDisproved || (usual !== undefined && usual.at <= notice.at)) return usual;
  return { at: notice.at, by: 'notice' };
}

/**
 * What lines say of an end: `session_start` and `session_hours` of a session (Unix seconds), `ends_at` or
 * `ends_in_seconds` of a machine, or the time that such a notice leaves, where it does not say itself
 * (`metadata.notice_seconds`). The first notice counts: what repeats it leaves no more time.
 */
export function announcedAfter(before: Announced, signals: readonly Signal[]): Announced {
  let announced = before;
  for (const signal of signals) {
    const session = sessionEnd(signal);
    if (session !== undefined && session !== announced.session) announced = { ...announced, session };
    const at = noticedEnd(signal);
    const known = announced.notice?.at;
    const isNews = known === undefined || at === undefined || at < known || at > known + DISPROVED_AFTER;
    if (at !== undefined && isNews) announced = { ...announced, notice: { at, signal: signal.name } };
  }
  return announced;
}

/** What of a snapshot changes by a batch of events; nothing where they tell of no end. */
export function announcedIn(
  { announced, attempt }: Pick<Snapshot, 'announced' | 'attempt'>,
  events: readonly EngineEvent[],
): Pick<Snapshot, 'announced'> {
  const before: Announced = announced?.attempt === attempt ? announced : {};
  const signals = events.flatMap((event) => (event.type === 'signal' ? [event.signal] : []));
  const after = withPlatform(announcedAfter(before, signals), events);
  return after === before ? {} : { announced: { ...after, attempt } };
}

function withPlatform(before: Announced, events: readonly EngineEvent[]): Announced {
  const job = events.findLast((event) => event.type === 'job');
  if (job?.type !== 'job' || job.status.state !== 'running' || job.status.ends_at === before.platform) return before;
  const { platform: _, ...said } = before;
  return job.status.ends_at === undefined ? said : { ...said, platform: job.status.ends_at };
}

function sessionEnd({ fields }: Signal): Millis | undefined {
  const start = numberOf(fields.session_start);
  const hours = numberOf(fields.session_hours);
  if (start === undefined || hours === undefined || hours <= 0) return undefined;
  return start * 1000 + hours * 3_600_000;
}

function noticedEnd({ fields, metadata, time }: Signal): Millis | undefined {
  const at = momentOf(fields.ends_at);
  if (at !== undefined) return at;
  const left = numberOf(fields.ends_in_seconds) ?? numberOf(metadata.notice_seconds);
  return left === undefined || left < 0 ? undefined : time + left * 1000;
}

function momentOf(value: Json | undefined): Millis | undefined {
  const number = numberOf(value);
  if (number !== undefined) return number < MOST_SECONDS ? number * 1000 : number;
  const read = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(read) ? read : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
