import { type Millis, sanitize, TryLaterError, UndeliverableError } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import type { Answer } from './post.js';
import { retryAt } from './retry-after.js';

/** The other side was slow, early or crossed by another request: the same may be taken the next time. */
const PASSING = new Set([408, 409, 425]);
/** It asks to be left alone. */
const LATER = new Set([429, 503]);

/**
 * What the other side said of what it has taken, for people. Throws `TryLaterError` where it asks for patience,
 * `UndeliverableError` where it will never take this, and any other error where the next try may be taken.
 * @param remedyFor - What to do where it says so, and will never take it.
 */
export function takenBy(
  who: string,
  answer: Answer,
  now: Millis,
  remedyFor?: (text: string) => string | undefined,
): string {
  const { status, text } = answer;
  const said = `${who} answered ${status}${saidIn(text)}`;
  if (status >= 200 && status < 300) return said;
  if (LATER.has(status)) throw new TryLaterError(said, retryAt(answer.retry_after, now));
  if (PASSING.has(status) || status >= 500) throw new Error(said);
  if (status >= 300 && status < 400)
    throw new UndeliverableError(`${said}: it leads elsewhere, where nothing is sent; give the address itself`);
  const remedy = remedyFor?.(text);
  throw new UndeliverableError(remedy === undefined ? said : `${said}: ${remedy}`);
}

/** Behind a colon, in one line; pages say nothing. */
export function saidIn(text: string): string {
  const line = sanitize(wordsIn(text) ?? text.slice(0, 2_000)).trim();
  return line === '' || line.startsWith('<') ? '' : `: ${clip(line, 300)}`;
}

/** Of an answer in JSON what is meant for people: its message, and what is wrong one by one. */
function wordsIn(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { message, errors } = JSON.parse(text) as { readonly message?: unknown; readonly errors?: unknown };
    const all = [message, ...(Array.isArray(errors) ? errors : [])].filter((one) => typeof one === 'string');
    return all.length === 0 ? undefined : all.join(': ');
  } catch {
    return undefined;
  }
}
