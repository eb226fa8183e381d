import type { Requirement } from './pattern/tree.js';
import type { PatternIssue } from './types.js';

/** The value of a group of the line, by what `find` has called it. */
export type Values = (group: string | number) => string | undefined;

/** Reads a line on which its RE2 pattern matches, and says whether the rule really hits it. */
export interface LineReader {
  /** What becomes a field where the rule has no `extract_groups`. */
  readonly fields: readonly string[];
  /** An RE2 pattern that matches every line that `read` understands. */
  readonly pattern: string;
  /** What every such line holds, where more of it is known than the pattern says. */
  readonly required?: Requirement;
  readonly issues: readonly PatternIssue[];
  /** How `read` calls what `extract_groups` names; undefined when there is no such thing. */
  find(group: string | number): string | number | undefined;
  /** What `extract_groups` may name, for a person. */
  readonly groups: string;
  read(line: ReadableLine): Values | undefined;
}

/** A line as several rules read it: what one has parsed need not be parsed by the next. */
export interface ReadableLine {
  readonly text: string;
  /** Made once for each `key`. */
  once<T>(key: string, make: (text: string) => T): T;
}

/** The index that a group is named by: YAML and Hydra write it as a number or as text, and `match` is 0. */
export function groupNumber(group: string | number): number | undefined {
  if (group === 'match') return 0;
  const index = typeof group === 'number' ? group : group === '' ? Number.NaN : Number(group);
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}
