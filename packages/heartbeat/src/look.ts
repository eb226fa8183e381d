import type { Millis } from '@sigwatch/core';
import { type Answer, type Answers, files } from './answers.js';
import { beganAt, isOfAttempt } from './attempt.js';
import { ageOf, oursAfter, sampleOf } from './clocks.js';
import type { Memory, Seen } from './memory.js';
import { noticesOf } from './notices.js';
import type { Metadata } from './read/metadata.js';
import type { Progress } from './read/progress.js';

type Name = keyof Answers;
const NAMES: readonly Name[] = ['metadata', 'progress', 'error', 'complete'];

/** A file that can't be read may be half written; the next look takes it as it is. */
const LOOKS = 2;
/** What was begun so long (ms) ago is not being written any more. */
const WRITING: Millis = 60_000;

/** What is remembered after a look: pure. What was not answered leaves what is known of it as it was. */
export function look(memory: Memory, answers: Answers, now: Millis): Memory {
  if (NAMES.every((name) => answers[name].kind === 'unknown'))
    return {
      ...memory,
      looked: now,
      unknown: unanswered(memory, answers, now),
      notices: { ...memory.notices, fresh: [] },
    };
  const answered = latest(NAMES.map((name) => ('answered' in answers[name] ? answers[name].answered : null)));
  const newest = latest(NAMES.map((name) => ('modified' in answers[name] ? answers[name].modified : null)));
  const ours = oursAfter(memory.ours, answered, newest, now);
  const storeNow = now - (ours ?? 0);
  const unknown = unanswered(memory, answers, storeNow);
  const seen = {
    metadata: seenAfter(memory.metadata, answers.metadata),
    progress: seenAfter(memory.progress, answers.progress),
    error: seenAfter(memory.error, answers.error),
    complete: seenAfter(memory.complete, answers.complete),
  };
  const context = contextAfter(memory, seen.metadata?.content, seen.progress?.content);
  const isNew = context.began !== memory.context.began && memory.context.began !== null;
  const writer = writerAfter(isNew ? null : memory.writer, memory, seen);
  const placed = <T>(one: Seen<T> | null, updated: Millis | null): Seen<T> | null =>
    one === null ? null : { ...one, beat: now - ageOf(one.modified, updated, writer, storeNow) };
  const progress = placed(seen.progress, seen.progress?.content.updated ?? null);
  const attempt = beganAt({ given: memory.given, context, writer, ours });
  const after: Memory = {
    given: memory.given,
    first: memory.first ?? now,
    looked: now,
    unknown,
    metadata: placed(seen.metadata, seen.metadata?.content.updated ?? null),
    progress,
    error: placed(seen.error, null),
    complete: placed(seen.complete, null),
    context,
    phase_since: context.phase === memory.context.phase && !isNew ? memory.phase_since : now,
    step: stepAfter(isNew ? null : memory.step, isOfAttempt(progress, attempt) ? progress : null, now),
    writer,
    ours,
    notices: memory.notices,
  };
  return { ...after, notices: noticesOf(after) };
}

/** Whether a file was found that can't be read as yet: it may be being written just now. */
export const isHalfWritten = ({ unknown }: Memory, answers: Answers): boolean =>
  NAMES.some((name) => unknown[name] !== undefined && answers[name].kind !== 'unknown');

/** By file; one that can't be read for the first time belongs to them. */
function unanswered(memory: Memory, answers: Answers, storeNow: Millis): Memory['unknown'] {
  const all = NAMES.flatMap((name): [Name, string][] => {
    const answer = answers[name];
    if (answer.kind === 'unknown') return [[name, answer.error]];
    const problem = problemOf(seenAfter<unknown>(memory[name], answer), storeNow);
    return problem === undefined ? [] : [[name, `${files[name]} can't be read (${problem}) and is looked at again.`]];
  });
  return Object.fromEntries(all);
}

function problemOf(seen: Seen<unknown> | null, storeNow: Millis): string | undefined {
  const { problem } = (seen?.content ?? {}) as { readonly problem?: string | null };
  if (seen === null || seen.gone || seen.broken >= LOOKS || storeNow - seen.modified > WRITING) return undefined;
  return problem ?? undefined;
}

function seenAfter<T>(before: Seen<T> | null, answer: Answer<T>): Seen<T> | null {
  const isBroken = (content: T) => ((content as { readonly problem?: unknown }).problem ?? null) !== null;
  switch (answer.kind) {
    case 'found': {
      const { etag, modified, content } = answer;
      const broken = isBroken(content) ? (before?.gone === false ? before.broken : 0) + 1 : 0;
      return { etag, modified, content, beat: before?.beat ?? 0, gone: false, broken };
    }
    case 'unchanged':
      return before === null ? null : { ...before, broken: before.broken === 0 ? 0 : before.broken + 1 };
    case 'absent':
      return before === null ? null : { ...before, gone: true };
    default:
      return before;
  }
}

/** A later heartbeat that lacks something does not take it away. */
function contextAfter(memory: Memory, metadata: Metadata | undefined, progress: Progress | undefined) {
  const { context } = memory;
  return {
    run_id: metadata?.run_id ?? context.run_id,
    phase: metadata?.phase ?? progress?.phase ?? context.phase,
    instance: metadata?.instance ?? context.instance,
    node: metadata?.node ?? context.node,
    began: metadata?.began ?? context.began,
  };
}

/** The least wins: an upload takes time, and never less than none. A clock that was set back begins anew. */
function writerAfter(
  before: Millis | null,
  memory: Memory,
  seen: { readonly metadata: Seen<Metadata> | null; readonly progress: Seen<Progress> | null },
): Millis | null {
  let writer = before;
  for (const [old, one] of [
    [memory.metadata, seen.metadata],
    [memory.progress, seen.progress],
  ] as const) {
    if (one === null || one.gone || one.content.updated === null) continue;
    const sample = sampleOf(one.modified, one.content.updated);
    if (sample.kind !== 'skew') continue;
    const wentBack = one.content.updated < (old?.content.updated ?? 0) && one.modified > (old?.modified ?? 0);
    writer = writer === null || wentBack ? sample.by : Math.min(writer, sample.by);
  }
  return writer;
}

function stepAfter(before: Memory['step'], progress: Seen<Progress> | null, now: Millis): Memory['step'] {
  const value = progress === null || progress.gone ? null : progress.content.step;
  if (value === null || value === before?.value) return before;
  return { value, since: now };
}

const latest = (times: readonly (Millis | null)[]): Millis | null =>
  times.reduce((most, time) => (time === null ? most : Math.max(most ?? time, time)), null);
