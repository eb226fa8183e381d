import type { Assertion, Node } from './tree.js';

/** Where a capture begins and ends, in code points. */
type Span = readonly [start: number, end: number] | undefined;
type Captures = readonly Span[];

export class TooManySteps extends Error {}
const STEPS = 20_000;

/**
 * The naive matcher of a tree: tries every way in order, from every place on, as Perl does and RE2 promises to. The
 * spans of the match and its groups in code points; undefined where nothing matches. A character that the tree does not
 * list may be any, so that of a tree with `unlisted` only the absence of a match can be trusted.
 */
export function matchTree(node: Node, line: string): Captures | undefined {
  const chars = [...line];
  let steps = 0;
  const match = (
    of: Node,
    at: number,
    captures: Captures,
    then: (at: number, captures: Captures) => unknown,
  ): unknown => {
    steps += 1;
    if (steps > STEPS) throw new TooManySteps();
    switch (of.kind) {
      case 'text': {
        const wanted = [...of.text];
        const fits = wanted.every((char, i) => isSame(char, chars[at + i], of.fold));
        return fits ? then(at + wanted.length, captures) : undefined;
      }
      case 'class': {
        const code = chars[at]?.codePointAt(0);
        const holds = code !== undefined && of.ranges.some(([first, last]) => first <= code && code <= last);
        return holds ? then(at + 1, captures) : undefined;
      }
      case 'unlisted':
        return at < chars.length ? then(at + 1, captures) : undefined;
      case 'assert':
        return asserts(of.what, chars, at) ? then(at, captures) : undefined;
      case 'capture':
        return match(of.of, at, captures, (end, inner) => {
          const next = [...inner];
          next[of.group] = [at, end];
          return then(end, next);
        });
      case 'concat': {
        const from = (i: number, start: number, held: Captures): unknown =>
          i === of.of.length ? then(start, held) : match(of.of[i]!, start, held, (end, next) => from(i + 1, end, next));
        return from(0, at, captures);
      }
      case 'alternate': {
        for (const way of of.of) {
          const found = match(way, at, captures, then);
          if (found !== undefined) return found;
        }
        return undefined;
      }
      case 'repeat': {
        const more = (count: number, start: number, held: Captures): unknown => {
          const again = () =>
            count >= of.max
              ? undefined
              : match(of.of, start, held, (end, next) =>
                  end === start && count >= of.min ? undefined : more(count + 1, end, next),
                );
          const enough = () => (count < of.min ? undefined : then(start, held));
          return of.greedy ? (again() ?? enough()) : (enough() ?? again());
        };
        return more(0, at, captures);
      }
    }
  };
  for (let start = 0; start <= chars.length; start++) {
    const found = match(node, start, [], (end, captures) => [[start, end], ...captures.slice(1)]) as
      | Captures
      | undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Simple case folding, as the standard of JavaScript has it for `iu`. */
function isSame(one: string, other: string | undefined, fold: boolean): boolean {
  if (other === undefined) return false;
  return one === other || (fold && new RegExp(`^\\u{${one.codePointAt(0)!.toString(16)}}$`, 'iu').test(other));
}

function asserts(what: Assertion, chars: readonly string[], at: number): boolean {
  if (what === 'line_start') return at === 0;
  if (what === 'line_end') return at === chars.length;
  const isWord = (char: string | undefined) => char !== undefined && /^[0-9A-Za-z_]$/.test(char);
  return (isWord(chars[at - 1]) !== isWord(chars[at])) === (what === 'word_boundary');
}
