// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { findingsOf, folderOf } from '../files.fixture.js';
import type { Finding } from '../finding.js';
import { finding } from '../finding.js';
import { monitorLinter } from '../lint/lint-monitor.js';
import { onlyNear } from '../nearest.js';
import { loadPolicies } from '../policy.js';
import { applyFixes } from './apply-fixes.js';

/** The monitor's text after its fixes, and their codes. */
function fixed(text: string) {
  const where = folderOf({ 'm.yaml': text });
  const path = `${where.cwd}/m.yaml`;
  const { text: after, fixed } = applyFixes(path, text, monitorLinter(where)(path));
  return [after, fixed.map(({ code }) => code)];
}
const at = (line: number, column: number, fix: NonNullable<Finding['fix']>, code: Finding['code'] = 'unknown_key') =>
  finding(code, { file: 'f', line, column }, 'm', 'r', fix);

describe('a file is mended in place', () => {
  it('with its comments and its layout', () => {
    const text = `# what the trainer prints
log_signals:            # rules
  - name:    disk       # a comment
    patern:  'disk gone'   # another

    patern_type: "regexx"
    state: {class_name:   CrashSate }
    metadata: { severty: error, 'error_type': storage }   # end
`;
    expect(fixed(text)).toEqual([
      text.replace('patern:', 'pattern:').replace('patern_type', 'pattern_type').replace('CrashSate', 'CrashState'),
      ['unknown_key', 'unknown_key', 'unknown_class'],
    ]);
    const second = fixed(fixed(text)[0] as string);
    expect(second[1]).toEqual(['unknown_word']);
    expect(second[0]).toContain('pattern_type: "regex"\n    state: {class_name:   CrashState }\n');
    const third = fixed(second[0] as string);
    expect(third[1]).toEqual(['misspelt_metadata']);
    expect(third[0]).toContain("metadata: { severity: error, 'error_type': storage }   # end\n");
    expect(fixed(third[0] as string)).toEqual([third[0], []]);
  });

  it('by taking out a key, of a block and of a line', () => {
    const saved = '  - name: saved\n    pattern: saved it\n';
    const block = `log_signals:\n${saved}    # the end?\n    state:\n      class_name: SuccessState # no\n    metadata: { kind: checkpoint }\n`;
    expect(fixed(block)).toEqual([block.replace(/ {4}state:\n.*\n/, ''), ['checkpoint_success']]);
    const line = `log_signals:\n  - { name: a, pattern: aaa, suffices: true }\n  - { suffices: true, name: b, pattern: bbb }\n`;
    expect(fixed(line)).toEqual([
      'log_signals:\n  - { name: a, pattern: aaa }\n  - { name: b, pattern: bbb }\n',
      ['suffices_without_success', 'suffices_without_success'],
    ]);
  });

  it('in policies, tests and settings, whatever ends its lines', () => {
    const text = 'class_name: SelectiveRestartPolicy\r\nmax_retris: 3\r\n';
    const where = folderOf({ 'p.yaml': text });
    const path = `${where.cwd}/p.yaml`;
    const findings = findingsOf(() => loadPolicies(path, where));
    expect(applyFixes(path, text, findings).text).toBe(text.replace('retris', 'retries'));
    expect(fixed('state_whitelist: [RUNNINGG]\nlog_signals: []\n')[0]).toBe(
      'state_whitelist: [RUNNING]\nlog_signals: []\n',
    );
    const cause = 'log_signals:\n  - { name: a, pattern: aaa, symptom_of: [stroage] }\n';
    expect(fixed(cause)).toEqual([cause.replace('stroage', 'storage'), ['unknown_cause']]);
  });
});

describe('a file is left alone', () => {
  it.each([
    ['where the key is there already', 'pattern: x\npatern: y\n', [at(2, 1, { replace: 'pattern' })]],
    ['where nothing stands at the place', 'patern: y\n', [at(1, 2, { replace: 'pattern' })]],
    ['where the word would need quotes', 'patern: y\n', [at(1, 1, { replace: 'a: b' })]],
    ['where the word would be no text', 'a: nul\n', [at(1, 4, { replace: 'null' }, 'unknown_word')]],
    ['where an alias says it elsewhere too', 'a: &a { patern: 1 }\nb: *a\n', [at(1, 9, { replace: 'pattern' })]],
    ['where an interpolation says it', 'a: "${x}"\n', [at(1, 4, { replace: 'word' }, 'unknown_word')]],
    [
      'where the key stands behind a dash',
      'l:\n  - state: x\n    a: 1\n',
      [at(2, 12, { remove: 'state' }, 'checkpoint_success')],
    ],
    ['where another key is meant', 'other: x\n', [at(1, 8, { remove: 'state' }, 'checkpoint_success')]],
    ['where it is no YAML', 'patern: [\n', [at(1, 1, { replace: 'pattern' })]],
    ['of what is found in another file', 'patern: y\n', [{ ...at(1, 1, { replace: 'pattern' }), file: 'g' }]],
  ])('%s', (_, text, findings) => {
    expect(applyFixes('f', text, findings)).toEqual({ text, fixed: [] });
  });

  it('where a finding only tells what is near', () => {
    const type = 'class_name: SelectiveRestartPolicy\nrestart_on_error_types: [stroage]\n';
    const where = folderOf({ 'p.yaml': type });
    const { warnings } = loadPolicies(`${where.cwd}/p.yaml`, where);
    expect(warnings.map(({ code, fix }) => [code, fix])).toEqual([['unknown_error_type', undefined]]);
  });
});

it('a slip is a letter or two, and means one word only', () => {
  expect(onlyNear('patern', ['pattern', 'name'])).toBe('pattern');
  expect(onlyNear('Pattern-Type', ['pattern', 'pattern_type'])).toBe('pattern_type');
  expect(onlyNear('cout', ['count', 'out', 'name'])).toBeUndefined();
  expect(onlyNear('on', ['no', 'off'])).toBeUndefined();
  expect(onlyNear('partner_types', ['pattern_type'])).toBeUndefined();
  expect(onlyNear('x'.repeat(101), ['x'])).toBeUndefined();
});
