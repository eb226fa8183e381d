import type { CompiledRule } from '../compile-rule.js';
import { whereBlind, withAnyDigit } from '../pattern/digit-blind.js';
import type { Node } from '../pattern/tree.js';
import { withoutGroups } from '../pattern/without-groups.js';
import type { LineProgram, Programs } from '../program/programs.js';

/** Whether the rule matches neither the line, by its addresses in the scanner's memory, nor any that differs from it only in digits. */
export type ShapeJudge = (start: number, end: number) => boolean;

/** So often it is tried before it is known whether it pays. */
const TRIALS = 64;
const LEAST_TOLD = 1 / 4;

const never: ShapeJudge = () => false;

/**
 * For a rule to which digits are not all alike. No line of a shape matches it where even the pattern with any digits does
 * not, or where a part of `unless` to which digits are all alike does.
 */
export function shapeJudge({ tree, reader, unlessTree }: CompiledRule, programs: Programs): ShapeJudge {
  if (reader !== undefined) return never;
  const excluded = unlessTree();
  const pattern = programOf(tree && withAnyDigit(tree), programs);
  const unless = programOf(excluded && whereBlind(excluded), programs);
  let tried = 0;
  let told = 0;
  return (start, end) => {
    if (tried >= TRIALS && told < tried * LEAST_TOLD) return false;
    tried += 1;
    const no = pattern?.run(start, end) === 0 || unless?.run(start, end) === 1;
    if (no) told += 1;
    return no;
  };
}

const programOf = (tree: Node | undefined, programs: Programs): LineProgram | undefined =>
  tree && programs.compile(withoutGroups(tree), 0);
