import type { Millis } from '@sigwatch/core';
import { beganAt, wasOfAttempt } from './attempt.js';
import type { Memory, Seen } from './memory.js';
import { expectsSteps, thresholdFor } from './thresholds.js';
import type { Thresholds, Verdict } from './verdict.js';

interface Beat {
  /** When it was written last; where it never was, since when it might have been. */
  readonly last: Millis;
  /** Nothing has come for longer than the threshold, whether or not anything ever came. */
  readonly isSilent: boolean;
  /** It did come, and does not any more. */
  readonly isStale: boolean;
}

/** What the memory of a run means at a moment. */
export interface Facts {
  readonly now: Millis;
  /** Since when a first heartbeat was waited for. */
  readonly first: Millis;
  readonly metadata: Beat;
  readonly progress: Beat;
  /** For how long (ms) the step has stood; null where none was told, or none is expected now. */
  readonly standing: Millis | null;
  readonly told: Omit<Verdict, 'state' | 'code' | 'reason' | 'since' | 'error'>;
}

export function factsOf(memory: Memory, thresholds: Thresholds, now: Millis): Facts {
  const { context, given, step } = memory;
  const threshold = thresholdFor(thresholds, context.phase);
  const first = given ?? memory.first ?? now;
  const began = beganAt(memory);
  const metadataAge = ageOf(memory.metadata, given, now);
  const progressAge = ageOf(memory.progress, began, now);
  const metadata = beatOf(metadataAge ?? Math.max(now - first, progressAge ?? 0), metadataAge, threshold, now);
  const progress = beatOf(progressAge ?? Number.POSITIVE_INFINITY, progressAge, threshold, now);
  const ages = [metadataAge, progressAge].filter((age) => age !== null);
  const since = step === null ? null : Math.max(step.since, memory.phase_since ?? step.since);
  const { content } = progressAge === null ? {} : (memory.progress ?? {});
  return {
    ...{ now, first, metadata, progress },
    standing: since === null || !expectsSteps(context.phase) ? null : Math.max(0, now - since),
    told: {
      stale: [...(metadata.isStale ? ['metadata' as const] : []), ...(progress.isStale ? ['progress' as const] : [])],
      ages: {
        metadata: metadataAge,
        progress: progressAge,
        step: step === null ? null : Math.max(0, now - step.since),
      },
      silent: Math.max(0, ages.length === 0 ? now - first : Math.min(...ages)),
      threshold,
      started: ages.length > 0,
      run_id: context.run_id,
      phase: context.phase,
      instance: context.instance,
      node: context.node,
      began,
      step: step?.value ?? null,
      total: content?.total ?? null,
      loss: content?.loss ?? null,
      learning_rate: content?.learning_rate ?? null,
      skew: { writer: memory.writer, ours: memory.ours },
    },
  };
}

/** ms since it was written last; null for one that this attempt never wrote. */
const ageOf = (seen: Seen<unknown> | null, began: Millis | null, now: Millis): Millis | null =>
  seen === null || !wasOfAttempt(seen, began) ? null : Math.max(0, now - seen.beat);

function beatOf(silence: Millis, age: Millis | null, threshold: Millis, now: Millis): Beat {
  return { last: now - silence, isSilent: silence > threshold, isStale: age !== null && age > threshold };
}
