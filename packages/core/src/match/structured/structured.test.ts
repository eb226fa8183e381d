import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PatternRule } from '../../contract.js';
import { compileRule } from '../compile-rule.js';
import { compileRules } from '../compile-rules.js';
import { naiveScan } from '../naive.test-oracle.js';
import { nearMiss } from '../near-miss.js';
import { rule, scanText } from '../rules.test-helper.js';
import { readJson } from './json.js';
import { compileStructured } from './reader.js';

const json = (pattern: string, more: Partial<PatternRule> = {}) =>
  rule('r', pattern, { pattern_type: 'json', ...more });
const logfmt = (pattern: string, more: Partial<PatternRule> = {}) =>
  rule('r', pattern, { pattern_type: 'logfmt', ...more });
/** The fields of a hit; undefined when there is none. */
const on = (one: PatternRule, line: string) => scanText(compileRules([one]), `${line}\n`).hits[0]?.fields;
const findings = (one: PatternRule) => {
  const result = compileRule(one, 0);
  return 'rule' in result ? [] : result.map(({ key, column, message }) => `${key}:${column} ${message}`);
};

describe('a json rule', () => {
  const oom = json('level="error" message=~"out of memory.*allocate (?P<size>[\\d.]+ \\w+)" rank');

  it('hits a line whose fields hold what it asks for, and takes the fields that it names', () => {
    const line = '{"level": "error", "rank": 3, "message": "CUDA out of memory. Tried to allocate 2.50 GiB"}';
    expect(on(oom, line)).toEqual({ size: '2.50 GiB', rank: '3' });
    expect(on(oom, line.replace('error', 'info'))).toBeUndefined();
    expect(on(oom, line.replace('"rank": 3, ', ''))).toBeUndefined();
    expect(on(oom, line.replace('3', 'null'))).toBeUndefined();
    expect(on(oom, 'level="error" message="out of memory, allocate 1 GiB" rank=1')).toBeUndefined();
  });

  it.each([
    ['a rank', '[rank3]: {"a": {"b": "x"}}'],
    ['a time and a level', '2026-03-02 10:00:00,123 INFO [train] {"a": {"b": "x"}} (end)'],
    ['srun --label', ' 12: {"a":{"b":"x"}}'],
    ['CRI', '2026-03-02T10:00:00.123456789Z stderr F {"a":{"b":"x"}}'],
    ['docker', '{"log":"{\\"a\\":{\\"b\\":\\"x\\"}}\\n","stream":"stderr","time":"2026-03-02T10:00:00Z"}'],
    ['braces that are no object', 'set {x} {"torn": {"a": {"b": "x"}}'],
    ['escapes', '{"\\u0061": {"b": "\\u0078"}}'],
    ['a key with a dot', '{"a.b": "x"}'],
    ['colours', '\x1b[31m{"a":{"b":"x"}}\x1b[0m'],
  ])('sees the object behind %s', (_, line) => expect(on(json('a.b="x"'), line)).toEqual({}));

  it.each([
    ['code=500', '{"code": 500.0}', true],
    ['code="500"', '{"code": 500.0}', false],
    ['code="500"', '{"code": 500}', true],
    ['code>=500', '{"code": "503"}', true],
    ['code>=500', '{"code": "many"}', false],
    ['code>=500', '{"other": 503}', false],
    ['loss<0.5', '{"loss": NaN}', false],
    ['loss=nan', '{"loss": NaN}', true],
    ['loss=inf', '{"loss": Infinity}', true],
    ['loss=-inf', '{"loss": Infinity}', false],
    ['ok=false', '{"ok": false}', true],
    ['a level!="debug"', '{"a": 1, "level": "debug"}', false],
    ['a level!="debug"', '{"a": 1}', true],
    ['a level!~"^(?:debug|info)$"', '{"a": 1, "level": "information"}', true],
    ['a level!~"^(?:debug|info)$"', '{"a": 1, "level": "info"}', false],
    ['exc_info', '{"exc_info": null}', false],
    ['list.1="b"', '{"list": ["a", "b"]}', true],
    ['"odd key"."b"=1', '{"odd key": {"b": 1}}', true],
    ['text="say \\"hi\\""', '{"text": "say \\"hi\\""}', true],
    ['text=~"\\"hi\\""', '{"text": "say \\"hi\\""}', true],
    ['__proto__.x=1', '{"__proto__": {"x": 1}}', true],
    ['constructor', '{"a": 1}', false],
    ['toString', '{"a": {"toString": null}}', false],
    ['a = "x" b', '{"a": "x", "b": 0}', true],
    ['a="x"', '{"a": "y", "a": "x"}', true],
    ['url=~"^https://"', '{"url": "https:\\/\\/x"}', true],
  ])('%s on %s: %s', (pattern, line, hits) => expect(on(json(pattern), line) !== undefined).toBe(hits));

  it('minds flags in values, and `unless` on the whole line', () => {
    expect(on(json('level="ERROR"', { flags: 'i' }), '{"level": "error"}')).toEqual({});
    expect(on(json('LEVEL="error"', { flags: 'i' }), '{"level": "error"}')).toBeUndefined();
    expect(on(json('msg=~"OOM"', { flags: 'i' }), '{"msg": "oom"}')).toEqual({});
    expect(on(json('level=error', { unless: '"dry_run": ?true' }), '{"level":"error","dry_run":true}')).toBeUndefined();
  });

  it('takes any path by `extract_groups`, and leaves out what is not there', () => {
    const one = json('event="step"', {
      extract_groups: { step: 'trainer.global_step', host: 'at.host', all: 'match' },
    });
    const line = '{"event": "step", "trainer": {"global_step": 7}}';
    expect(on(one, line)).toEqual({ step: 7, all: line });
  });

  it('of progress has numbers, as Python writes them', () => {
    const one = json('step loss grad_norm', { kind: 'progress' });
    expect(on(one, '{"step": 10, "loss": NaN, "grad_norm": 1.5e-3}')).toEqual({
      step: 10,
      loss: 'nan',
      grad_norm: 0.0015,
    });
  });

  it('never throws, whatever a line holds', () => {
    const one = compileRules([json('a')]);
    const deep = '{"a":'.repeat(50_000);
    for (const line of [deep, `${deep}1${'}'.repeat(50_000)}`, '{"'.repeat(50_000), `{"a":"${'\\'.repeat(99_999)}`])
      scanText(one, line);
    expect(scanText(one, `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`).hits).toHaveLength(1);
    expect(readJson(`{"a": {"b": ${'["x{]", '.repeat(40)}0${']'.repeat(40)}}, "c": 1}`)?.get('c')?.text).toBe('1');
  });

  it('reads a long line of texts in linear time', () => {
    const line = `{${Array.from({ length: 60_000 }, (_, i) => `"key${i}": "v\\n"`).join(',')}, "last": 1}`;
    // Of this process: what others do meanwhile does not count.
    const started = process.cpuUsage();
    expect(on(json('last=1'), line)).toEqual({});
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
  });
});

