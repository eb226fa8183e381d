import { PermissionDeniedError, UnansweredError } from '@sigwatch/core';
import type { Answer, Modal } from './modal.js';

/** Modal itself says that there is no such thing. */
export class NotThereError extends Error {
  override readonly name = 'NotThereError';
}

/** What the client says where it has no token, or one that the server does not take; of 1.5 to 1.6 (modal/client.py, modal/config.py). */
const UNKNOWN_TO_MODAL =
  /Token missing|Could not authenticate client|Token (?:ID|validation|not found)|[Ii]nvalid token|AuthError|[Uu]nauthenticated|token .*(?:expired|revoked)/;
const FORBIDDEN = /PermissionDenied|[Pp]ermission denied|not authorized|does not have (?:access|permission)/;
const NOT_THERE = /\bnot found\b|\bcould not find\b|\bNo App with\b|\bdoes not exist\b|\bNotFoundError\b/i;
const NO_SUCH_ENVIRONMENT = /[Ee]nvironment .*(?:not found|does not exist)/;

const LOG_IN =
  'Log in by `modal token new`, set MODAL_TOKEN_ID and MODAL_TOKEN_SECRET for the user that runs sigwatch, or name another profile.';

/** What it means that the client gave no answer. Its words hold no token: it never prints one. */
export function troubleOf(what: string, answer: Answer): Error {
  const says = complaint(answer) || `it ended with exit code ${answer.exitCode}`;
  const sentence = `${what} was not answered: ${says}`;
  if (UNKNOWN_TO_MODAL.test(says)) return new PermissionDeniedError(ended(`Modal does not know us: ${says}`), LOG_IN);
  if (FORBIDDEN.test(says)) return new PermissionDeniedError(ended(sentence), LOG_IN);
  if (NOT_THERE.test(says) && !NO_SUCH_ENVIRONMENT.test(says)) return new NotThereError(says);
  return new UnansweredError(sentence);
}

/** What an answer in JSON holds. Rejects as `troubleOf` says, and where it is no JSON. */
export async function askJson(modal: Modal, args: readonly string[], abort: AbortSignal): Promise<unknown> {
  const what = `modal ${args.slice(0, 2).join(' ')}`;
  const answer = await modal({ args }, abort);
  if (answer.exitCode !== 0) throw troubleOf(what, answer);
  try {
    return JSON.parse(answer.stdout);
  } catch {
    throw new UnansweredError(`${what} was answered with something that is no JSON`);
  }
}

const ended = (sentence: string): string => sentence.replace(/\.?$/, '.');

/** Frames that older clients draw around errors, with `Error` as their title. */
const FRAME = /^[\s\u2500-\u257f]+|[\s\u2500-\u257f]+$/g;
const BEGINS = /^(?:[\s\u2500-\u257f]*Error\s[\u2500-\u257f]+|Error:)/;

/** What the client says was wrong, in one line: the beginning of its last error, else its last lines. */
export function complaint({ stdout, stderr }: Pick<Answer, 'stdout' | 'stderr'>): string {
  const all = (stderr.trim() === '' ? stdout : stderr).split('\n');
  const error = all.findLastIndex((line) => BEGINS.test(line));
  const lines = all
    .slice(Math.max(0, error))
    .map((line) => line.replaceAll(FRAME, '').replace(/^Error(?::\s*|$)/, ''))
    .filter((line) => line !== '' && !/^(?:Usage:|Try ')/.test(line));
  return (error < 0 ? lines.slice(-2) : lines.slice(0, 2)).join(' ').slice(0, 500);
}
