import type { JobRef, Millis } from '../../contract.js';
import { inWords } from '../../correlate/words.js';
import type { SavedCheckpoint } from './deadline-state.js';
import type { JobEnd } from './ends.js';

const WHAT: Readonly<Record<JobEnd['by'], string>> = {
  platform: 'of its time',
  session: 'of its session',
  notice: 'before its machine is taken away',
};

/** `2 minutes left`, or of which kind where the platform's clock is not the one that is meant. */
export function leftOf({ at, by }: JobEnd, now: Millis): string {
  const left = `${inWords(Math.max(0, at - now))} left`;
  return by === 'platform' ? left : `${left} ${WHAT[by]}`;
}

export const askedBySignal = (end: JobEnd, now: Millis, signal: string, canSee: boolean): string =>
  `${leftOf(end, now)}: asked the job for a checkpoint by SIG${signal}.${canSee ? '' : UNSEEN}`;

const UNSEEN = ' Whether it writes one is not to be seen: no checkpoint_dir is named.';

export const askedByRequest = (end: JobEnd, now: Millis): string =>
  `${leftOf(end, now)}: the program is asked for a checkpoint.`;

/** `where`: the directory in which what it saves by itself is looked for. */
export const nobodyAsks = (end: JobEnd, now: Millis, { id }: JobRef, why: string, where: string | undefined): string =>
  `${leftOf(end, now)}, and ${id} is not asked for a checkpoint: ${why}.${where === undefined ? '' : ` What it saves by itself is looked for in ${where}.`}`;

export const sendsNone = (adapter: string, { id }: JobRef): string =>
  `${adapter} can't send signals: ${id} is not asked for a checkpoint before its end.`;

export const tooShort = ({ id }: JobRef, before: Millis): string =>
  `${id} may run for ${inWords(before)} or less in all: it is not asked for a checkpoint before its end.`;

export const couldNotAsk = ({ id }: JobRef, why: string): string =>
  `${id} could not be asked for a checkpoint: ${why}. Trying again.`;

export function savedText(
  { path, step, copied_to, unseen, unread }: SavedCheckpoint,
  end: JobEnd | undefined,
  now: Millis,
): string {
  const what = step === undefined ? path : `${path} (step ${step})`;
  const how = unseen === true ? 'verified by the program itself' : unread === true ? 'whole' : 'verified';
  const copied = copied_to === undefined ? '' : ` and copied to ${copied_to}`;
  const left = end === undefined || end.at <= now ? 'the job has ended' : leftOf(end, now);
  return `Saved before the end: ${what}, ${how}${copied}; ${left}.`;
}

export const notWhole = (path: string, why: string): string =>
  `The checkpoint ${path} that was written before the end is not whole: ${why}. Looked at again until the end.`;

export const isBroken = (path: string, why: string): string => `${path} is not whole: ${why}.`;

export const isNotCopied = (path: string, why: string): string => `${path} is whole, but not copied: ${why}`;

export const notCopied = (why: string): string =>
  `${full(why)} What was saved before the end is copied again until then.`;

/** What the program answers in place of saving. */
export const notSaved = (status: 'refused' | 'failed' | 'unanswered', message: string | undefined): string => {
  const said = message === undefined ? '' : `: ${message.replace(/[.]$/, '')}`;
  const what = {
    refused: `The program refuses to save a checkpoint${said}`,
    failed: `The program could not save a checkpoint${said}`,
    unanswered: `The program has not answered when it was asked for a checkpoint${said}`,
  };
  return `${what[status]}. It is asked again until the end.`;
};

export const nothingYet = (since: Millis, now: Millis): string =>
  `No checkpoint was written within ${inWords(now - since)} after it was asked for. It is asked for again.`;

export const nothingSince = (began: Millis, now: Millis): string =>
  `It was asked ${inWords(Math.max(1_000, now - began))} ago, and has written none.`;

export const nearlyLost = ({ id }: JobRef, end: JobEnd, now: Millis, why: string): string =>
  `No checkpoint is saved, and ${id} ends in ${inWords(Math.max(1_000, end.at - now))}: ${full(why)}`;

export const lostText = ({ id }: JobRef, why: string): string =>
  `${id} has ended, and no checkpoint was saved before: ${full(why)}`;

const full = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
