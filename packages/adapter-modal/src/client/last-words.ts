import type { ClientState } from './client-end.js';
import { complaint } from './trouble.js';

/** What the client raises when a function was longer than its `timeout` (modal/exception.py, FunctionTimeoutError). */
const TIMEOUT = /\bFunctionTimeoutError\b|\bTask's current input\b.*\bhit its timeout of\b/;
/** What it says when it lost Modal, and not the function its way: the app goes on. */
export const LOST =
  /Could not connect to the Modal server|\bmodal\.exception\.(?:ConnectionError|ServiceError|InternalError|ClientClosed|AuthError)\b|\bStreamTerminatedError\b|\bConnection (?:lost|reset|refused)\b.*grpc|\bDeadline exceeded\b|\bgaierror\b/i;

/** What the client of a detached app says where it was interrupted or lost Modal (modal/runner.py): then it ends with 0, and the app goes on. A long traceback may follow. */
const LEFT = /The detached App will keep running\. You can track its progress/;

/** Where an error of the client stands: behind the log, of which it printed a copy. */
const LAST_LINES = 12;

/** The client has ended because it could not reach Modal: that tells nothing of the function. */
export const isLost = ({ exit_code, words }: ClientState): boolean =>
  exit_code !== undefined && exit_code !== 0 && LOST.test(lastLines(words, 4));

/** The client has ended before its app, whatever its exit code. */
export const hasLeft = (words: string): boolean => LEFT.test(words);

export const saysTimeout = (words: string): boolean => TIMEOUT.test(lastLines(words, LAST_LINES));

/** An app that is gone takes its call along: the client ends with this and no message. */
const NO_CAUSE =
  /^(?:modal\.exception\.)?(?:RemoteError|InternalFailure):?\s*(?:Server has lost track of input\.?)?\s*$/;

/** The client says that the call has failed, and nothing of why: neither an exception of the function nor a word of the platform. */
export const tellsNoCause = (words: string): boolean => NO_CAUSE.test(lastLines(words, 1).trim());

/** An exception as Python prints it last: of these names anywhere, of any name behind a traceback. */
const RAISED = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Failure|Interrupt|Cancellation)(?::\s|$)/;
const RAISED_BEHIND = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?::\s|$)/;
const TRACEBACK = /\bTraceback \(most recent call last\)/;

/** What a function ends with that somebody else has ended, and not by itself (modal/exception.py, InputCancellation). */
const BY_HAND =
  /\b(?:InputCancellation|KeyboardInterrupt|CancelledError|SystemExit)\b|\b(?:user|app|App|call|input|function|Function) (?:was |is |has been )?(?:stopped|cancell?ed|terminated)\b/;

/** The client says that the function itself has failed: by an exception of its own, or by its time. */
export function tellsFailure(words: string): boolean {
  if (saysTimeout(words)) return true;
  const lines = lastLines(words, LAST_LINES).split('\n');
  const raised = TRACEBACK.test(words) ? RAISED_BEHIND : RAISED;
  const at = lines.findLastIndex((line) => raised.test(line));
  if (at < 0) return false;
  return !NO_CAUSE.test((lines[at] ?? '').trim()) && !BY_HAND.test(lines.slice(at).join('\n'));
}

/** What the client said at last, in one line of 300 characters at most. */
export const wordsOf = (words: string): string =>
  complaint({ stdout: '', stderr: lastLines(words, LAST_LINES) }).slice(0, 300);

const lastLines = (words: string, count: number): string =>
  words
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
