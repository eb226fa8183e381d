// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAlerts } from '../../alerts/settings.js';
import { createRegistry } from '../../plugin/registry.js';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import type { Where } from '../locate.js';
import { loadMonitors } from '../monitor.js';
import { loadPolicies } from '../policy.js';
import { loadRunFile } from './run-file.js';

const rule = (name: string) => `log_signals:\n  - { name: ${name}, pattern: ${name}, metadata: { kind: error } }\n`;
const policy = 'class_name: AlwaysRestartPolicy\nmax_retries: 2\n';
const files = {
  'pack/monitoring/default.yaml': rule('of_default'),
  'pack/monitoring/basic.yaml': rule('of_basic'),
  'pack/restart/always.yaml': policy,
  'conf/own.yaml': rule('of_own'),
  'conf/monitoring/grouped.yaml': rule('of_grouped'),
  'conf/careful.yaml': 'class_name: NoRestartPolicy\n',
};

function load(text: string, env: Record<string, string> = {}) {
  const where: Where = { ...folderOf({ ...files, 'conf/sigwatch.yaml': text }), env };
  const at = (...names: string[]) => join(where.cwd, 'conf', ...names);
  return { where, at, run: () => loadRunFile(at('sigwatch.yaml'), where) };
}

const rulesOf = (names: readonly string[] | undefined, where: Where) =>
  loadMonitors(names ?? [], where).rules.map(({ name }) => name);

describe('a valid file', () => {
  it('means folders with code from its own, where they have no scheme', () => {
    const { at, run } = load(
      'adapter: { class_name: RayAdapter, runtime_env: { working_dir: ., py_modules: [../lib, s3://b/c.zip, ~/lib], pip: [torch] } }\n',
    );
    expect(run().settings.adapter).toEqual({
      class_name: 'RayAdapter',
      runtime_env: { working_dir: at('.'), py_modules: [at('../lib'), 's3://b/c.zip', '~/lib'], pip: ['torch'] },
    });
  });

  it('names everything of a run, with paths meant from the file', () => {
    const { at, run } = load(
      `name: pretrain
run_id: pretrain-1
defaults: [ /monitoring: basic, /restart: always ]
adapter: { class_name: LocalAdapter }
job:
  command: [python, train.py, "--steps", "100"]
  env: { WORKERS: 4, FAST: true, KEY: "\${oc.env:KEY}" }
  logs: [logs/*.out, /var/log/x.log]
  checkpoint_dir: "\${name}/ckpt"
  control_dir: control
copies: { to: ../copies, every: 5m, keep: 2 }
deadline: { before: 20m, check: 30s, signal: SIGUSR1, copy: false }
state_dir: ../state
timeout: 2h
log_level: info
plugins: [./mine.mjs, some-package]
sources: [ { class_name: Mine, topic: a } ]
notifiers: [ { class_name: Bell } ]
alerts: { on: [failed], group_wait: 5s, rate: { count: 3 }, quiet_hours: { from: "22:00", to: "7:00", timezone: UTC } }
`,
      { KEY: 'hush' },
    );
    const file = run();
    expect(file.settings).toEqual({
      name: 'pretrain',
      run_id: 'pretrain-1',
      monitor: ['basic'],
      restart: 'always',
      adapter: { class_name: 'LocalAdapter' },
      command: ['python', 'train.py', '--steps', '100'],
      cwd: at('.'),
      env: { WORKERS: '4', FAST: 'true', KEY: 'hush' },
      logs: [at('logs/*.out'), '/var/log/x.log'],
      checkpoint_dir: at('pretrain/ckpt'),
      control_dir: at('control'),
      copies: { to: at('../copies'), every: 300_000, keep: 2 },
      deadline: { before: 1_200_000, check: 30_000, signal: 'USR1', copy: false },
      state_dir: at('../state'),
      log_level: 'info',
      timeout: 7_200_000,
      plugins: [at('mine.mjs'), 'some-package'],
      sources: [{ class_name: 'Mine', topic: 'a' }],
      notifiers: [{ class_name: 'Bell' }],
      alerts: {
        ...defaultAlerts,
        on: ['failed'],
        group_wait: 5_000,
        rate: { count: 3, within: 600_000 },
        quiet_hours: { from: '22:00', to: '7:00', timezone: 'UTC', except: [] },
      },
    });
    expect(file.shown('env')).toEqual({ WORKERS: '4', FAST: 'true', KEY: '${oc.env:KEY}' });
    expect([file.place('name').line, file.place('command').line, file.place('monitor').line]).toEqual([1, 6, 3]);
  });

  it('may leave everything out but one key', () => {
    expect(load('name: a').run().settings).toEqual({ name: 'a' });
  });

  it.each<[string, string, string[]]>([
    ['a name', 'monitor: basic', ['of_basic']],
    ['several', 'monitor: [basic, default]', ['of_basic', 'of_default']],
    ['a file from its folder', 'monitor: own.yaml', ['of_own']],
    ['defaults: a file beside it before a pack', 'defaults: [ /monitoring: own ]', ['of_own']],
    ['defaults: the folder of the group', 'defaults: [ monitoring: grouped ]', ['of_grouped']],
    ['its own monitors last', 'defaults: [ /monitoring: basic ]\nmonitor: default', ['of_basic', 'of_default']],
    [
      'or where _self_ stands',
      'defaults: [ _self_, /monitoring: basic ]\nmonitor: default',
      ['of_default', 'of_basic'],
    ],
    ['a block after the default', 'monitoring:\n  log_signals: [ { name: mine, pattern: m } ]', ['of_default', 'mine']],
    [
      'a block after what is named, which disables by name',
      'monitor: basic\nmonitoring:\n  log_signals: [ { name: of_basic }, { name: mine, pattern: m } ]',
      ['mine'],
    ],
    ['a block that says itself what it builds on', 'monitoring:\n  defaults: [basic]', ['of_basic']],
  ])('monitors: %s', (_, text, wanted) => {
    const { where, run } = load(text);
    expect(rulesOf(run().settings.monitor, where)).toEqual(wanted);
  });

  it.each<[string, string, string]>([
    ['a name', 'restart: always', 'AlwaysRestartPolicy'],
    ['a file', 'restart: ./careful.yaml', 'NoRestartPolicy'],
    ['defaults', 'defaults: [ /restart: careful ]', 'NoRestartPolicy'],
    ['the last one', 'defaults: [ /restart: careful ]\nrestart: always', 'AlwaysRestartPolicy'],
    ['a block', 'restart: { class_name: NoRestartPolicy }', 'NoRestartPolicy'],
    [
      'a block that includes',
      'restart:\n  defaults: [always]\n  policies: [ { mode: stall, implementation: { class_name: NoRestartPolicy } } ]',
      'AlwaysRestartPolicy',
    ],
  ])('restart: %s', (_, text, wanted) => {
    const { where, run } = load(text);
    expect(loadPolicies(run().settings.restart ?? '', where).policies.crash?.class_name).toBe(wanted);
  });

  it('tells what is wrong in a block by its place in the whole file', () => {
    const { where, run } = load('name: a\nmonitoring:\n  log_signalz: []\n');
    const { monitor } = run().settings;
    expect(brief(findingsOf(() => loadMonitors(monitor ?? [], where)))).toEqual(['unknown_key 3:3']);
  });
});

