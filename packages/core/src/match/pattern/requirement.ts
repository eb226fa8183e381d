import { setsOf } from './known.js';
import { implies, type Needles, simplified, strength } from './needles.js';
import { knownOf } from './node-known.js';
import type { Needle, Node, Requirement } from './tree.js';

/** More texts at once than this are never asked for. */
const MOST_GROUPS = 8;
/** Larger sets than this are hardly ever told by another one, and take long to compare. */
const FEW = 8;
/** What is weaker is worth a second look: texts of some letters in any case may be made whole again. */
const WEAK = 4;

/**
 * What a line must hold for the pattern to match it, the group that tells most first. Sound for lines as RE2 sees them:
 * valid UTF-8 without line ends, where U+001A may stand for any byte. Each needle has at least two bytes; those that
 * hold another one of their group are left out.
 */
export function requirementOf(node: Node | undefined): Requirement {
  if (node === undefined) return [];
  const sets = sorted(setsOf(knownOf(node, false)));
  if (sets.length > 0 && strength(sets[0]!) >= WEAK) return distinct(sets);
  const finer = sorted(setsOf(knownOf(node, true)));
  const better = finer.length > 0 && (sets.length === 0 || strength(finer[0]!) > strength(sets[0]!));
  return distinct(better ? finer : sets);
}

/** All texts that a part of a pattern can match, where they are few and told letter by letter. */
export function textsOfAll(node: Node): readonly Needle[] | undefined {
  const { whole, start } = knownOf(node, false);
  return whole && start.every(({ fold }) => !fold) ? start : undefined;
}

function sorted(sets: readonly Needles[]): readonly Needles[] {
  if (sets.length < 2) return sets;
  const ranked = sets.map((set) => ({ set, rank: strength(set) })).sort((a, b) => b.rank - a.rank);
  return ranked.map(({ set }) => set);
}

const isToldBy = (set: Needles, other: Needles): boolean =>
  other.every((one) => set.some((needle) => implies(one, needle)));

/** Without what another group tells already. */
function distinct(sets: readonly Needles[]): Requirement {
  const kept: Needles[] = [];
  for (const set of sets) {
    if (kept.length === MOST_GROUPS) break;
    if (set.length > FEW || !kept.some((other) => isToldBy(set, other))) kept.push(simplified(set));
  }
  return kept;
}
