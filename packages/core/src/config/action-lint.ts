import { TEMPLATE_NAMES } from '../action/template.js';
import type { ComponentConfig, Registry, Rule } from '../contract.js';
import { settingsOf } from '../plugin/make.js';
import type { PlacedRule } from './compose.js';
import { captured } from './fields.js';
import type { Finding } from './finding.js';

/** What is wrong with the actions of a rule, found before the run and not in its midst. */
export function lintActions(placed: PlacedRule, registry: Registry): readonly Finding[] {
  const { layer, path, rule } = placed;
  const names = [...TEMPLATE_NAMES, ...fieldsOf(rule)];
  const problemsOf = (action: ComponentConfig) =>
    registry.find('action', action.class_name)?.check?.(settingsOf(action), names) ?? [];
  return rule.actions.flatMap((action, index) =>
    problemsOf(action).map((problem) => ({
      code: 'bad_action',
      level: 'error' as const,
      file: layer.file.path,
      ...layer.file.place([...path, 'actions', index, ...problem.path]),
      message: problem.message.replace(/\.$/, ''),
      remedy: 'Correct it: the action would fail each time.',
    })),
  );
}

/** Fields that a hit of the rule has. A pattern that can't be used is told of elsewhere. */
function fieldsOf({ extract_groups, pattern, pattern_type }: Rule): readonly string[] {
  if (extract_groups !== undefined) return Object.keys(extract_groups);
  try {
    return captured(pattern, pattern_type);
  } catch {
    return [];
  }
}
