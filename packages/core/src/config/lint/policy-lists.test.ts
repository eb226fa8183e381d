import { expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { loadPolicies } from '../policy.js';

const head = 'class_name: SelectiveRestartPolicy\n';
function warnings(text: string) {
  const where = folderOf({ 'p.yaml': head + text });
  return brief(loadPolicies(`${where.cwd}/p.yaml`, where).warnings);
}
function errors(text: string) {
  const where = folderOf({ 'p.yaml': head + text });
  return brief(findingsOf(() => loadPolicies(`${where.cwd}/p.yaml`, where)));
}

it.each(['error_types', 'subsystems', 'signals'])('tells what of %s is both restarted and excluded', (what) => {
  expect(errors(`restart_on_${what}: [a, b]\nexclude_${what}: [b]\n`)).toEqual([
    `restarted_and_excluded 2:${what.length + 18}`,
  ]);
  expect(warnings(`restart_on_${what}: [a]\nexclude_${what}: [b]\n`)).toEqual([]);
});

it('tells a recovery of what is excluded', () => {
  expect(warnings('recover: { mine: { set: { lr: 1 } } }\nexclude_error_types: [mine]\n')).toEqual([
    'excluded_recovery 2:18',
  ]);
  expect(warnings('recover: { mine: { set: { lr: 1 } } }\nexclude_error_types: [other]\n')).toEqual([]);
});

it('tells a budget for what is never restarted, where that is certain', () => {
  expect(warnings('budgets: { mine: 2 }\n')).toEqual(['unused_budget 2:18']);
  expect(warnings('budgets: { mine: 2 }\ndefault_action: restart\nexclude_error_types: [mine]\n')).toEqual([
    'unused_budget 2:18',
  ]);
  expect(warnings('budgets: { mine: 2 }\nmax_retries: 0\nrestart_on_error_types: [mine]\n')).toEqual([
    'unused_budget 2:18',
  ]);
  for (const why of [
    'restart_on_error_types: [mine]',
    'default_action: restart',
    'restart_on_signals: [a]',
    'restart_on_subsystems: [a]',
    'recover: { mine: { set: { lr: 1 } } }',
  ])
    expect(warnings(`budgets: { mine: 2 }\n${why}\n`), why).toEqual([]);
  expect(warnings('budgets: { mine: 0 }\n')).toEqual([]);
});
