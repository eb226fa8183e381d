import type { ComponentConfig, Registry } from '../../contract.js';
import { settingsOf } from '../../plugin/make.js';
import type { PlacedRule } from '../compose.js';
import { fieldsOf } from '../fields.js';
import type { Finding } from '../finding.js';
import { TEMPLATE_NAMES } from '../text/text-tables.js';
import { findingAt } from './lint-place.js';

/** What is wrong with the actions of a rule, found before the run and not in its midst. */
export function lintActions(placed: PlacedRule, registry: Registry): readonly Finding[] {
  const { rule } = placed;
  if (rule.actions.length === 0) return [];
  const names = [...TEMPLATE_NAMES, ...fieldsOf(rule)];
  const problemsOf = (action: ComponentConfig) =>
    registry.find('action', action.class_name)?.check?.(settingsOf(action), names) ?? [];
  return rule.actions.flatMap((action, index) =>
    problemsOf(action).map((problem) =>
      findingAt(
        placed,
        ['actions', index, ...problem.path],
        'bad_action',
        problem.message.replace(/\.$/, ''),
        'Correct it: the action would fail each time.',
      ),
    ),
  );
}
