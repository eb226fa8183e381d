/**
 * What an RE2 pattern says, with its flags worked in: `(?i)`, `(?s)`, `(?m)` and `(?U)` are no longer seen, since each
 * node tells what it means by itself. Characters are Unicode code points.
 */
export type Node =
  /** This text. `fold`: letters match in either case, as RE2 folds them (so that `k` matches U+212A as well). */
  | { readonly kind: 'text'; readonly text: string; readonly fold: boolean }
  /** One character of these ranges (sorted, apart, both ends included), negation and folding worked in. */
  | { readonly kind: 'class'; readonly ranges: readonly Range[] }
  /** One character of a class whose members are left to RE2: `\p{Greek}`, or letters beyond ASCII in either case. */
  | { readonly kind: 'unlisted' }
  | { readonly kind: 'assert'; readonly what: Assertion }
  /** `group` counts from 1 in the order of the opening brackets. */
  | { readonly kind: 'capture'; readonly group: number; readonly name?: string; readonly of: Node }
  /** `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number; readonly greedy: boolean }
  /** One after the other; nothing where the list is empty. */
  | { readonly kind: 'concat'; readonly of: readonly Node[] }
  /** The first that leads to a match, in this order. */
  | { readonly kind: 'alternate'; readonly of: readonly Node[] };

export type Range = readonly [first: number, last: number];

/**
 * Of a single line: where lines have no neighbours, `^` and `\A` are the same, with `(?m)` and without. Word characters
 * are those of ASCII. RE2 looks at bytes, so that `\B` also matches, with nothing, in the midst of a character beyond
 * ASCII.
 */
export type Assertion = 'line_start' | 'line_end' | 'word_boundary' | 'no_word_boundary';

/** A text that RE2 looks for as bytes. `fold`: in any case. */
export interface Needle {
  readonly text: string;
  readonly fold: boolean;
}

/**
 * What a line must hold for a pattern to match it: of each group at least one needle. Nothing is known of a pattern
 * whose requirement is empty. Sound: a line without it never matches.
 */
export type Requirement = readonly (readonly Needle[])[];