describe('what is refused, with place and remedy', () => {
  it.each<[string, string, string[]]>([
    ['an unknown key', 'nam: a', ['unknown_key 1:1']],
    ['an empty file', '', ['empty_file 1:1']],
    ['a tab', 'job:\n\tcwd: a', ['tab_indentation 2:1']],
    ['a key of the prototype', 'job: { __proto__: 1 }', ['forbidden_key 1:8']],
    [
      'an alias bomb',
      `a: &a [x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`).join('\n')}`,
      ['alias_bomb 1:1'],
    ],
    [
      'heartbeats of no run',
      'heartbeat: { read: s3://bucket, write: s3://bucket/prefix/ }',
      ['wrong_value 1:20', 'wrong_value 1:40'],
    ],
    ['its own heartbeats', 'heartbeat: { read: s3://b/r, write: s3://b/r }', ['wrong_value 1:37']],
    ['an alarm for one late heartbeat', 'heartbeat: { interval: 60s, stale: 90s }', ['wrong_value 1:36']],
    ['… of one phase', 'heartbeat: { interval: 60s, stale: { eval: 90s, setup: 1h } }', ['wrong_value 1:44']],
    ['a run that is over before it is stale', 'heartbeat: { stale: 10m, give_up: 5m }', ['wrong_value 1:35']],
    ['a phase that is none', 'heartbeat: { stale: { evaluation: 1h } }', ['unknown_key 1:23']],
    ['settings of an adapter that takes none', 'adapter: { class_name: LocalAdapter, nodes: 2 }', ['unknown_key 1:38']],
    ['a command for a shell', 'job: { command: python train.py }', ['command_text 1:17']],
    ['a number in a command', 'job: { command: [sleep, 5] }', ['wrong_type 1:25']],
    ['no command', 'job: { command: [] }', ['wrong_value 1:17']],
    ['an unknown monitor', 'monitor: [basik]', ['unknown_monitor 1:11']],
    ['an unknown policy', 'restart: alway', ['unknown_policy 1:10']],
    ['an include that leads out', 'defaults: [ /monitoring: ../pack/monitoring/basic ]', ['unknown_monitor 1:26']],
    ['an include that says no group', 'defaults: [ basic ]', ['no_group 1:13']],
    [
      'two policies, one of them a block',
      'defaults: [ /restart: always ]\nrestart: { class_name: NoRestartPolicy }',
      ['two_policies 1:23'],
    ],
    ['an unset variable', 'job: { cwd: "${oc.env:NOWHERE}" }', ['unset_variable 1:13']],
    ['what only a run could know', 'job: { checkpoint_dir: "${slurm.dir}" }', ['unresolved_interpolation 1:24']],
    ['a wrong duration', 'timeout: soon', ['wrong_form 1:10']],
    ['a transition that there is none of', 'alerts: { on: [faild] }', ['unknown_word 1:16']],
    [
      'a zone that there is none of',
      'alerts: { quiet_hours: { from: "22:00", to: "7:00", timezone: Mars } }',
      ['wrong_value 1:63'],
    ],
    ['a link to nowhere', 'alerts: { links: [ { name: a, url: "https://b/{run}" } ] }', ['wrong_value 1:36']],
    ['a notifier without a class', 'notifiers: [ { url: a } ]', ['missing_key 1:14']],
    [
      'everything at once',
      'nam: a\nheartbeat: { from: x }\nmonitor: nope\njob: { command: a b, cwdd: . }',
      ['unknown_key 1:1', 'unknown_key 2:14', 'unknown_monitor 3:10', 'command_text 4:17', 'unknown_key 4:22'],
    ],
  ])('%s', (_, text, wanted) => {
    const found = findingsOf(load(text).run);
    expect(brief(found)).toEqual(wanted);
    for (const { remedy } of found) expect(remedy).toMatch(/\w.*[.?]$/s);
  });

  it.each([
    ['python train.py --name "a b"', 'Write `command: [python, train.py, --name, "a b"]`.'],
    ["sh -c 'exit 3'", 'Write `command: [sh, -c, "exit 3"]`.'],
    [
      'python a.py | tee log',
      'Write `command: [sh, -c, "python a.py | tee log"]` if it takes a shell, else a list such as `[python, a.py, "|", tee, log]`.',
    ],
  ])('a command as text is answered by a list: %s', (text, remedy) => {
    expect(findingsOf(load(`job:\n  command: ${JSON.stringify(text)}\n`).run)[0]?.remedy).toBe(remedy);
  });

  it('a component that nobody has, beside the other mistakes where no plugin is named', () => {
    const text = 'adapter: { class_name: LocalAdaptr }\nnotifiers: [ { class_name: Pager } ]\n';
    const at = (more: string) => ({ ...folderOf({ 'sigwatch.yaml': text + more }), registry: createRegistry() });
    const read = (more: string) => {
      const where = at(more);
      return loadRunFile(join(where.cwd, 'sigwatch.yaml'), where);
    };
    const found = findingsOf(() => read('jobb: 1\n'));
    expect(brief(found)).toEqual(['unknown_class 1:24', 'unknown_class 2:28', 'unknown_key 3:1']);
    expect(found[0]?.remedy).toMatch(/^Did you mean `LocalAdapter`\?/);
    expect(brief(findingsOf(() => read('jobb: 1\nplugins: [./p.mjs]\n')))).toEqual(['unknown_key 3:1']);
    expect(brief(findingsOf(() => read('').check(createRegistry())))).toEqual([
      'unknown_class 1:24',
      'unknown_class 2:28',
    ]);
  });

  it('never tells the value of a variable', () => {
    const found = findingsOf(load('log_level: "${oc.env:LEVEL}"', { LEVEL: 'hush-hush' }).run);
    expect(JSON.stringify(found)).not.toContain('hush-hush');
  });
});
