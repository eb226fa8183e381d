import type { Millis } from '@sigwatch/core';

export type VerdictState =
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'degraded'
  | 'stalled'
  | 'timed_out'
  /** Whoever had to answer did not: nothing follows. */
  | 'unknown';

export type VerdictCode = 'METADATA_STALE' | 'PROGRESS_STALE' | 'HEARTBEATS_STALE' | 'NEVER_STARTED' | 'STEP_STALLED';

/** What follows from the heartbeats of a run at one moment. Json; times are those of sigwatch's clock. */
export interface Verdict {
  readonly state: VerdictState;
  readonly code: VerdictCode | null;
  /** One sentence for people. */
  readonly reason: string;
  /** Since when it is so, as far as that is known. */
  readonly since: Millis | null;
  /** Which of the two was not written for longer than `threshold`, or is gone. */
  readonly stale: readonly ('metadata' | 'progress')[];
  /** ms since each of the two was written, and since the step was first seen as it is; null where none was ever told. */
  readonly ages: { readonly metadata: Millis | null; readonly progress: Millis | null; readonly step: Millis | null };
  /** ms without any heartbeat of this attempt; from the first look on where there never was one. */
  readonly silent: Millis;
  /** What counts now (ms), by the phase. */
  readonly threshold: Millis;
  /** Whether a heartbeat of this attempt was ever seen. */
  readonly started: boolean;
  readonly run_id: string | null;
  /** As the run names it. */
  readonly phase: string | null;
  readonly instance: string | null;
  readonly node: string | null;
  /** When the attempt began, as the run tells. */
  readonly began: Millis | null;
  readonly step: number | null;
  readonly total: number | null;
  readonly loss: number | null;
  readonly learning_rate: number | null;
  /** By how much (ms) the clock of the writer is behind that of the store, and ours; null where that can't be told. Ages are corrected by it. */
  readonly skew: { readonly writer: Millis | null; readonly ours: Millis | null };
  /** Of a failed one: the first line of what `_error` says. */
  readonly error: string | null;
}

export type Phase = 'setup' | 'data' | 'training' | 'eval' | 'checkpoint';

/** For how long (ms) a heartbeat may be silent, and a step stand, by phase. */
export interface Thresholds {
  readonly default: Millis;
  readonly phases: Readonly<Partial<Record<Phase, Millis>>>;
}
