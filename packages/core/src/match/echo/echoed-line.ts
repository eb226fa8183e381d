import RE2 from 're2';
import { lazily } from '../lazily.js';
import { withoutEscapes } from '../rank-prefix.js';
import { namesError } from './said.js';

/** A line that a rule matched, as the recognisers of echoes look at it: without colours, split at the match. */
export interface EchoedLine {
  readonly before: string;
  readonly match: string;
  readonly after: string;
  /** The line from each place on where its own text may begin: after a rank, a time, a level, a logger's name. */
  readonly bodies: readonly string[];
}

/** How much of a line is looked at before the match, and behind its start. */
const REACH = 4096;
/** How many tokens may stand before a line's own text. */
const MOST_TOKENS = 8;

/** `start` and `end` are the place of the match in the text. */
export function echoedLine(text: string, start: number, end: number): EchoedLine {
  const before = withoutEscapes(text.slice(0, start)).slice(-REACH);
  const match = withoutEscapes(text.slice(start, end)).slice(0, REACH);
  const after = withoutEscapes(text.slice(end, end + REACH));
  const line = before + match + after;
  // What was cut off at the front is no longer known, and neither is where the text begins.
  const bodies = start > REACH ? [] : bodiesOf(line, before.length);
  return { before, match, after, bodies };
}

/** Only what stands before the match can be a prefix: `torch.OutOfMemoryError: ` is one just where no rule is about it. */
function bodiesOf(line: string, start: number): string[] {
  const bodies = [line];
  for (let at = 0; bodies.length <= MOST_TOKENS; ) {
    const token = prefixToken().exec(line.slice(at, start))?.[0];
    if (token === undefined || token === '' || namesError(token)) return bodies;
    at += token.length;
    bodies.push(line.slice(at));
  }
  return bodies;
}

const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?`;
const DAY = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[-/]\d\d(?:[-/]\d{2,4})?|[A-Z][a-z]{2} {1,2}\d{1,2})`;

/** What loggers and launchers put before a text. One space at its end belongs to it; more are the text's indentation. */
const prefixToken = lazily(
  () =>
    new RE2(
      `^(?:${[
        String.raw`\[[^\]]{1,100}\](?:<std(?:out|err)>)?:?`,
        String.raw`\((?:[^)]{0,80}pid=\d+[^)]{0,80}|raylet)\)`,
        String.raw` {0,3}\d{1,5}:`,
        `${DAY}[T ]${CLOCK}`,
        CLOCK,
        String.raw`[IWEF]\d{4} ${CLOCK} +\d+ [\w./-]+:\d+\]`,
        '(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)(?: *[:|]|\\b)',
        ' *[-|]',
        '>>',
        // A host has a digit, a logger a dot: any other word before a colon may be the failure itself.
        String.raw`[a-z][a-z0-9.-]*\d[a-z0-9.-]*:`,
        String.raw`[a-z_]\w*(?:\.\w+)+(?::\w+)?(?::\d+)?(?::| -)`,
        String.raw`-{2,4}> \d+`,
      ].join('|')})(?: |$)`,
      'u',
    ),
);