describe('a logfmt rule', () => {
  it.each([
    [
      'level=error msg=~"out of (?P<what>\\w+)"',
      'time=2026-03-02T10:00:00Z level=error msg="CUDA out of memory"',
      { what: 'memory' },
    ],
    ['level=error', 'level=error', {}],
    ['level=error', 'level=errors', undefined],
    ['level=error', 'node1: 10:00:00 level=error', {}],
    ['level=error', '\x1b[31mlevel\x1b[0m=error x=1', {}],
    ['level=error', '{"log":"level=error\\n","stream":"stdout"}', {}],
    ['msg="a \\"b\\" c"', 'msg="a \\"b\\" c" x=1', {}],
    ['step loss', 'step=12 loss=0.5', { step: 12, loss: 0.5 }],
    ['step>10', 'step=9', undefined],
    ['error', 'an error=', { error: '' }],
    ['error', 'an error', undefined],
    ['log.level="warn"', 'log.level=warn', {}],
  ] as const)('%s on %s', (pattern, line, fields) => expect(on(logfmt(pattern), line)).toEqual(fields));
});

describe('the text that a line is looked for by', () => {
  const patternOf = (one: PatternRule) => compileStructured(one.pattern, 'json', one.flags ?? '').pattern;
  it.each([
    [json('level="error" msg=~"out of (?P<what>\\w+)|is lost"'), 'out of |is lost|\\\\u00'],
    [json('level="error" msg=~"\\d+"'), 'error|\\\\u00'],
    [json('msg=~"(?i)Out of \\w+"'), '(?i:out of )|\\\\u00'],
    [json('msg=~"größer"'), 'größer|\\\\u'],
    [json('path="/data/checkpoint"'), 'checkpoint|\\\\u00'],
    [json('code>500'), 'code|\\\\u00'],
  ])('%j', (one, pattern) => expect(patternOf(one)).toBe(pattern));
});

describe('a pattern that is none', () => {
  it.each([
    ['level=', 'pattern:7 there is no value'],
    ['level="error', 'pattern:7 the quote is never closed'],
    ['level=err(or)', 'pattern:7 `(` needs quotes around the value'],
    ['level="error" and rank', 'pattern:15 `and` is no part of a condition'],
    ['=error', 'pattern:1 `=error` is no field'],
    ['a..b', 'pattern:1 a key is missing behind the dot'],
    ['code>=many', 'pattern:7 `many` is no number'],
    ['level!="error"', 'pattern:1 lines without the field would match too'],
    ['a.x b.x', 'pattern:5 two fields would be called `x`'],
    ['', 'pattern:1 an empty pattern would match every line'],
  ])('%s: %s', (pattern, told) => expect(findings(json(pattern))).toEqual([told]));

  it('is told of at the place inside of its regular expression', () => {
    expect(findings(json('a msg=~"x(?=y)"'))).toEqual([expect.stringMatching(/^pattern:10 /)]);
    expect(findings(json('a msg=~"x(y"'))).toEqual([expect.stringMatching(/^pattern:\d+ RE2 refuses/)]);
  });

  it('is told of by the groups that it does not have', () => {
    expect(findings(json('a', { extract_groups: { x: 1, y: 'b..c', z: 'b.c' } }))).toEqual([
      'extract_groups:1 field `x` takes group `1`, which the pattern does not have',
      'extract_groups:1 field `y` takes group `b..c`, which the pattern does not have',
    ]);
  });
});

