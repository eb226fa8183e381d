import type { Fields } from '../contract.js';
import { blockFields, MAX_OPEN, openBlock, type Placed, stepBlock } from './blocks.js';
import type { CompiledRule } from './compile-rule.js';
import { comparePrecedence } from './precedence.js';
import type { Exception } from './traceback.js';
import type { Hit, OpenBlock } from './types.js';

/** A rule that matched a line, with the fields it read there. */
export interface Match {
  readonly compiled: CompiledRule;
  readonly fields: Fields;
}

type RuleByName = (name: string) => CompiledRule | undefined;

/**
 * Turns the matches of one line into hits, in order of precedence, and moves the open blocks on by that line. A rule
 * that asks for a block has no hit of its own before its block ends.
 */
export function lineHits(
  matches: readonly Match[],
  line: Placed,
  open: readonly OpenBlock[],
  ruleByName: RuleByName,
): { readonly hits: Hit[]; readonly open: readonly OpenBlock[] } {
  const still: OpenBlock[] = [];
  const closed: Hit[] = [];
  const ended: { block: OpenBlock; compiled: CompiledRule; exception: Exception }[] = [];
  for (const block of open) {
    const compiled = ruleByName(block.rule);
    if (!compiled) continue;
    const step = stepBlock(block, line, compiled.rule.lines ?? 1);
    if (step.kind === 'foreign') still.push(block);
    else if (step.kind === 'inside') still.push(step.block);
    else if (step.exception) ended.push({ block: step.block, compiled, exception: step.exception });
    else closed.push(closedHit(step.block, compiled));
  }

  let here: Hit[] = [];
  for (const { compiled, fields } of matches) {
    if ((compiled.rule.lines ?? 0) > 1) still.push(openBlock(compiled, line, fields));
    else here.push(plainHit(compiled, line, fields));
  }
  here.sort(comparePrecedence);
  for (const { block, compiled, exception } of ended) here = resolve(here, block, compiled, exception, line);
  while (still.length > MAX_OPEN) {
    const oldest = still.shift()!;
    const compiled = ruleByName(oldest.rule);
    if (compiled) closed.push(closedHit(oldest, compiled));
  }
  return { hits: [...closed, ...here.sort(comparePrecedence)], open: still };
}

/** The hit of a block that ended without an exception: it stands at its first line. */
export function closedHit(block: OpenBlock, compiled: CompiledRule): Hit {
  const { line, offset, text } = block;
  const fields = { ...blockFields(block, undefined), ...block.fields };
  return { rule: compiled.rule, order: compiled.order, line, offset, text, block: block.lines, fields };
}

function plainHit({ rule, order }: CompiledRule, { line, offset, text }: Placed, fields: Fields): Hit {
  const block = rule.lines === 1 ? { block: [text] } : {};
  return { rule, order, line, offset, text, ...block, fields };
}

/**
 * An exception is one failure: the most specific rule tells it. An error of another type on the exception line takes
 * the block over; otherwise the block's own rule keeps it, and errors of its own type on that line would only repeat it.
 */
function resolve(
  hits: readonly Hit[],
  block: OpenBlock,
  { rule, order }: CompiledRule,
  exception: Exception,
  { line, offset, text }: Placed,
): Hit[] {
  const extra = { block: block.lines, fields: blockFields(block, exception) };
  const specific = hits.find((hit) => hit.rule.kind === 'error' && hit.rule.error_type !== rule.error_type);
  if (specific) {
    const fields = { ...extra.fields, ...specific.fields };
    return hits.map((hit) => (hit === specific ? { ...hit, block: extra.block, fields } : hit));
  }
  const others = hits.filter((hit) => hit.rule.kind !== 'error');
  return [
    { rule, order, line, offset, text, block: extra.block, fields: { ...extra.fields, ...block.fields } },
    ...others,
  ];
}
