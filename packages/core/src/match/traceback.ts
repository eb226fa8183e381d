import { rankPrefixes, surePrefix, withoutEscapes } from './rank-prefix.js';

const HEADING = 'Traceback (most recent call last)';

/** The exception that ends a traceback, as its last line says it. */
export interface Exception {
  readonly exception: string;
  readonly message: string;
}

export const isTraceback = (text: string): boolean => text.includes(HEADING);

/**
 * What the lines of a block may start with, the longest first. A rank's prefix is on every line. What stands between
 * it and the heading (`2024-05-07 … - ERROR - `) may be on the first line only: the second line tells.
 */
export function blockPrefixes(firstLine: string): string[] {
  const text = withoutEscapes(firstLine);
  const heading = text.indexOf(HEADING);
  const { ends, sure } = rankPrefixes(text);
  if (heading < 0) return [text.slice(0, sure)];
  const optional = ends.filter((end) => end >= sure && end <= heading);
  const all = [heading, ...optional.reverse(), sure].map((end) => text.slice(0, end));
  return [...new Set(all)];
}

/** What remains of a line after the block's prefix, or undefined when the line is somebody else's. */
export function afterPrefix(line: string, prefix: string): string | undefined {
  const text = withoutEscapes(line);
  if (prefix === '') return surePrefix(text) > 0 && isTagged(text) ? undefined : text;
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  // An empty line of a rank comes with the space after its prefix cut off.
  return text === prefix.trimEnd() ? '' : undefined;
}

/** Whether a line bears a rank's or an actor's tag; a bare `3: ` may be a list in the block's own text. */
const isTagged = (text: string): boolean => text.startsWith('[') || text.startsWith('(') || text.includes(']:');

/** A frame, or the box of an exception group: what the second line of a traceback looks like. */
export const isFrame = (rest: string): boolean => rest.startsWith('  File "') || rest.startsWith('  | ');

/**
 * Reads `torch.OutOfMemoryError: CUDA out of memory.` Python prints the exception unindented: a name with nothing or a
 * colon after it, a class of its own or one with its module before it. Any other unindented line in between is from
 * somebody else who prints without a prefix.
 */
export function readException(rest: string): Exception | undefined {
  let end = 0;
  while (end < rest.length && isQualified(rest.charCodeAt(end))) end += 1;
  const exception = rest.slice(0, end);
  const ends = end === rest.length || (rest[end] === ':' && (end + 1 === rest.length || rest[end + 1] === ' '));
  if (!ends || !isClassName(exception)) return undefined;
  return { exception, message: rest.slice(end + 1).trim() };
}

const levels: ReadonlySet<string> = new Set(['DEBUG', 'INFO', 'WARNING', 'WARN', 'ERROR', 'CRITICAL', 'FATAL']);

function isClassName(name: string): boolean {
  const first = name.charCodeAt(0);
  const dot = name.indexOf('.');
  if (dot > 0) return !isDigit(first) && !isDigit(name.charCodeAt(dot + 1));
  return ((first >= 65 && first <= 90) || first === 95 || first >= 0x80) && !levels.has(name);
}

const isDigit = (code: number) => code >= 48 && code <= 57;

/** Letters, digits, `_`, `.`, and what qualified names hold beside them: `f.<locals>.E`, `RayTaskError(ValueError)`. */
function isQualified(code: number): boolean {
  const lower = code | 32;
  if (code >= 0x80 || isDigit(code) || (lower >= 97 && lower <= 122)) return true;
  return code === 95 || code === 46 || code === 60 || code === 62 || code === 40 || code === 41;
}
