import { describe, expect, it } from 'vitest';
import type { Rule } from '../contract.js';
import { compileRules } from './compile-rules.js';
import { PatternsError } from './patterns-error.js';
import { names, rule, scanText } from './rules.test-helper.js';

function findings(...rules: Rule[]) {
  try {
    compileRules(rules);
  } catch (error) {
    if (error instanceof PatternsError) return error.findings;
    throw error;
  }
  return [];
}

describe('what RE2 has not', () => {
  it.each([
    ['lookahead', 'ab(?=c)', 3, '(?=', /`unless`/],
    ['negative lookahead', 'ab(?!c)', 3, '(?!', /`unless`/],
    ['lookbehind', '(?<=a)b', 1, '(?<=', /P<name>/],
    ['negative lookbehind', 'x(?<!a)b', 2, '(?<!', /`unless`/],
    ['atomic group', 'x(?>a|b)', 2, '(?>', /\(\?:/],
    ['possessive repetition', 'xa++b', 3, '++', /Remove/],
    ['possessive repetition', 'xa{2,3}+b', 3, '{2,3}+', /Remove/],
    ['possessive repetition', '[a-z]*+b', 6, '*+', /Remove/],
    ['backreference', '(a|b)\\1', 6, '\\1', /alternatives/],
    ['backreference', '(?P<q>a)(?P=q)', 9, '(?P=', /alternatives/],
    ['backreference', '(?P<q>a)\\k<q>', 9, '\\k', /alternatives/],
    ['match reset', 'foo\\Kbar', 4, '\\K', /P<name>/],
    ['end of text', 'foo\\Z', 4, '\\Z', /\$/],
    ['horizontal space', 'a\\hb', 2, '\\h', /\[ \\t\]/],
    ['line break', 'a\\R', 2, '\\R', /lines/],
    ['conditional', '(a)?(?(1)b|c)', 5, '(?(', /alternatives/],
    ['recursion', '(a(?R)?)', 3, '(?R', /Write/],
    ['comment group', 'a(?#note)', 2, '(?#', /YAML/],
    ['branch reset', '(?|a|b)', 1, '(?|', /extract_groups/],
    ['inline flag', '(?x)a b', 1, '(?x)', /i, m, s and U/],
  ])('%s: %s', (what, pattern, column, construct, remedy) => {
    const [finding, ...others] = findings(rule('bad', pattern));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'bad', key: 'pattern', column, construct });
    expect(finding!.message).toContain(what);
    expect(finding!.remedy).toMatch(remedy);
  });

  it.each([
    ['a{,3}', 2, '{,3}'],
    ['abc[de', 4, '[de'],
    ['a(b', 1, 'a(b'],
    ['ab)', 1, 'ab)'],
    ['a[z-b]', 3, 'z-b'],
    ['a**', 2, '**'],
    ['*a', 1, '*'],
    ['a{1001}', 2, '{1001}'],
    ['(?P<n>a)(?P<n>b)', 9, '(?P<n>'],
    ['a\\', 1, 'a\\'],
    ['', 1, ''],
  ])('RE2 itself refuses %s', (pattern, column, construct) => {
    const found = findings(rule('bad', pattern));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ column, construct });
    expect(found[0]!.remedy).not.toBe('');
  });

  it.each([
    ['a)(b', 'i', 1, 'a)(b'],
    ['x(y', 'is', 1, 'x(y'],
    ['a\\', 'm', 1, 'a\\'],
    ['ab[z-b]', 'U', 4, 'z-b'],
  ])('flags hide nothing of %s and stand in no message', (pattern, flags, column, construct) => {
    const [found, ...others] = findings(rule('bad', pattern, { flags }));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ column, construct });
    expect(found?.message).not.toContain(`(?${flags})`);
  });

  it('is told for all rules and all keys at once', () => {
    const found = findings(
      rule('one', 'a(?=b)(?!c)', { unless: 'x\\K', flags: 'ig' }),
      rule('fine', 'ok'),
      rule('two', '(?P<n>a)', { extract_groups: { f: 'm', g: 2, h: 'n', i: 1, j: 'match', k: 0 } }),
    );
    expect(found.map(({ rule: name, key, column, construct }) => [name, key, column, construct])).toEqual([
      ['one', 'flags', 2, 'g'],
      ['one', 'pattern', 2, '(?='],
      ['one', 'pattern', 7, '(?!'],
      ['one', 'unless', 2, '\\K'],
      ['two', 'extract_groups', 1, 'm'],
      ['two', 'extract_groups', 1, '2'],
    ]);
    expect(() => compileRules([rule('one', '(?=a)')])).toThrow(/one: pattern, column 1: RE2 has no lookahead/);
  });

  it('is not seen inside classes, literals and escapes', () => {
    const patterns = [
      '[(?=]',
      '\\Q(?=a)++\\E',
      '\\(?=',
      '[(?<x]',
      'a{b}',
      '[]]',
      '[^]]x',
      '[[:^alpha:]]',
      '\\x{41}',
      '\\12',
    ];
    expect(findings(...patterns.map((pattern, index) => rule(`r${index}`, pattern)))).toEqual([]);
  });
});

