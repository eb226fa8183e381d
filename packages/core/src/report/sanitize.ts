const ESCAPE = 0x1b;
const BELL = 0x07;

/**
 * One line that is safe to print: no escape sequences, no control characters, no line ends, no marks that turn the
 * writing direction. Log lines come from anybody; on a terminal such bytes move the cursor, rename the window or
 * hide text. Read by character codes: no regular expression ever sees log bytes.
 */
export function sanitize(text: string): string {
  let clean = '';
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    if (code === ESCAPE || code === 0x9b || isStringStart(code)) {
      at = afterSequence(text, at);
      continue;
    }
    const width = code > 0xffff ? 2 : 1;
    if (code === 0x09 || code === 0x0a || code === 0x0d) clean += ' ';
    else if (isPrintable(code)) clean += text.slice(at, at + width);
    at += width;
  }
  return clean;
}

function isPrintable(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0xd800 && code <= 0xdfff) return false;
  const isDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  const isInvisible = code === 0x200b || code === 0x200e || code === 0x200f || code === 0x061c || code === 0xfeff;
  const isSeparator = code === 0x2028 || code === 0x2029;
  return !isDirection && !isInvisible && !isSeparator && code !== 0xad;
}

/** The 8-bit forms of the sequences that carry a text: DCS, SOS, OSC, PM, APC. */
function isStringStart(code: number): boolean {
  return code === 0x90 || code === 0x98 || (code >= 0x9d && code <= 0x9f);
}

/** The index behind the escape sequence at `at`; an unfinished one ends with the text or its first foreign byte. */
function afterSequence(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 0x9b) return afterParameters(text, at + 1);
  if (first !== ESCAPE) return afterString(text, at + 1);
  const second = text[at + 1];
  if (second === '[') return afterParameters(text, at + 2);
  if (second !== undefined && 'P]X^_'.includes(second)) return afterString(text, at + 2);
  let end = at + 1;
  while (isBetween(text.charCodeAt(end), 0x20, 0x2f)) end++;
  return isBetween(text.charCodeAt(end), 0x30, 0x7e) ? end + 1 : end;
}

function afterParameters(text: string, from: number): number {
  let at = from;
  while (isBetween(text.charCodeAt(at), 0x20, 0x3f)) at++;
  return isBetween(text.charCodeAt(at), 0x40, 0x7e) ? at + 1 : at;
}

/** Ends at BEL or ST. Without an end only the introducer goes: else one stray byte would hide the whole line. */
function afterString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BELL || code === 0x9c) return at + 1;
    if (code === ESCAPE && text[at + 1] === '\\') return at + 2;
  }
  return from;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
