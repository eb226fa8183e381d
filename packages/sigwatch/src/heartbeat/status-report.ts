import { type Json, type Millis, sanitize } from '@sigwatch/core';
import type { Verdict } from '@sigwatch/heartbeat';

/** How a run is, as its heartbeats tell at one moment: one object of `sigwatch watch --once`. Times as ISO 8601. */
export interface HeartbeatStatus {
  /** `s3://BUCKET/PREFIX/RUN`, or its directory. */
  readonly location: string;
  /** As the run calls itself; the last part of the location otherwise. */
  readonly run_id: string;
  readonly at: string;
  readonly state: Verdict['state'];
  readonly code: Verdict['code'];
  /** One sentence. */
  readonly reason: string;
  readonly since: string | null;
  readonly phase: string | null;
  readonly instance: string | null;
  readonly node: string | null;
  readonly started_at: string | null;
  readonly step: number | null;
  readonly total: number | null;
  readonly loss: number | null;
  readonly learning_rate: number | null;
  /** Since it was written, or since the step moved; null where it was never told. */
  readonly age_seconds: {
    readonly metadata: number | null;
    readonly progress: number | null;
    readonly step: number | null;
  };
  readonly stale_seconds: number;
  /** What the rules make of it, where it is not in order. */
  readonly failure?: FailureOf;
  /** What to do: the remedy of the rule. */
  readonly action_required?: string;
  /** What is odd in the files themselves. */
  readonly notices: readonly string[];
  /** The last lines of its log, where they were asked for. */
  readonly last_lines?: readonly string[];
}

export interface FailureOf {
  readonly error_type?: string;
  readonly signal: string;
  readonly source: string;
  readonly line: number;
  readonly text: string;
}

export interface Found {
  readonly location: string;
  readonly name: string;
  readonly at: Millis;
  readonly verdict: Verdict;
  readonly notices: readonly string[];
  readonly failure?: FailureOf | undefined;
  readonly remedy?: string | undefined;
  readonly last_lines?: readonly string[] | undefined;
}

export function heartbeatStatus({ location, name, at, verdict, notices, ...more }: Found): HeartbeatStatus {
  const { ages, state, code, reason, phase, instance, node, step, total, loss, learning_rate } = verdict;
  return {
    ...{ location, run_id: verdict.run_id ?? name, at: iso(at), state, code, reason, since: isoOrNull(verdict.since) },
    ...{ phase, instance, node, started_at: isoOrNull(verdict.began), step, total, loss, learning_rate },
    age_seconds: { metadata: seconds(ages.metadata), progress: seconds(ages.progress), step: seconds(ages.step) },
    stale_seconds: verdict.threshold / 1000,
    ...(more.failure === undefined ? {} : { failure: more.failure }),
    ...(more.remedy === undefined ? {} : { action_required: more.remedy }),
    notices,
    ...(more.last_lines === undefined ? {} : { last_lines: more.last_lines }),
  };
}

/** Of the data of a `signal`. */
export function failureOf(data: Readonly<Record<string, Json | undefined>>): FailureOf {
  const { error_type, signal, source, line, text } = data;
  return {
    ...(typeof error_type === 'string' ? { error_type } : {}),
    ...{ signal: String(signal), source: String(source), line: Number(line), text: sanitize(String(text)) },
  };
}

const iso = (at: Millis): string => new Date(at).toISOString();
const isoOrNull = (at: Millis | null): string | null => (at === null ? null : iso(at));
const seconds = (ms: Millis | null): number | null => (ms === null ? null : Math.round(ms) / 1000);
