import { describe, expect, it } from 'vitest';
import { folderOf } from '../files.fixture.js';
import { monitorLinter } from './lint-monitor.js';

const oom = 'state: { class_name: CrashState }, metadata: { error_type: oom }';

/** Lines of what is shadowed among these rules. */
function shadowed(...rules: readonly string[]) {
  const where = folderOf({ 'm.yaml': `log_signals:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}` });
  return monitorLinter(where)(`${where.cwd}/m.yaml`).filter(({ code }) => code === 'shadowed_rule');
}
const lines = (...rules: readonly string[]) => shadowed(...rules).map(({ line }) => line);
const pair = (first: string, second: string, more = oom) =>
  lines(`name: a, ${first}, ${more}`, `name: b, ${second}, ${more}`);

it('tells which rule comes before, where, and what to do', () => {
  const [finding, ...others] = shadowed(
    `name: wide, pattern: out of memory, ${oom}`,
    `name: narrow, pattern: 'CUDA out of memory\\. Tried', ${oom}`,
  );
  expect(finding).toMatchObject({ level: 'warning', line: 3, column: 30 });
  expect(finding?.message).toBe(
    '`wide` hits every line of `narrow` and comes before it, so that `narrow` is never the first',
  );
  expect(finding?.remedy).toContain('Remove the rule');
  expect(others).toEqual([]);
});

describe('a rule is shadowed', () => {
  it.each([
    ['by a text that it holds', 'pattern: "of mem", pattern_type: substring', 'pattern: out of memory'],
    ['by a text in other letters', 'pattern: OF MEM, flags: i', 'pattern: out of memory'],
    ['by a text that all its ways hold', 'pattern: memory', "pattern: '(?:CUDA|HIP) memory (?:gone|full)'"],
    ['by one of several texts', "pattern: 'disk gone|of memory'", "pattern: 'out of memory \\d+'"],
    [
      'by several texts for several ways',
      "pattern: '(?:disk gone|of memory)'",
      "pattern: 'disk gone now|out of memory'",
    ],
    ['by a pattern that has its ways too', "pattern: 'a\\d+ gone|b\\w gone|c'", "pattern: '(?:b\\w gone|a\\d+ gone)'"],
    ['by a pattern that means the same', "pattern: 'a[0-9]+ gone'", "pattern: 'a\\d+ gone'"],
    ['by one that takes more', "pattern: 'a\\w* gone'", "pattern: '(?:a\\d+) gone'"],
    ['with an unless of the same words', 'pattern: memory, unless: not', 'pattern: out of memory, unless: not'],
    ['by its own pattern in any letters', 'pattern: out of memory, flags: i', 'pattern: out of memory'],
  ])('%s', (_, first, second) => expect(pair(first, second)).toEqual([3]));
});

describe('a rule is not shadowed', () => {
  it.each([
    ['where another one merely looks alike', "pattern: 'out of \\w+'", 'pattern: out of memory'],
    ['where a way is left', 'pattern: out of memory', "pattern: 'out of memory|out of disk'"],
    ['where any case makes a class smaller', "pattern: 'mem [^a]', flags: i", "pattern: 'mem [^a]'"],
    ['by letters that are told apart', 'pattern: out of memory', 'pattern: out of memory now, flags: i'],
    ['where the first spares some', 'pattern: memory, unless: now', 'pattern: out of memory'],
    ['by a text that may be missing', 'pattern: memory', "pattern: 'out of(?: memory)?'"],
    ['by a text at the start only', "pattern: '^memory'", 'pattern: out of memory'],
    ['where it brings a field', 'pattern: memory', "pattern: 'out of memory: (?P<size>\\d+)'"],
    [
      'where it does something',
      'pattern: memory',
      'pattern: out of memory, actions: [ { class_name: ErrorNoteAction } ]',
    ],
    ['where it keeps the lines', 'pattern: memory', 'pattern: out of memory, lines: 9'],
    ['where it says more of the run', 'pattern: memory', 'pattern: out of memory, latent: 30m'],
    ['in flags that are switched', 'pattern: memory', "pattern: 'out of (?i)memory'"],
  ])('%s', (_, first, second) => expect(pair(first, second)).toEqual([]));

  it('by one behind it, one of another meaning, or one that precedence puts behind', () => {
    expect(pair('pattern: out of memory', 'pattern: memory')).toEqual([]);
    const host = 'state: { class_name: CrashState }, metadata: { error_type: oom, subsystem: host }';
    expect(lines(`name: a, pattern: memory, ${oom}`, `name: b, pattern: out of memory, ${host}`)).toEqual([]);
    expect(
      lines(`name: a, pattern: memory, ${oom}, symptom_of: ['*']`, `name: b, pattern: out of memory, ${oom}`),
    ).toEqual([]);
  });
});
