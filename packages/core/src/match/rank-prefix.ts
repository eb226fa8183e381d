/**
 * What stands before a line when many ranks, actors or hosts print into one log: `[rank3]:`, `[default7]:`, `3: `,
 * `node01: `, `(TaskRunner pid=123)`, `demo/0 [default2]:[rank2]: `, in any colours. Hand-written: no JavaScript RegExp may see
 * log bytes.
 */

const ESC = 0x1b;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isName = (code: number) => isDigit(code) || isLetter(code) || code === 45 || code === 46 || code === 95;

/** The text without ANSI escape sequences (colours, cursor movements, titles). */
export function withoutEscapes(text: string): string {
  let at = text.indexOf('\x1b');
  if (at < 0) return text;
  let out = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf('\x1b', from)) {
    out += text.slice(from, at);
    from = escapeEnd(text, at);
  }
  return out + text.slice(from);
}

/** Index after the escape sequence that begins at `at`. */
function escapeEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== ESC) return at;
  const kind = text[at + 1];
  if (kind !== '[') return Math.min(text.length, at + 2);
  let end = at + 2;
  while (end < text.length && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) <= 0x3f) end += 1;
  return Math.min(text.length, end + 1);
}

/** A part of a prefix. `sure`: nothing else looks like it, so a line without it belongs to somebody else. */
interface Token {
  readonly end: number;
  readonly sure: boolean;
}

/**
 * Where the prefixes of a line end, the shortest first: after each token. `sure` is the end of the last token that
 * only a rank's line has (0 when there is none). The text must be without escapes.
 */
export function rankPrefixes(text: string): { readonly ends: readonly number[]; readonly sure: number } {
  const ends: number[] = [];
  let sure = 0;
  for (let at = 0; ; ) {
    const token = tokenAt(text, at);
    if (!token) return { ends, sure };
    at = token.end;
    ends.push(at);
    if (token.sure) sure = at;
  }
}

/** `sure` of them alone. */
export function surePrefix(text: string): number {
  let sure = 0;
  for (let token = tokenAt(text, 0); token !== undefined; token = tokenAt(text, token.end))
    if (token.sure) sure = token.end;
  return sure;
}

function tokenAt(text: string, at: number): Token | undefined {
  const first = text[at];
  if (first === '[') return bracket(text, at);
  if (first === '(') return actor(text, at);
  return number(text, at) ?? path(text, at) ?? word(text, at);
}

/** Spaces after a token belong to it, except where they are the indentation of a frame. */
function oneSpace(text: string, at: number): number {
  return text[at] === ' ' ? at + 1 : at;
}

/** `[rank3]:`, `[default7]:` */
function bracket(text: string, at: number): Token | undefined {
  const name = text.startsWith('[rank', at) ? '[rank' : text.startsWith('[default', at) ? '[default' : undefined;
  if (name === undefined) return undefined;
  const end = digits(text, at + name.length);
  if (end === at + name.length || text[end] !== ']' || text[end + 1] !== ':') return undefined;
  return { end: oneSpace(text, end + 2), sure: true };
}

/** `(TaskRunner pid=123)`, `(raylet)`, `(pid=7, ip=10.0.0.1)`, `(pretraining, pid=4112)` */
function actor(text: string, at: number): Token | undefined {
  if (text[at] !== '(') return undefined;
  const close = text.indexOf(')', at);
  if (close < 0 || close - at > 120) return undefined;
  const inner = text.slice(at + 1, close);
  const sure = inner.includes('pid=') || inner === 'raylet';
  return sure ? { end: oneSpace(text, close + 1), sure } : undefined;
}

/** `3: ` and ` 0: `, as `srun --label` writes them, only at the line's start. */
function number(text: string, at: number): Token | undefined {
  if (at !== 0) return undefined;
  let start = 0;
  while (text[start] === ' ' && start < 6) start += 1;
  const end = digits(text, start);
  if (end === start || text[end] !== ':' || (text[end + 1] !== ' ' && end + 1 !== text.length)) return undefined;
  return { end: oneSpace(text, end + 1), sure: true };
}

/** `ining-demo/0 ` before another token: a task of a scheduler that labels by job and task. */
function path(text: string, at: number): Token | undefined {
  const slash = nameEnd(text, at);
  if (slash === at || text[slash] !== '/') return undefined;
  const end = digits(text, slash + 1);
  return end > slash + 1 && text[end] === ' ' ? { end: end + 1, sure: false } : undefined;
}

const levels: ReadonlySet<string> = new Set(
  ['debug', 'info', 'warning', 'warn', 'error', 'critical', 'fatal', 'exception'].flatMap((w) => [w, w.toUpperCase()]),
);

/** `node01: `; a log level is no host. */
function word(text: string, at: number): Token | undefined {
  const end = nameEnd(text, at);
  if (end === at || end - at > 64 || text[end] !== ':' || text[end + 1] !== ' ') return undefined;
  return levels.has(text.slice(at, end)) ? undefined : { end: end + 2, sure: false };
}

function digits(text: string, at: number): number {
  let end = at;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function nameEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isName(text.charCodeAt(end))) end += 1;
  return end;
}
