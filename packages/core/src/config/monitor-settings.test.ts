// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { compileRules } from '../match/compile-rules.js';
import { emptyScanState } from '../match/types.js';
import { engineSettings } from './engine-settings.js';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { loadMonitors } from './monitor.js';

const load = (text: string, more: Record<string, string> = {}) =>
  loadMonitors(['m.yaml'], folderOf({ 'm.yaml': text, ...more }));
const findings = (text: string) => findingsOf(() => load(text));
const told = (text: string) => findings(text).map(({ code, message, remedy }) => `${code}: ${message}. ${remedy}`);

describe('termination_string', () => {
  it('is a rule behind all others, whatever signs it holds', () => {
    const { rules, origins, warnings } = load(
      "log_signals:\n  - { name: a, pattern: x }\ntermination_string: 'All done. (100%)'\n",
    );
    expect(rules.map(({ name }) => name)).toEqual(['a', 'termination_string']);
    expect(rules[1]).toMatchObject({ kind: 'success', suffices: true, pattern_type: 'substring' });
    expect(origins.get('termination_string')).toMatchObject({ line: 3, column: 21, implied: true });
    expect(warnings).toEqual([]);
    const hits = (line: string) =>
      compileRules(rules)
        .scan(Buffer.from(`${line}\n`), { offset: 0, line: 1 }, emptyScanState)
        .hits.map(({ rule }) => rule.name);
    expect(hits('rank 0: All done. (100%) at last')).toEqual(['termination_string']);
    expect(hits('All done, (100%)')).toEqual([]);
  });

  it('works for a NullMonitor as well, which has no other rule', () => {
    const monitor = load('class_name: NullMonitor\nlog_signals: [ { name: a, pattern: x } ]\ntermination_string: end');
    expect(monitor.rules.map(({ name }) => name)).toEqual(['termination_string']);
    expect(engineSettings(monitor)).not.toHaveProperty('inactivity');
    expect(engineSettings(load('class_name: SlurmLogMonitor'))).toMatchObject({ inactivity: 1_800_000 });
  });

  it('cannot be empty, of several lines, known to the run only, or the name of a rule', () => {
    expect(brief(findings("termination_string: ''"))).toEqual(['wrong_value 1:21']);
    expect(brief(findings('termination_string: "a\\n"'))).toEqual(['wrong_form 1:21']);
    expect(brief(findings("termination_string: '${job.id} done'"))).toEqual(['unresolved_interpolation 1:21']);
    const twice = 'log_signals: [ { name: termination_string, pattern: x } ]\ntermination_string: y';
    expect(brief(findings(twice))).toEqual(['duplicate_rule 2:21']);
  });

  it('of the last monitor that names it counts, and null takes it away', () => {
    const where = folderOf({ 'a.yaml': 'termination_string: one', 'b.yaml': 'termination_string: null' });
    expect(loadMonitors(['a.yaml', 'b.yaml'], where).rules).toEqual([]);
    expect(loadMonitors(['b.yaml', 'a.yaml'], where).rules).toHaveLength(1);
  });
});

