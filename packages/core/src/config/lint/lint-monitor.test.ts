import { describe, expect, it } from 'vitest';
import { folderOf } from '../files.fixture.js';
import { monitorLinter } from './lint-monitor.js';

const step =
  "{ name: step, pattern: 'step (?P<step>\\d+) loss (?P<loss>\\S+)', metadata: { kind: progress }, tests: [ { log: 'step 7 loss 2.5 nan batches 0', expect: { step: 7 } }, { log: 'step 8 loss nan', expect: { loss: nan } } ] }";
const crash = 'state: { class_name: CrashState }';
const nan = 'metadata: { error_type: numerical_instability }';

/** What rules owe their users is told of each that has no tests, and has tests of its own. */
const OWED = ['no_hit_test', 'no_near_miss'];

/** Findings of `m.yaml`, which holds these rules. */
function lint(rules: readonly string[], head = '', more: Readonly<Record<string, string>> = {}) {
  const text = `${head}log_signals:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
  const where = folderOf({ 'm.yaml': text, ...more });
  return monitorLinter(where)(`${where.cwd}/m.yaml`).filter(({ code }) => !OWED.includes(code));
}
const brief = (...given: Parameters<typeof lint>) =>
  lint(...given).map(({ level, code, line }) => `${level} ${code} ${line}`);

it('says of the settings of a monitor what the loader says', () => {
  const head = `termination_command: "squeue | grep x"\nlog_path_template: "x-%Q.out"\nstate_whitelist: [RUNNINGG]\n`;
  expect(brief([step], head)).toEqual(['error shell_text 1', 'error bad_log_path 2', 'warning unknown_state 3']);
});

describe('a rule for failures that hits healthy lines', () => {
  it('is found by the lines of other rules, and shown what it takes for a failure', () => {
    const [finding] = lint([step, `{ name: bad, pattern: 'loss.*nan', ${crash}, ${nan} }`]);
    expect(finding).toMatchObject({ code: 'hits_healthy_line', level: 'warning', line: 3, column: 27 });
    expect(finding?.message).toContain('a line of the progress rule `step`: `step 7 loss 2.5 nan batches 0`');
    expect(finding?.remedy).toMatch(/`unless`/);
  });

  it('may hit a step that is not finite, and what its `unless` spares', () => {
    expect(brief([step, `{ name: good, pattern: 'loss nan', ${crash}, ${nan} }`])).toEqual([]);
    expect(brief([step, `{ name: good, pattern: 'loss.*nan', unless: 'nan \\w+ 0', ${crash}, ${nan} }`])).toEqual([
      'warning hits_healthy_line 3',
    ]);
    const unless = '(?i)nan \\w+:?\\s+0|default|aborts?-on|on_nan|for_nan';
    expect(brief([step, `{ name: good, pattern: 'loss.*nan', unless: '${unless}', ${crash}, ${nan} }`])).toEqual([]);
  });

  it('awaits and measures them where it says so', () => {
    const silent =
      "name: silent, pattern: 'step \\d', state: { class_name: StalledState }, metadata: { error_type: hang }";
    expect(brief([step, `{ ${silent} }`])).toContain('warning hits_healthy_line 3');
    for (const when of ['absent: 10m', 'start_within: 10m', "value: 'fields.step > 9'"])
      expect(brief([step, `{ ${silent}, when: { ${when} } }`]), when).not.toContain('warning hits_healthy_line 3');
  });

  it.each([
    ['arguments that are dumped', "'timeout'", 'distributed_timeout_minutes'],
    ["NCCL's information", "'NCCL INFO'", 'NCCL INFO'],
    ['words that hold another', "'room'", 'room'],
  ])('is found by %s', (_, pattern) => {
    expect(brief([`{ name: bad, pattern: ${pattern}, ${crash}, ${nan} }`])).toEqual(['warning hits_healthy_line 2']);
    // What is only told of may hit what it likes.
    expect(brief([`{ name: note, pattern: ${pattern} }`])).toEqual([]);
  });

  it('may hit what only repeats a text, which no run counts', () => {
    expect(brief([`{ name: good, pattern: 'error is raised', ${crash}, ${nan} }`])).toEqual([]);
    expect(brief([`{ name: bad, pattern: 'error is raised', count_echoes: true, ${crash}, ${nan} }`])).toEqual([
      'warning hits_healthy_line 2',
    ]);
  });

  it('knows the lines of packs, and leaves their rules to their own lint', () => {
    const pack = {
      'pack/monitoring/base.yaml': `log_signals:\n  - ${step}\n  - { name: loose, pattern: 'oom', ${crash}, metadata: { error_type: oom } }\n`,
    };
    expect(brief([`{ name: bad, pattern: 'nan batches', ${crash}, ${nan} }`], '', pack)).toEqual([
      'warning hits_healthy_line 2',
    ]);
    expect(brief(['{ name: fine, pattern: fine }'], 'defaults: [base]\n', pack)).toEqual([]);
    const own =
      "{ name: saved, pattern: saved, metadata: { kind: checkpoint }, tests: [ { log: 'saved the oom report', expect: {} } ] }";
    expect(lint([own], 'defaults: [base]\n', pack)[0]).toMatchObject({
      code: 'hits_healthy_line',
      line: 3,
      file: expect.stringContaining('base.yaml'),
    });
  });
});

describe('patterns', () => {
  it.each([
    ['matches nothing', "pattern: 'x*'", 'error empty_match 2'],
    ['matches nothing in one of its ways', "pattern: 'oom|(?:out)?'", 'error empty_match 2'],
    ['has its own pattern as unless', "pattern: 'foo \\d', unless: 'foo \\d'", 'warning never_hits 2'],
    ['has an unless for every line', "pattern: 'foo', unless: 'bar|'", 'warning never_hits 2'],
    [
      'has an unless that all its lines hold',
      "pattern: '(?:CUDA|HIP) error: .*', unless: error",
      'warning never_hits 2',
    ],
    ['has one in other letters', "pattern: 'foo Bar', unless: '(?i)BAR'", 'warning never_hits 2'],
    ['begins with anything', "pattern: '.*failed'", 'note slow_pattern 2'],
    ['begins with any word', "pattern: '\\w+ failed'", 'note slow_pattern 2'],
    ['begins with a group of any word', "pattern: '(?P<who>\\w+) failed'", 'note slow_pattern 2'],
    ['begins with anything in one of its ways', "pattern: 'disk gone|.*failed'", 'note slow_pattern 2'],
    ['has gap behind gap', "pattern: 'disk.*shard.*volume.*gone'", 'note slow_pattern 2'],
    ['has them in a group', "pattern: 'disk(?:.*shard.*volume|x).+gone'", 'note slow_pattern 2'],
    ['has no text', "pattern: '\\d+:\\d+ [a-z]'", 'note slow_pattern 2'],
    ['has no text in one of its ways', "pattern: 'failed|\\d+'", 'note slow_pattern 2'],
  ])('a rule that %s', (_, keys, finding) => {
    expect(brief([`{ name: a, ${keys} }`])).toEqual([finding]);
  });

  it.each([
    "pattern: 'foo bar', unless: '^bar'",
    "pattern: 'foo', unless: ''' foo'''",
    "pattern: 'foo(?: bar)?', unless: bar",
    "pattern: 'foo|bar', unless: bar",
    "pattern: '(?i)foo', unless: foo",
    "pattern: 'foo', unless: '(?:^|$)'",
    "pattern: 'x*', unless: '^$'",
    "pattern: '(?i:failed) \\d'",
    "pattern: '^failed'",
  ])('a rule that may well hit: %s', (keys) => {
    expect(brief([`{ name: a, ${keys} }`]).filter((one) => !one.includes('slow'))).toEqual([]);
  });

  it.each([
    'foo bar.*volume.*gone',
    'foo bar(?:.*?x)?(?:.*?y)?(?:.*?z)?',
    'foo [^,]*,.{0,9}x.*y',
    '\\bfoo',
    '(?P<who>foo\\w+)',
  ])('a pattern that costs nothing: %s', (pattern) =>
    expect(brief([`{ name: a, pattern: '${pattern}' }`])).toEqual([]),
  );

  it('two rules of one pattern, if nothing else tells them apart', () => {
    const twins = (more: string) => brief(['{ name: a, pattern: failed }', `{ name: b, pattern: failed${more} }`]);
    expect(twins('')).toEqual(['warning duplicate_pattern 3']);
    expect(twins(', flags: i')).toEqual([]);
    expect(twins(', when: { count: 3 }')).toEqual([]);
    expect(twins(', unless: never')).toEqual(['warning shadowed_rule 3']);
  });
});

describe('what rules mean', () => {
  it('a failure of which nothing says what to do', () => {
    const own = (more: string) => brief([`{ name: a, pattern: disk gone, ${crash}${more} }`]);
    expect(own(', metadata: { error_type: mine }')).toEqual(['warning no_remedy 2']);
    expect(own('')).toEqual(['warning no_remedy 2']);
    expect(own(', remedy: Call somebody.')).toEqual([]);
    expect(own(', metadata: { error_type: oom }')).toEqual([]);
  });

  it('a failure that is to be confirmed while steps go on, and is over by then', () => {
    const own = (more: string) =>
      brief([
        `{ name: a, pattern: disk gone, remedy: x, state: { class_name: CrashState, confirm_after: 1m }${more} }`,
      ]);
    expect(own('')).toEqual(['warning never_confirmed 2']);
    expect(own(', lasting: true')).toEqual([]);
    expect(own(', metadata: { error_type: numerical_instability }')).toEqual([]);
  });

  it('a key of metadata that is nearly one with a meaning', () => {
    const own = (metadata: string) => brief([`{ name: a, pattern: disk gone, metadata: { ${metadata} } }`]);
    expect(own('severty: fatal, errortype: oom')).toEqual([
      'warning misspelt_metadata 2',
      'warning misspelt_metadata 2',
    ]);
    expect(own('mine: 1, link: x, severity: error, severities: 2, types: 3')).toEqual([]);
  });

  it('rules that explain each other away', () => {
    const rule = (name: string, more: string) =>
      `{ name: ${name}, pattern: ${name} gone, ${crash}, remedy: x, ${more} }`;
    const [finding, ...others] = lint([
      rule('disk', 'symptom_of: [net], metadata: { error_type: disk }'),
      rule('net', 'symptom_of: [power], metadata: { error_type: net }'),
      rule('power', 'symptom_of: [disk]'),
    ]);
    expect(finding).toMatchObject({
      code: 'no_root_left',
      level: 'error',
      message: expect.stringContaining('explain each other away: disk ← net ← power ← disk; none'),
    });
    expect(others).toEqual([]);
    // Another rule of a type that takes part may be the root, and so may the only rule of a circle.
    const free = rule('other_disk', 'symptom_of: [], metadata: { error_type: disk }');
    const pair = ['disk', 'net'].map((name, i) =>
      rule(name, `symptom_of: [${['net', 'disk'][i]}], metadata: { error_type: ${name} }`),
    );
    expect(brief([...pair, free])).toEqual(['warning symptom_cycle 2']);
    expect(brief(pair)).toEqual(['error no_root_left 2']);
    expect(brief([rule('disk', 'symptom_of: [disk]')])).toEqual(['warning symptom_cycle 2']);
    expect(brief([rule('disk', 'symptom_of: [net]'), rule('net', 'symptom_of: []')])).toEqual([]);
    expect(brief([rule('disk', 'symptom_of: [net]'), rule('net', 'symptom_of: ["*"]')])).toEqual([]);
  });

  it('included rules that are deprecated or experimental', () => {
    const pack = {
      'pack/monitoring/base.yaml':
        'log_signals:\n  - { name: old, pattern: old one, status: deprecated }\n  - { name: new, pattern: new one, status: experimental }\n',
    };
    expect(brief(['{ name: a, pattern: aaa }'], 'defaults: [base]\n', pack)).toEqual([
      'warning deprecated_rule 2',
      'note experimental_rule 3',
    ]);
    expect(brief(['{ name: old }'], 'defaults: [base]\n', pack)).toEqual(['note experimental_rule 3']);
    expect(brief(['{ name: own, pattern: aaa, status: deprecated }'])).toEqual([]);
  });
});

describe('constructs that RE2 lacks', () => {
  it.each([
    ['x(?=y)', /`unless`/],
    ['x(?!y)', /`unless`/],
    ['(?<!x)y', /`unless`/],
    ['(?<=x)y', /\(\?P<name>/],
    ['(?>x)y', /\(\?:…\)/],
    ['x++', /Remove the last `\+`/],
    ['x{2}+', /Remove the last `\+`/],
    ['x\\Z', /Use `\$`/],
    ['(?(1)a|b)', /alternatives/],
    ['(a)\\1', /alternatives/],
    ['(?P<a>x)(?P=a)', /alternatives/],
    ['(?x) a', /i, m, s and U/],
    ['a\\Kb', /extract_groups/],
    ["(?'n'x)", /\(\?P<name>…\)/],
    ['\\e[31m', /\\x1b/],
  ])('%s: the remedy is the way out', (pattern, remedy) => {
    const [finding] = lint([`{ name: a, pattern: '${pattern.replaceAll("'", "''")}' }`]);
    expect(finding).toMatchObject({ code: 'bad_pattern', level: 'error', remedy: expect.stringMatching(remedy) });
  });

  it('takes the names of groups in both ways', () => {
    expect(brief(["{ name: a, pattern: 'disk (?<n>\\d+)' }", "{ name: b, pattern: 'disk (?P<n>\\d+) gone' }"])).toEqual(
      [],
    );
  });
});
