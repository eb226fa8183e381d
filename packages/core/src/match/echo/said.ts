import RE2 from 're2';
import { lazily } from '../lazily.js';

/**
 * Names under which programs report: what a key like these holds is what happened, whatever surrounds it
 * (`{"level": "error", "message": "CUDA out of memory"}`), and never the echo of a setting.
 */
const REPORTS: ReadonlySet<string> = new Set(
  [
    'alert cause causes code conclusion crash critical description detail details err error errors event exc exception',
    'exceptions exit exitcode fail failed failure failures fatal info log message messages msg note notice output',
    'problem reason result signal state status stderr stdout stdlog summary traceback warning warnings what why',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a key is one of a report: `error`, `exit_code`, `lastMessage`, `JOB_STATE`. */
export const isReport = (key: string): boolean => wordsOf(key).some((word) => REPORTS.has(word));

/** `rdzv_endConf.last-try` → rdzv, end, conf, last, try. */
export function wordsOf(name: string): string[] {
  const words: string[] = [];
  let word = '';
  const finish = () => {
    if (word !== '') words.push(word.toLowerCase());
    word = '';
  };
  for (const [i, char] of [...name].entries()) {
    const upper = char >= 'A' && char <= 'Z';
    const letter = upper || (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9');
    if (!letter || (upper && isLower(name[i - 1]))) finish();
    if (letter) word += char;
  }
  finish();
  return words;
}

const isLower = (char: string | undefined) => char !== undefined && char >= 'a' && char <= 'z';

/** Whether a text speaks of a failure, so that what follows it may be the failure's own. */
export const mentionsError = (text: string): boolean => errorWords().test(text);

/** A pattern that is compiled when it is first asked. */
export const once = (pattern: string): (() => RE2) => lazily(() => new RE2(pattern, 'u'));

const errorWords = once('(?i)error|exception|fail|fatal|panic|abort|terminat|critical');

/** Whether a value that is no number ends the text: a metric's, and no setting's. */
export const notANumber = (text: string): boolean => noNumber().test(text);

const noNumber = once(String.raw`(?i)(?:^|\W)-?(?:nan|inf|infinity)$`);

/** Whether a class of exceptions is named: `logger.error(` is a call, `_InactiveRpcError(` is not. */
export const namesError = (text: string): boolean => text.includes('Error') || text.includes('Exception');
