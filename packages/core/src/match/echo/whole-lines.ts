import RE2 from 're2';
import { lazily } from '../lazily.js';
import { codeLines } from './code-lines.js';
import type { EchoedLine } from './echoed-line.js';
import { otherLines } from './other-lines.js';
import { shellLines } from './shell-lines.js';

/** A form of line that repeats text wherever on it a rule matches: an RE2 pattern for the text behind its prefix. */
export interface LineForm {
  readonly what: string;
  readonly pattern: string;
  /** The same beginning where a program does tell of a failure. */
  readonly but?: string;
}

const forms: readonly LineForm[] = [...shellLines, ...codeLines, ...otherLines];

const all = lazily(
  () =>
    new RE2.Set(
      forms.map(({ pattern }) => `^(?:${pattern})`),
      'u',
    ),
);
const spared = forms.map(({ but }) => (but === undefined ? undefined : lazily(() => new RE2(`^(?:${but})`, 'u'))));

/** What a line is by its form alone. */
export function wholeLine({ bodies }: EchoedLine): string | undefined {
  for (const body of bodies) {
    const found = all()
      .match(body)
      .sort((a, b) => a - b)
      .find((index) => !spared[index]?.().test(body));
    if (found !== undefined) return forms[found]?.what;
  }
  return undefined;
}
