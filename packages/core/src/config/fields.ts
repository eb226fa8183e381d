import type { PatternType, Rule } from '../contract.js';
import { SECONDS } from '../match/field-value.js';
import { readerOf } from '../match/reader-of.js';
import { translate } from '../match/syntax.js';

/**
 * Standard names of progress fields by what software and older configurations call them. They count only in rules
 * whose `metadata.kind` is progress: elsewhere `loss` or `iteration` may be anything.
 */
const FIELD_ALIASES = {
  iteration: 'step',
  iter: 'step',
  current: 'step',
  current_iteration: 'step',
  step_number: 'step',
  global_step: 'step',
  total_steps: 'total',
  total_iterations: 'total',
  max_steps: 'total',
  train_iters: 'total',
  lm_loss: 'loss',
  train_loss: 'loss',
  training_loss: 'loss',
  val_loss: 'eval_loss',
  validation_loss: 'eval_loss',
  gradient_norm: 'grad_norm',
  gnorm: 'grad_norm',
  lr: 'learning_rate',
  elapsed_time_per_iteration_ms: 'step_time_ms',
  tokens_per_second: 'throughput',
  consumed_samples: 'samples',
  consumed_tokens: 'tokens',
  nan_iters: 'nan_iterations',
  skipped_iters: 'skipped_iterations',
} as const;
export type FieldAliases = typeof FIELD_ALIASES;

const aliases: Readonly<Record<string, string>> = FIELD_ALIASES;

/** Names of what the pattern captures. */
function captured(pattern: string, type: PatternType): readonly string[] {
  if (type === 'substring') return [];
  return readerOf(pattern, type)?.fields ?? [...translate(pattern).names.keys()];
}

/** Extraction of a progress rule under standard names; undefined when its groups already have them. */
export function standardFields(
  pattern: string,
  type: PatternType,
  groups: Readonly<Record<string, string | number>> | undefined,
): Readonly<Record<string, string | number>> | undefined {
  const given = groups ?? Object.fromEntries(captured(pattern, type).map((name) => [name, name]));
  const named = Object.entries(given).map(([name, group]) => [aliases[name] ?? name, group] as const);
  const changed = named.some(([name], i) => name !== Object.keys(given)[i]);
  return changed || groups !== undefined ? Object.fromEntries(named) : undefined;
}

const inMilliseconds = (name: string): string => (name === SECONDS ? 'step_time_ms' : name);

/** Fields that a hit of the rule has. A pattern that can't be used is told of elsewhere. */
export function fieldsOf({
  extract_groups,
  pattern,
  pattern_type,
}: Pick<Rule, 'extract_groups' | 'pattern' | 'pattern_type'>): readonly string[] {
  if (extract_groups !== undefined) return Object.keys(extract_groups).map(inMilliseconds);
  if (pattern === undefined) return [];
  try {
    return captured(pattern, pattern_type).map(inMilliseconds);
  } catch {
    return [];
  }
}
