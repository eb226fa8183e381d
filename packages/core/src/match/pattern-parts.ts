/** One way in which a pattern can match: what must be on the line, in this order. */
interface Alternative {
  /** `(?i)` and the like at the start of the pattern, which hold for all parts. */
  readonly flags: string;
  readonly parts: readonly string[];
}

/** The alternatives of a pattern, each cut where anything may stand (`.*`, `.+`, `.{0,9}`). */
export function partsOf(pattern: string): readonly Alternative[] {
  const flags = flagsAt(pattern);
  const alternatives: string[][] = [['']];
  for (const piece of piecesOf(pattern.slice(flags.length))) {
    const parts = alternatives.at(-1) as string[];
    if (piece === '|') alternatives.push(['']);
    else if (piece.length > 1 && piece.startsWith('.')) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return alternatives.flatMap((all) => {
    const parts = all.filter((part) => part !== '');
    const only = parts.length === 1 ? (parts[0] as string) : '';
    return isOneGroup(only)
      ? partsOf(inside(only)).map((within) => ({ ...within, flags: flags + within.flags }))
      : [{ flags, parts }];
  });
}

/** The literal texts of a part, those inside of its groups too. */
export function literalsOf(part: string): readonly string[] {
  const found: string[] = [];
  let run = '';
  const end = () => {
    if (run !== '') found.push(run);
    run = '';
  };
  for (const piece of piecesOf(part)) {
    const literal = literalOf(piece);
    if (literal !== undefined) run += literal;
    else {
      end();
      if (piece.startsWith('(') && !isOptional(piece)) found.push(...literalsOf(inside(piece)));
    }
  }
  end();
  return found;
}

/** Characters, escapes, classes, groups, each with its repetition; `|` by itself. */
export function* piecesOf(pattern: string): Generator<string> {
  for (let at = 0; at < pattern.length; ) {
    const end = pattern[at] === '|' ? at + 1 : repetitionEnd(pattern, atomEnd(pattern, at));
    yield pattern.slice(at, end);
    at = end;
  }
}

function atomEnd(pattern: string, at: number): number {
  const char = pattern[at];
  if (char === '\\') return escapeEnd(pattern, at);
  if (char === '[') return classEnd(pattern, at);
  if (char !== '(') return at + (pattern.codePointAt(at)! > 0xffff ? 2 : 1);
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== ')') end = atomEnd(pattern, end);
  return Math.min(end + 1, pattern.length);
}

function escapeEnd(pattern: string, at: number): number {
  const next = pattern[at + 1] ?? '';
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', at);
    return end < 0 ? pattern.length : end + 2;
  }
  const brace = 'pPx'.includes(next) && pattern[at + 2] === '{' ? pattern.indexOf('}', at) : -1;
  if (brace >= 0) return brace + 1;
  return Math.min(at + (next === 'x' ? 4 : next === 'p' || next === 'P' ? 3 : 2), pattern.length);
}

function classEnd(pattern: string, at: number): number {
  let end = at + (pattern[at + 1] === '^' ? 2 : 1);
  // A `]` in the first place is a character of the class.
  if (pattern[end] === ']') end += 1;
  while (end < pattern.length && pattern[end] !== ']') {
    const named = pattern.startsWith('[:', end) ? pattern.indexOf(':]', end) : -1;
    end = named >= 0 ? named + 2 : end + (pattern[end] === '\\' ? 2 : 1);
  }
  return Math.min(end + 1, pattern.length);
}

function repetitionEnd(pattern: string, at: number): number {
  let end = at;
  const brace = pattern[at] === '{' && isDigit(pattern[at + 1]) ? pattern.indexOf('}', at) : -1;
  if (brace >= 0) end = brace + 1;
  else if (isOneOf('*+?', pattern[at])) end = at + 1;
  return end > at && pattern[end] === '?' ? end + 1 : end;
}

/** The one character that a piece stands for. */
function literalOf(piece: string): string | undefined {
  if (piece.startsWith('\\')) {
    const char = piece.slice(1);
    return char.length === 1 && !isDigit(char) && char.toLowerCase() === char.toUpperCase() ? char : undefined;
  }
  return [...piece].length === 1 && !isOneOf('.^$|()', piece) ? piece : undefined;
}

const isOptional = (group: string): boolean => group.endsWith('?') || group.endsWith('*') || group.endsWith('{0}');

/** A group that is all there is, without a repetition and without flags of its own. */
function isOneGroup(part: string): boolean {
  const plain = ['(?:', '(?P<', '(?<'].some((start) => part.startsWith(start)) || !part.startsWith('(?');
  return plain && part.startsWith('(') && part.endsWith(')') && atomEnd(part, 0) === part.length;
}

/** What stands inside the brackets of a group, without its name or flags. */
function inside(group: string): string {
  const body = group.slice(1, group.lastIndexOf(')'));
  if (!body.startsWith('?')) return body;
  const named = body.startsWith('?P<') || body.startsWith('?<');
  return body.slice(body.indexOf(named ? '>' : ':') + 1);
}

/** `(?i)` at the start of a pattern. */
function flagsAt(pattern: string): string {
  const end = pattern.startsWith('(?') ? pattern.indexOf(')') : -1;
  const flags = end < 0 ? '' : pattern.slice(2, end);
  return flags !== '' && [...flags].every((flag) => 'imsU-'.includes(flag)) ? pattern.slice(0, end + 1) : '';
}

const isOneOf = (chars: string, char: string | undefined): boolean => char !== undefined && chars.includes(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
