/** What is open at a place of a line. */
export interface Nest {
  /** Brackets that are open, the outermost first, by their place. */
  readonly open: readonly number[];
  /** Where the string literal that the place is in begins; undefined outside of any. */
  readonly quote: number | undefined;
}

const QUOTES = '\'"`';
const OPEN = '([{';
const CLOSE = ')]}';
/** Deeper nesting is not looked into. */
const DEEPEST = 64;

/** Reads a line from its start to its end. An apostrophe inside a word opens and closes nothing. */
export function nestAt(text: string): Nest {
  const open: number[] = [];
  let quote: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== undefined) {
      if (char === '\\') at += 1;
      else if (char === text[quote] && !isWord(text[at + 1])) quote = undefined;
    } else if (QUOTES.includes(char) && !(isWord(text[at - 1]) && !isStringPrefix(text, at))) quote = at;
    else if (OPEN.includes(char) && open.length < DEEPEST) open.push(at);
    else if (CLOSE.includes(char) && text[open.at(-1) ?? -1] === OPEN[CLOSE.indexOf(char)]) open.pop();
  }
  return { open, quote };
}

/** `f"…"`, `r'…'`, `b"…"` */
const isStringPrefix = (text: string, at: number): boolean =>
  'rbfuRBFU'.includes(text[at - 1] as string) && !isWord(text[at - 2]);

function isWord(char: string | undefined): boolean {
  if (char === undefined) return false;
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || (char >= '0' && char <= '9') || char === '_';
}
