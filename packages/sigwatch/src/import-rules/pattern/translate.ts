import { beginsWithAnything, branches, withFlags, withoutAnything } from './branches.js';

/** What torchrun's `--tee` puts before each line of a rank, where one log holds several: `[default0]:`. */
const TEE = String.raw`(?:\[\w+\]:)?`;

/**
 * A pattern for Python's `re.match`, which only tries the beginning of a line, as RE2 that searches the whole line.
 * `groups`: what its groups hold matters, so that nothing is cut off which decides where they match.
 */
export function fromPythonMatch(source: string, groups: boolean): string {
  const [flags, rest] = withFlags(inRe2(source));
  const ways = branches(rest);
  const searched = ways.map((way) => {
    if (!beginsWithAnything(way)) return `^${TEE}${way.replace(/^\^(?![*+?{])/, '')}`;
    return groups ? way : withoutAnything(way);
  });
  // With groups the first way that matches counts; from the first character on it is the same one in both.
  if (groups && !ways.every(beginsWithAnything)) return `${flags}^${TEE}(?:${rest})`;
  return flags + searched.join('|');
}

/** A pattern that is searched for there as well: only `.*` at its ends is left out, which says nothing. */
export function fromSearch(source: string): string {
  const [flags, rest] = withFlags(source);
  return flags + branches(rest).map(withoutAnything).join('|');
}

/** What Python writes otherwise than RE2, and means the same. */
function inRe2(source: string): string {
  const [flags, rest] = withFlags(source);
  // RE2's classes are those of ASCII already; Unicode is what Python takes for granted.
  const kept = flags.replaceAll(/\(\?([A-Za-z]+)\)/g, (_, letters: string) => {
    const own = letters.replaceAll(/[au]/g, '');
    return own === '' ? '' : `(?${own})`;
  });
  const same = rest.replaceAll(/\\(?:.|$)|\{,(\d+)\}/gs, (found, most: string | undefined) => {
    if (found === '\\Z') return '\\z';
    return most === undefined ? found : `{0,${most}}`;
  });
  return kept + same;
}
