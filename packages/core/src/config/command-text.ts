/** What a shell would read as more than words; here it would reach the command as it stands. */
const SHELL_PARTS: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['a line end', /[\r\n]/],
  ['&', /&/],
  ['|', /\|/],
  [';', /;/],
  ['<', /</],
  ['>', />/],
  ['$', /\$/],
  ['`', /`/],
  ['a quote', /['"]/],
  ['(', /\(/],
  ['*', /\*/],
  ['?', /\?/],
  ['~', /(?:^|\s)~/],
  ['!', /^\s*!\s/],
  ['a variable', /^\s*\w+=/],
];

/** What in a command that is one text only a shell would understand; undefined where there is nothing. */
export const shellPart = (text: string): string | undefined =>
  SHELL_PARTS.find(([, pattern]) => pattern.test(text))?.[0];

/** The words of a command that is one text, as execa splits it: at spaces, of which a backslash keeps one. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const piece of text.trim().split(/\s+/)) {
    const before = words.at(-1);
    if (before?.endsWith('\\')) words[words.length - 1] = `${before.slice(0, -1)} ${piece}`;
    else words.push(piece);
  }
  return words;
}
