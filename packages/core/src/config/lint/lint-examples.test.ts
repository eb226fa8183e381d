import { expect, it } from 'vitest';
import { folderOf } from '../files.fixture.js';
import { monitorLinter } from './lint-monitor.js';

const crash = 'state: { class_name: CrashState }, remedy: Call somebody.';
const hit = "{ log: 'disk gone', expect: {} }";
const miss = "{ log: 'disk going', expect: none }";

function brief(rule: string, head = '', more: Readonly<Record<string, string>> = {}, strict = true) {
  const where = folderOf({ 'm.yaml': `${head}log_signals:\n  - ${rule}\n`, ...more });
  return monitorLinter(where, { strict })(`${where.cwd}/m.yaml`).map(({ level, code, line, column }) => [
    level,
    code,
    line,
    column,
  ]);
}

it('a rule owes a line that it hits, and one for failures a line that it leaves alone', () => {
  expect(brief(`{ name: a, pattern: disk gone, ${crash} }`)).toEqual([
    ['note', 'no_hit_test', 2, 5],
    ['note', 'no_near_miss', 2, 5],
  ]);
  expect(brief(`{ name: a, pattern: disk gone, tests: [${hit}], ${crash} }`)).toEqual([
    ['note', 'no_near_miss', 2, 43],
  ]);
  expect(brief(`{ name: a, pattern: disk gone, tests: [${miss}], ${crash} }`)).toEqual([['note', 'no_hit_test', 2, 5]]);
  expect(brief(`{ name: a, pattern: disk gone, tests: [${hit}, ${miss}], ${crash} }`)).toEqual([]);
  expect(brief(`{ name: a, pattern: disk gone, tests: [${hit}] }`)).toEqual([]);
});

it('is told of without being asked for where a file has tests at all', () => {
  const bare = `{ name: a, pattern: disk gone, ${crash} }`;
  expect(brief(bare, '', {}, false)).toEqual([]);
  const other = `{ name: b, pattern: disk lost, tests: [${hit.replace('gone', 'lost')}] }`;
  expect(brief(`${other}\n  - ${bare}`, '', {}, false).map(([, code]) => code)).toEqual([
    'no_hit_test',
    'no_near_miss',
  ]);
});

it('is told of in the file that has the rule, and not of one that is only disabled', () => {
  const pack = { 'pack/monitoring/base.yaml': 'log_signals:\n  - { name: old, pattern: old one }\n' };
  expect(brief(`{ name: a, pattern: disk gone, tests: [${hit}] }`, 'defaults: [base]\n', pack)).toEqual([]);
  expect(brief('{ name: old }', 'defaults: [base]\n', pack)).toEqual([]);
});