describe('patterns', () => {
  const hits = (one: Rule, text: string) => scanText(compileRules([one]), text).hits;

  it('takes Python and JavaScript names, indices and the whole match', () => {
    const groups = { a: 'x', b: 2, c: 'match', d: '1' };
    const [hit] = hits(rule('r', 'k(?P<x>\\d)(?<y>\\d)(z)?', { extract_groups: { ...groups, e: 3 } }), 'a k12');
    expect(hit!.fields).toEqual({ a: '1', b: '2', c: 'k12', d: '1' });
    expect(hits(rule('r', '(?P<x>a)|(?<y>b)'), 'b')[0]!.fields).toEqual({ y: 'b' });
  });

  it('applies flags and unless', () => {
    expect(hits(rule('r', 'oom', { flags: 'i' }), 'an OOM')).toHaveLength(1);
    expect(hits(rule('r', 'oom'), 'an OOM')).toHaveLength(0);
    const one = rule('r', 'timeout', { unless: 'timeout: null' });
    expect(names(hits(one, 'timeout\nlock_timeout: null timeout\ntimeout\n'))).toEqual(['1:r', '3:r']);
  });

  it('takes substrings literally', () => {
    for (const text of ['a.b', '(x|y)*', '$^', 'c:\\new/[z]', '{2}', '█ ü', '(?=a)', '\\E']) {
      const one = rule('r', text, { pattern_type: 'substring' });
      expect(hits(one, `pre ${text} post`), text).toHaveLength(1);
      expect(hits(one, 'acb xy c:Xnew zz'), text).toHaveLength(0);
    }
    expect(hits(rule('r', 'A.B', { pattern_type: 'substring', flags: 'i' }), 'xa.bx')).toHaveLength(1);
  });

  it.each([
    ['%{a} %{b}', 'x y z', { a: 'x', b: 'y z' }],
    ['[%{a}] %{?skip}: %{b}', 'pre [1] foo: bar', { a: '1', b: 'bar' }],
    ['%{a->} %{b} %{c}', 'x    y z', { a: 'x', b: 'y', c: 'z' }],
    ['%{a->} %{b} %{c}', 'x    y', undefined],
    ['%{a} %{+a} %{b}', 'Mar 7 host', { a: 'Mar 7', b: 'host' }],
    ['%{+a/2} %{+a/1}', 'one two', { a: 'two one' }],
    ['%{}=%{v};', 'k=1;rest', { v: '1' }],
    ['%{a}=%{b}', 'nothing', undefined],
    ['step %{step} of %{total}', 'at step 1,200 of 5,000', { step: 1200, total: 5000 }],
  ])('dissects by %s', (pattern, line, fields) => {
    expect(hits(rule('r', pattern, { pattern_type: 'dissect' }), line)[0]?.fields).toEqual(fields);
  });

  it('refuses dissect patterns that are none', () => {
    const dissect = (pattern: string) => findings(rule('r', pattern, { pattern_type: 'dissect' }))[0];
    expect(dissect('%{a}%{b}')).toMatchObject({ column: 5, construct: '%{b}' });
    expect(dissect('x %{a')).toMatchObject({ column: 3 });
    expect(dissect('plain')).toMatchObject({ column: 1 });
    expect(dissect('%{&a}')).toMatchObject({ column: 1, construct: '%{&a}' });
  });

  it('says so when RE2 can not hold all rules in one set, and still matches', () => {
    const many = Array.from({ length: 4000 }, (_, index) =>
      rule(`r${index}`, `\\w+ code_${index} .*module_${index % 97}`),
    );
    const matcher = compileRules(many);
    expect(matcher.notes).toEqual([]);
    expect(names(scanText(matcher, 'foo\nan error code_3999 in module_22\n').hits)).toEqual(['2:r3999']);
    const bySet = compileRules(many, { simd: false });
    expect(bySet.notes.join()).toMatch(/too much for one RE2 set/);
    expect(names(scanText(bySet, 'foo\nan error code_3999 in module_22\n').hits)).toEqual(['2:r3999']);
  });

  it('orders the hits of a line: causes, severity, pack; then what is no error', () => {
    const matcher = compileRules([
      rule('notice', 'x', { kind: 'notice', severity: 'fatal' }),
      rule('symptom', 'x', { symptom_of: ['oom'], severity: 'fatal' }),
      rule('mild', 'x', { severity: 'warning' }),
      rule('first', 'x', { severity: 'critical' }),
      rule('second', 'x', { severity: 'critical' }),
      rule('worst', 'x', { severity: 'fatal' }),
    ]);
    expect(scanText(matcher, 'x\n').hits.map((hit) => hit.rule.name)).toEqual([
      'worst',
      'first',
      'second',
      'mild',
      'symptom',
      'notice',
    ]);
  });
});