describe('a near miss', () => {
  const one = json('level="error" msg=~"out of memory" code>=500', { unless: 'dry' });
  it.each([
    ['{"level":"info","msg":"out of memory","code":501}', ['`level` is info, not error']],
    [
      '{"level":"error","msg":"hello","code":4}',
      ['`msg` is hello, which `out of memory` does not match', '`code` is 4, not >= 500'],
    ],
    ['{"level":"error","msg":"out of memory"}', ['there is no `code`']],
    ['{"level":"error","msg":"out of memory","code":"x"}', ['`code` is x, which is no number']],
  ])('%s', (line, told) => expect(nearMiss(one, line)).toMatchObject({ kind: 'fields', told }));

  it('is none where the line has nothing of it, or hits', () => {
    expect(nearMiss(one, '{"level":"info"}')).toBeUndefined();
    expect(nearMiss(one, 'level error out of memory')).toBeUndefined();
    expect(nearMiss(one, '{"level":"error","msg":"out of memory","code":501}')).toBeUndefined();
    expect(nearMiss(one, '{"level":"error","msg":"out of memory","code":501,"dry":1}')).toEqual({
      kind: 'unless',
      text: 'dry',
    });
  });
});

describe('the fast way and the naive one', () => {
  const rules = [
    json('level="error"'),
    json('msg=~"out of (?P<what>\\w+)|lost" code>=500'),
    json('msg=~"(?i)OUT" level!="info"'),
    json('step loss', { kind: 'progress' }),
    json('a.b.0', { unless: 'x{2}' }),
    json('ü="ß/\\"x"'),
    json('code=5', { extract_groups: { it: 'a.b', level: 'level' } }),
    logfmt('level="error"'),
    logfmt('msg=~"out of (?P<what>\\w+)" level'),
    logfmt('code<9 level!~"e"'),
  ].map((one, index) => ({ ...one, name: `r${index}` }));
  const matcher = compileRules(rules);

  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.constantFrom('error', 'info', 'out of memory', 'CUDA OUT of it', 'lost', 'ß/"x', 'xx', '', '\\u0041', 'a=b c'),
    fc.constantFrom<unknown>(5, 500, 501.5, 0, -1, null, true, ['x', 1], { b: ['y'] }, { b: { c: 1 } }, []),
    fc.string({ maxLength: 4 }),
  );
  const key = fc.constantFrom('level', 'msg', 'code', 'step', 'loss', 'a', 'a.b', 'ü', '__proto__', 'log', 'stream');
  const object = fc.array(fc.tuple(key, value), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs));
  /** JSON in several spellings. */
  const spelt = fc.tuple(object, fc.constantFrom('plain', 'spaced', 'ascii', 'docker')).map(([it, how]) => {
    const text = JSON.stringify(it);
    if (how === 'spaced') return JSON.stringify(it, null, 1).replaceAll('\n', ' ');
    if (how === 'docker') return JSON.stringify({ log: `${text}\n`, stream: 'stderr' });
    const hex = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return how === 'ascii' ? text.replaceAll(/[ür\u0080-\uffff]/g, hex).replaceAll('/', '\\/') : text;
  });
  const pair = fc.tuple(
    fc.constantFrom('level', 'msg', 'code'),
    fc.constantFrom('error', 'info', '"out of memory"', '5', '"e\\"\\\\x"', ''),
  );
  const pairs = fc
    .array(
      pair.map(([name, text]) => `${name}=${text}`),
      { maxLength: 4 },
    )
    .map((all) => all.join(' '));
  const noise = fc.constantFrom('[rank1]: ', '2026-03-02 10:00:00 INFO ', '{', '{x} ', '"', '}', ' ', 'word');
  const line = fc.array(fc.oneof(spelt, pairs, noise), { maxLength: 3 }).map((parts) => parts.join(''));

  it('agree on any lines', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const log = Buffer.from(`${lines.map((one) => one.replaceAll(/[\r\n]/g, ' ')).join('\n')}\n`);
        const told = (hits: readonly { rule: { name: string }; line: number; fields: object }[]) =>
          hits.map((hit) => [
            hit.line,
            hit.rule.name,
            Object.entries(hit.fields).map(([name, it]) => [name, shown(it)]),
          ]);
        // The oracle forgets how what is nested was spelt.
        const shown = (it: unknown) => (/^[[{]/.test(String(it)) ? 'nested' : it);
        expect(told(scanText(matcher, log).hits)).toEqual(told(naiveScan(rules, log).hits));
      }),
      { numRuns: 2000 },
    );
  });
});
