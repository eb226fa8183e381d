import type { Millis } from '@sigwatch/core';
import { files } from './answers.js';
import { beganAt, isOfAttempt } from './attempt.js';
import { type Facts, factsOf } from './facts.js';
import type { Memory } from './memory.js';
import { span } from './span.js';
import type { Thresholds, Verdict } from './verdict.js';

type Found = Pick<Verdict, 'state' | 'reason'> & Partial<Pick<Verdict, 'code' | 'since' | 'error'>>;

/**
 * What follows at `now` from all that was seen of a run. Pure, and never throws. In this order: what the sentinels say,
 * what was not answered, the run's own word, who is silent, and a step that stands.
 */
export function decide(memory: Memory, thresholds: Thresholds, now: Millis): Verdict {
  const facts = factsOf(memory, thresholds, now);
  const found =
    bySentinel(memory) ??
    notAnswered(memory) ??
    byStatus(memory) ??
    bySilence(facts) ??
    byStep(facts) ??
    byOneSilent(facts) ??
    running(facts);
  return { ...facts.told, code: null, since: null, error: null, ...found };
}

/** Whether one is of this attempt is told by the metadata: while these are not answered it says nothing. */
function bySentinel(memory: Memory): Found | undefined {
  const { unknown } = memory;
  if (memory.looked === null || unknown.error !== undefined || unknown.complete !== undefined) return undefined;
  if (unknown.metadata !== undefined) return undefined;
  const began = beganAt(memory);
  const error = isOfAttempt(memory.error, began) ? memory.error : undefined;
  const complete = isOfAttempt(memory.complete, began) ? memory.complete : undefined;
  const both = error !== undefined && complete !== undefined;
  if (error !== undefined && (complete === undefined || error.beat >= complete.beat)) {
    const { message } = error.content;
    const than = error.beat === complete?.beat ? 'as new as' : 'newer than';
    const says = both ? `${files.error} is ${than} ${files.complete}, and says` : `${files.error} says`;
    const reason = message === null ? `${files.error} is there, and empty.` : `${says}: ${message}`;
    return { state: 'failed', reason, since: error.beat, error: message };
  }
  if (complete === undefined) return undefined;
  const reason = both ? `${files.complete} is newer than ${files.error}.` : `${files.complete} is there.`;
  return { state: 'succeeded', reason, since: complete.beat };
}

function notAnswered({ looked, unknown, metadata }: Memory): Found | undefined {
  if (looked === null) return { state: 'unknown', reason: 'Nobody has looked yet.' };
  const { progress, ...rest } = unknown;
  // A run that tells its end by itself is believed whatever its progress was.
  const isOver = metadata !== null && !metadata.gone && endOf(metadata.content.status) !== undefined;
  const [why] = Object.values({ ...rest, ...(isOver ? {} : { progress }) }).filter((one) => one !== undefined);
  return why === undefined ? undefined : { state: 'unknown', reason: why };
}

const ends: Readonly<Record<'failed' | 'succeeded', readonly string[]>> = {
  failed: ['failed', 'error', 'errored', 'failure', 'crashed', 'exception', 'fatal', 'aborted', 'killed', 'terminated'],
  succeeded: ['completed', 'complete', 'succeeded', 'success', 'finished', 'done'],
};

function endOf(status: string | null): 'failed' | 'succeeded' | undefined {
  const word = status?.trim().toLowerCase() ?? '';
  if (ends.failed.includes(word)) return 'failed';
  return ends.succeeded.includes(word) ? 'succeeded' : undefined;
}

function byStatus(memory: Memory): Found | undefined {
  const { metadata } = memory;
  if (!isOfAttempt(metadata, memory.given)) return undefined;
  const { status, error } = metadata.content;
  const state = endOf(status);
  if (state === undefined) return undefined;
  const says = `${files.metadata} says status: ${status}`;
  if (state === 'succeeded' || error === null) return { state, reason: `${says}.`, since: metadata.beat };
  return { state, reason: `${says}: ${error}`, since: metadata.beat, error };
}

function bySilence({ metadata, progress, told, first, now }: Facts): Found | undefined {
  const { threshold, silent } = told;
  if (!told.started) {
    if (silent <= threshold) return undefined;
    const reason = `No heartbeat has ever come, for ${span(silent)}.`;
    return { state: 'timed_out', code: 'NEVER_STARTED', since: first + threshold, reason };
  }
  if (!metadata.isSilent || !progress.isSilent) return undefined;
  const reason = `No heartbeat for longer than ${span(threshold)}: ${written('metadata', told)}, ${written('progress', told)}.`;
  return { state: 'timed_out', code: 'HEARTBEATS_STALE', since: now - silent + threshold, reason };
}

/**
 * While who writes the step is silent, nobody knows it: then it is the silence that is told first, and a stall only when
 * the step has stood for twice as long.
 */
function byStep({ metadata, progress, told, standing, now }: Facts): Found | undefined {
  const { threshold, step } = told;
  if (metadata.isSilent || standing === null || standing <= threshold * (progress.isStale ? 2 : 1)) return undefined;
  const reason = `The heartbeat lives, and step ${step} has stood for ${span(standing)}.`;
  return { state: 'stalled', code: 'STEP_STALLED', since: now - standing + threshold, reason };
}

function byOneSilent({ metadata, progress, told }: Facts): Found | undefined {
  const { threshold } = told;
  const longer = `for longer than ${span(threshold)}`;
  if (metadata.isSilent) {
    const reason = `${files.metadata} is stale ${longer} (${written('metadata', told)}), and ${files.progress} is not.`;
    return { state: 'degraded', code: 'METADATA_STALE', since: metadata.last + threshold, reason };
  }
  if (!progress.isStale) return undefined;
  const reason = `${files.progress} is stale ${longer} (${written('progress', told)}), and ${files.metadata} is not.`;
  return { state: 'degraded', code: 'PROGRESS_STALE', since: progress.last + threshold, reason };
}

function running({ told, first }: Facts): Found {
  if (!told.started) return { state: 'running', reason: notYet(told.silent), since: first };
  const { step, total, silent } = told;
  const where = step === null ? '' : `, at step ${step}${total === null ? '' : ` of ${total}`}`;
  return { state: 'running', reason: `Its last heartbeat was ${span(silent)} ago${where}.` };
}

/** At the first look there is no while to tell of. */
const notYet = (silent: Millis): string =>
  silent < 1000 ? 'No heartbeat has come yet.' : `No heartbeat has come yet, for ${span(silent)}.`;

const written = (name: 'metadata' | 'progress', { ages }: Facts['told']): string => {
  const age = ages[name];
  return age === null ? `${files[name]} was never there` : `${files[name]} was written ${span(age)} ago`;
};
