import { builtInActions } from '../action/built-in.js';
import { TEMPLATE_NAMES } from '../action/template.js';
import type { ComponentConfig } from '../contract.js';
import type { PlacedRule } from './compose.js';
import { fieldsOf } from './fields.js';
import type { Finding } from './finding.js';
import { ruleOf } from './rule.js';

/** What is wrong with the actions of a rule, found before the run and not in its midst. */
export function lintActions(placed: PlacedRule): readonly Finding[] {
  const { layer, path } = placed;
  const rule = ruleOf(placed.entry);
  const names = [...TEMPLATE_NAMES, ...fieldsOf(rule)];
  return rule.actions.flatMap((action, index) =>
    problemsOf(action, names).map((problem) => ({
      code: 'bad_action',
      level: 'error' as const,
      file: layer.file.path,
      ...layer.file.place([...path, 'actions', index, ...problem.path]),
      message: problem.message.replace(/\.$/, ''),
      remedy: 'Correct it: the action would fail each time.',
    })),
  );
}

function problemsOf({ class_name, on: _, ...config }: ComponentConfig, names: readonly string[]) {
  const component = builtInActions.find((one) => one.class_name === class_name);
  return component?.check({ class_name, ...config }, names) ?? [];
}
