import { fieldsOf, standardFields } from '../config/fields.js';
import type { RuleInput } from './pack-types.js';

/** Fields that a hit of the rule has, as far as its pattern tells them. */
export function capturedBy({
  pattern,
  pattern_type = 'regex',
  extract_groups,
  metadata,
}: RuleInput): readonly string[] {
  if (pattern == null) return [];
  const given = extract_groups ?? undefined;
  const groups = metadata?.kind === 'progress' ? standardFields(pattern, pattern_type, given) : given;
  return fieldsOf({ pattern, pattern_type, ...(groups === undefined ? {} : { extract_groups: groups }) });
}