describe.each(['termination_command', 'start_condition_cmd'] as const)('%s', (key) => {
  it('is a list of words, or a text that is split at spaces', () => {
    expect(load(`${key}: [test, -f, 'a b; c']`)[key]).toEqual(['test', '-f', 'a b; c']);
    expect(load(`${key}: '  test  -f {output_dir}/all\\ done '`)[key]).toEqual(['test', '-f', '{output_dir}/all done']);
    expect(load(`${key}: null`)[key]).toBeUndefined();
    expect(load('{}').start_condition_interval_seconds).toBe(60);
  });

  it.each([
    ['test -f a && echo 1', '&'],
    ['cat a | wc -l', '|'],
    ['a; b', ';'],
    ['grep -q x < a', '<'],
    ['x > /dev/null', '>'],
    ['test -f $HOME/a', '$'],
    ['test $(cat a) = 1', '$'],
    ['test `cat a` = 1', '`'],
    ['grep "a b" c', 'a quote'],
    ['test -f *.done', '*'],
    ['test -f ~/a', '~'],
    ['! test -f a', '!'],
    ['A=1 b', 'a variable'],
  ])('refuses what only a shell would understand: %s', (text, part) => {
    const [finding] = findings(`${key}: ${JSON.stringify(text)}`);
    expect(finding).toMatchObject({
      code: 'shell_text',
      line: 1,
      remedy: 'Write `["sh", "-c", "…"]`, or a list of words.',
    });
    expect(finding?.message).toContain(` ${part} `);
    expect(load(`${key}: [sh, -c, ${JSON.stringify(text)}]`)[key]?.[2]).toBe(text);
  });

  it('has templates of a closed list, and interpolations that the run fills in', () => {
    expect(told(`${key}: [check, '{run_di}', '{step}']`)).toEqual([
      expect.stringMatching(/^bad_template: `\w+`: \{run_di\} is unknown; did you mean \{run_id\}\? Known are: run_id/),
      expect.stringMatching(/^bad_template: `\w+`: \{step\} has no value here\. Known are: run_id/),
    ]);
    expect(brief(findings(`${key}: [check, '{run_di}']`))).toEqual([`bad_template 1:${key.length + 11}`]);
    expect(load(`${key}: 'check \${job.id}'`)[key]).toEqual(['check', '${job.id}']);
  });

  it('keeps the spaces of an interpolation, and refuses what a variable brought as if it was written', () => {
    expect(load(`${key}: 'test -d \${oc.if:\${slurm.array}, a b, c}/x y'`)[key]).toEqual([
      'test',
      '-d',
      '${oc.if:${slurm.array},a b,c}/x',
      'y',
    ]);
    const where = { ...folderOf({ 'm.yaml': `${key}: [a, '\${oc.env:ODD}']` }), env: { ODD: 'b ${c' } };
    expect(findingsOf(() => loadMonitors(['m.yaml'], where))[0]?.message).toBe(
      'what `${oc.env:ODD}` comes to cannot be used here',
    );
  });

  it('is not empty', () => {
    for (const empty of ["''", "' '", '[]']) expect(findings(`${key}: ${empty}`)).toHaveLength(1);
  });
});

it('{job_id} is known to a termination command, and not to a start condition', () => {
  expect(load("termination_command: [a, '{job_id}']").termination_command).toHaveLength(2);
  expect(told("start_condition_cmd: [a, '{job_id}']")[0]).toContain('{job_id} has no value here');
});

describe('log paths', () => {
  it('are checked with their place, inside of interpolations too', () => {
    expect(told("log_path_template: '{ouput_dir}/slurm-%q.out'")).toEqual([
      expect.stringContaining('{ouput_dir} is unknown; did you mean {output_dir}?'),
      expect.stringContaining('%q is unknown'),
    ]);
    expect(brief(findings("output_paths: [a.log, 'b-{step}.log']"))).toEqual(['bad_log_path 1:23']);
    expect(told("log_path_template: '${oc.if:${slurm.array},%A_%z,%j}'")[0]).toContain('%z is unknown');
    expect(load("output_paths: ['logs/{a,b}-%4j.log', '${oc.if:${slurm.array},%A_%a,%j}.{out,err}']").warnings).toEqual(
      [],
    );
  });
});

describe('state_whitelist', () => {
  it('knows words of schedulers and ours, and asks about others', () => {
    const { warnings } = load('state_whitelist: [RUNNING, pending, stall, COMPLETNIG, preemptde, HIBERNATING]');
    expect(warnings.map(({ code, remedy, level }) => `${level} ${code} ${remedy}`)).toEqual([
      'warning unknown_state Did you mean `COMPLETING`?',
      'warning unknown_state Did you mean `preempted`?',
      'warning unknown_state It counts where the platform uses the word itself.',
    ]);
    expect(engineSettings(load('state_whitelist: []'))).not.toHaveProperty('alive');
    expect(engineSettings(load('state_whitelist: [RUNNING, TIMEOUT, stall]')).alive).toEqual([
      'running',
      'timeout',
      'stall',
      'timed_out',
    ]);
  });
});
