import type { LastWords, Millis } from '../contract.js';
import type { AttemptState } from './attempt-state.js';

/** Of the last words so many characters are said. */
const SAID = 200;

/** Of a job that is gone without a word of why: how far it came, what it said last, and when; the end of a sentence. */
export function lastSigns({ progress }: Pick<AttemptState, 'progress'>, words: LastWords | undefined): string {
  const { last } = progress;
  const step =
    last === undefined
      ? 'no step of it was seen'
      : `its last step was ${last.step}${last.total === undefined ? '' : ` of ${last.total}`} at ${moment(last.at)}`;
  if (words === undefined) return `${step}, and it printed nothing`;
  const when = words.at === undefined ? '' : ` at ${moment(words.at)}`;
  return `${step}, and its last words${when} were: ${cut(words.text)}`;
}

const moment = (at: Millis): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const cut = (text: string): string => (text.length <= SAID ? text : `${text.slice(0, SAID - 1)}…`);
