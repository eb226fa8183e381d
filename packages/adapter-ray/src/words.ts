/**
 * The arguments that a POSIX shell would make of a command line, where it would do nothing else: no variables, patterns,
 * operators, or assignments before the command. Undefined where only a shell can tell.
 */
export function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] as string;
    if (letter === ' ' || letter === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (letter === '"') {
      const read = doubleQuoted(line, at + 1);
      if (read === undefined) return undefined;
      word = (word ?? '') + read.text;
      at = read.end;
    } else if (letter === '\\') {
      const next = line[at + 1];
      if (next === undefined || next === '\n') return undefined;
      word = (word ?? '') + next;
      at += 1;
    } else if (SPECIAL.has(letter) || (word === undefined && (letter === '~' || letter === '#'))) return undefined;
    else if (letter === '=' && words.length === 0) return undefined;
    else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return words.length === 0 ? undefined : words;
}

const SPECIAL: ReadonlySet<string> = new Set('$`|&;<>()*?[]{}!\n\r\0');

/** `end`: the closing quote. */
function doubleQuoted(line: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let at = from; at < line.length; at += 1) {
    const letter = line[at] as string;
    if (letter === '"') return { text, end: at };
    if (letter === '$' || letter === '`' || letter === '!') return undefined;
    const next = line[at + 1] ?? '';
    if (letter === '\\' && '$`"\\'.includes(next) && next !== '') {
      text += next;
      at += 1;
    } else if (letter === '\\' && next === '\n') return undefined;
    else text += letter;
  }
  return undefined;
}
