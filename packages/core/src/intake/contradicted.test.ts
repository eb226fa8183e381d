import { describe, expect, it } from 'vitest';
import { folderOf } from '../config/files.fixture.js';
import { loadMonitors } from '../config/monitor.js';
import { compileRules } from '../match/compile-rules.js';
import { emptyScanState } from '../match/types.js';
import { markContradicted } from './contradicted.js';

const rules = loadMonitors(
  ['m.yaml'],
  folderOf({
    'm.yaml': `log_signals:
  - { name: step, pattern: 'iteration +(?P<step>\\d+)', metadata: { kind: progress } }
  - { name: loss_nan, pattern: 'loss.*(?:nan|inf)', flags: i, state: { class_name: CrashState }, metadata: { error_type: numerical_instability } }
  - { name: loss_high, pattern: 'loss: \\d\\d', state: { class_name: CrashState }, metadata: { error_type: numerical_instability } }
  - { name: other, pattern: 'loss.*nan', flags: i, state: { class_name: CrashState }, metadata: { error_type: exception } }
`,
  }),
).rules;

const marked = (line: string) => {
  const { hits } = compileRules(rules).scan(Buffer.from(`${line}\n`), { offset: 0, line: 1 }, emptyScanState);
  return markContradicted(hits).flatMap(({ rule, contradicted }) => (contradicted ? [rule.name] : []));
};

describe('a failure of a metric', () => {
  it.each([
    ' iteration 3/10 | lm loss: 2.5E+00 | number of nan iterations:   0 |',
    'iteration 3 loss: 2.5 nan_count=0',
    'iteration 3 loss: 2.5, skipped nan: 0, found_inf: 0',
    "{'iteration 3': 1, 'loss': 2.0, 'num_nans': 0}",
  ])('is contradicted by its own line: %s', (line) => {
    expect(marked(line)).toEqual(['loss_nan']);
  });

  it.each([
    ' iteration 3/10 | lm loss: nan | number of nan iterations:   1 |',
    ' iteration 3/10 | lm loss: 2.5 | grad norm: inf | number of nan iterations:   0 |',
    'iteration 3 loss nan lr: 0.1',
    'iteration 3 loss=-inf nan_count=1',
    'iteration 3 loss: 22.0 high, ValueError: it became NaN',
    'loss: 2.0 number of nan iterations: 0',
    'iteration 3 loss: 2.0',
    'iteration 3 the information on loss: 33.0',
  ])('stands: %s', (line) => {
    expect(marked(line)).toEqual([]);
  });
});
