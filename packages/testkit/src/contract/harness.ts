import type { Discovery, JobAdapter, JobRef, JobSpec, JobStatus, LogSource, Millis, Submission } from '@sigwatch/core';
import type { JobKind } from '../platform-jobs.js';
import type { Check } from './run-checks.js';

/** One adapter on one empty platform; made afresh for each check. */
export interface AdapterHarness {
  /** What is checked. */
  readonly adapter: JobAdapter;
  /** The time by the adapter's clock, in ms. */
  now(): Millis;
  /**
   * `succeeds` ends with exit code 0, `fails` with 3; `sleeps` lives until it is cancelled; `prints` writes `printed`,
   * each as a line, and ends with exit code 0.
   */
  spec(kind: JobKind): JobSpec;
  /** What a job of the kind `prints` writes, a line each. */
  readonly printed: readonly string[];
  /** A well-formed id that no job has. */
  readonly unknown: JobRef;
  /** Asks again and again, letting time pass, until `probe` gives a value; rejects when that takes too long. */
  until<T>(probe: () => Promise<T | undefined>): Promise<T>;
  /** Lets so much time pass that a job that may start has started. */
  settle(): Promise<void>;
  /** The same key is the same job, whenever and however often it is submitted. */
  readonly keysAreIds?: true;
  /**
   * Another adapter to the same platform, with something between the two: nobody answers, what answers tells nothing, or
   * no answer ever comes. Undefined where that can't be for this platform; without this the checks of it are left out.
   */
  troubled?(how: Trouble): Promise<JobAdapter | undefined>;
  /** Ends the platform with all its jobs. */
  dispose(): Promise<void>;
}

/** What stands between an adapter and its platform: nobody answers, what answers tells nothing, or no answer ever comes. */
export type Trouble = 'unreachable' | 'garbage' | 'slow';

export type AdapterCheck = Check<AdapterHarness>;

/** One source that can be written to; made afresh for each check, empty. */
export interface SourceHarness {
  /** What is checked. */
  readonly source: LogSource;
  /** The time by the source's clock, in ms. */
  now(): Millis;
  /** Writes behind what is there. */
  append(text: string): Promise<void>;
  /** Ends what was begun for the check. */
  dispose(): Promise<void>;
}

/** A signal that never fires. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

export function submissionOf(harness: AdapterHarness): Submission {
  const { submission } = harness.adapter;
  if (submission === undefined) throw new Error('the adapter has no submission');
  return submission;
}

export function submitNow(harness: AdapterHarness, kind: JobKind, key: string, held = false): Promise<JobRef> {
  const how = { notAfter: harness.now() + 60_000, held };
  return submissionOf(harness).submit(harness.spec(kind), key, how, never());
}

export function untilState(
  harness: AdapterHarness,
  job: JobRef,
  wanted: (status: JobStatus) => boolean,
): Promise<JobStatus> {
  return harness.until(async () => {
    const status = (await harness.adapter.status([job], never())).get(job.id);
    return status !== undefined && wanted(status) ? status : undefined;
  });
}

export function isEnded(status: JobStatus): boolean {
  return ['succeeded', 'failed', 'cancelled', 'timed_out'].includes(status.state);
}

/** All that a discovery's sources hold, as text, read to the end. */
export async function readAll(discovery: Discovery): Promise<string> {
  const abort = new AbortController();
  let text = '';
  for await (const source of discovery.sources(abort.signal)) {
    const reader = await source.open(undefined, abort.signal);
    const into = Buffer.alloc(65_536);
    for (let read = await reader.read(into, true); ; read = await reader.read(into, true)) {
      if (read.kind === 'data') text += into.toString('utf8', 0, read.bytes);
      else if (read.kind !== 'reset') break;
    }
    await reader[Symbol.asyncDispose]();
    // A discovery of a job that ended may go on looking for further files; one source is what is asked for.
    if (text !== '') break;
  }
  abort.abort();
  return text;
}
