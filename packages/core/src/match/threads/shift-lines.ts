import type { Fields, Rule } from '../../contract.js';
import type { Hit, ScanState } from '../types.js';
import type { RangeHit } from './range-task.js';

/** The field of a hit's block that is no text: the line at which the block begins. */
const FIRST_LINE = 'first_line';

/** Whether only the lines of a block may be called `first_line`, so that the numbers of lines can be moved on. */
export const canShift = (rules: readonly Rule[]): boolean =>
  rules.every((rule) => !JSON.stringify(rule).includes(FIRST_LINE));

/** The hit with its rule, where so many lines stand before its range. */
export function placed({ rule: order, ...hit }: RangeHit, rules: readonly Rule[], before: number): Hit {
  const { line, fields, block } = hit;
  const told = before > 0 && block !== undefined ? shifted(fields, before) : fields;
  return { rule: rules[order] as Rule, order, ...hit, line: line + before, fields: told };
}

/** The state where so many lines stand before its range. */
export function shiftState(state: ScanState, before: number): ScanState {
  if (before === 0 || state.blocks.length === 0) return state;
  return { ...state, blocks: state.blocks.map((block) => ({ ...block, line: block.line + before })) };
}

function shifted(fields: Fields, before: number): Fields {
  const first = fields[FIRST_LINE];
  return typeof first === 'number' ? { ...fields, [FIRST_LINE]: first + before } : fields;
}
