/** Characters of a pattern that belong together: an escape, a class, a bracket, or one character. */
function* pieces(source: string): Generator<string> {
  for (let at = 0; at < source.length; ) {
    const end = source[at] === '\\' ? at + 2 : source[at] === '[' ? classEnd(source, at) : at + 1;
    yield source.slice(at, end);
    at = end;
  }
}

/** After the class that opens at `at`; a `]` right at its beginning is one of its members. */
function classEnd(source: string, at: number): number {
  let end = at + (source[at + 1] === '^' ? 2 : 1);
  if (source[end] === ']') end += 1;
  while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** The ways of a pattern that stand outside of all brackets: `a|(b|c)` has two. */
export function branches(source: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const piece of pieces(source)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === '|' && depth === 0) found.push('');
    else found[found.length - 1] += piece;
  }
  return found;
}

/** Flags that are switched for the whole pattern, and the rest of it. */
export function withFlags(source: string): readonly [flags: string, rest: string] {
  const flags = /^(?:\(\?[A-Za-z]+\))*/.exec(source)?.[0] ?? '';
  return [flags, source.slice(flags.length)];
}

const ANY_FIRST = /^(?:\.\*\??)+(?![*+?{])/;

export const beginsWithAnything = (branch: string): boolean => ANY_FIRST.test(branch);

/** Without `.*` at its ends, which a search has by itself; as it is where nothing else would be left. */
export function withoutAnything(branch: string): string {
  const rest = branch.replace(ANY_FIRST, '');
  const end = /(?:\.\*\??)+$/.exec(rest);
  // `\.*` is many dots.
  const before = end === null ? '' : rest.slice(0, end.index);
  const escaped = (/\\*$/.exec(before)?.[0].length ?? 0) % 2 === 1;
  const bare = end === null || escaped ? rest : before;
  return bare === '' ? branch : bare;
}
