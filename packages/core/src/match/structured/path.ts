/** Longer ways are nothing that a person writes. */
const LONGEST = 16;

interface ReadPath {
  readonly keys: readonly string[];
  readonly end: number;
  readonly problem?: string;
}

/** Characters of a key that needs no quotes. */
export const keyChars = (char: string): boolean => char > ' ' && !'"\'`=!<>~|&,.:;()[]{}+*?^\\'.includes(char);

/** Reads `a.b.0` or `"odd key".b` from `at` on. */
export function readPath(text: string, at: number): ReadPath {
  const keys: string[] = [];
  for (let end = at; ; end += 1) {
    const from = end;
    if (text[end] === '"') {
      const close = text.indexOf('"', end + 1);
      if (close < 0) return { keys, end: text.length, problem: 'the quote is never closed' };
      keys.push(text.slice(end + 1, close));
      end = close + 1;
    } else {
      while (end < text.length && keyChars(text[end]!)) end += 1;
      if (end > from) keys.push(text.slice(from, end));
      else if (keys.length === 0) return { keys, end: at };
      else return { keys, end, problem: 'a key is missing behind the dot' };
    }
    if (text[end] === '.') continue;
    return keys.length > LONGEST
      ? { keys, end, problem: `more than ${LONGEST} keys follow each other` }
      : { keys, end };
  }
}

/** The keys of a text that is nothing but a path. */
export function wholePath(text: string): readonly string[] | undefined {
  const { keys, end, problem } = readPath(text, 0);
  return problem === undefined && end === text.length && keys.length > 0 ? keys : undefined;
}
