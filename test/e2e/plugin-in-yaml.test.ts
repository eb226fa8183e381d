import { cpSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A project with a sigwatch.yaml that names a plugin of its own, which is installed beside it like any package. */
class Project extends Workshop {
  constructor(more = '', state = '{ class_name: EvictedState }') {
    super();
    cpSync(here('plugin/plugin.mjs'), `${this.directory}/plugin.mjs`);
    symlinkSync(here('../../node_modules'), `${this.directory}/node_modules`);
    this.file(
      'rules.yaml',
      `log_signals:
  - { name: step, pattern: '^step (?P<step>\\d+)', metadata: { kind: progress } }
  - { name: flaky, pattern: 'flaky (?P<which>\\w)', when: { class_name: EveryThird } }
  - name: gone
    pattern: 'node (?P<node>\\w+) is gone'
    state: ${state}
    actions: [ { class_name: AppendAction, file: '${this.directory}/told.txt' } ]
    tests: [ { log: node n7 is gone, expect: { node: n7 } }, { log: node n7 is back, expect: none } ]
`,
    );
    this.file('policy.yaml', 'class_name: OncePolicy\nbecause: the node was taken away\n');
    this.file(
      'sigwatch.yaml',
      `plugins: [ ./plugin.mjs ]
monitor: ./rules.yaml
restart: ./policy.yaml
notifiers: [ { class_name: FileNotifier, file: '${this.directory}/told.txt' } ]
${more}`,
    );
  }

  lint(...args: string[]) {
    return this.cli(['rules', 'lint', '--format', 'jsonl', ...args]).then(({ code, out, err }) => {
      const findings = out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      return {
        code,
        err,
        found: findings
          .filter(({ level }) => level !== 'note')
          .map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`),
      };
    });
  }
}

const log = 'step 1\nflaky x\nflaky y\nflaky z\nstep 2\nnode n7 is gone\n';

describe.concurrent('a plugin that a sigwatch.yaml names', () => {
  it('is known to lint, which takes the file for what it is', async () => {
    using project = new Project('name: train\n');
    const clean = { code: 0, err: '', found: [] };
    expect(await project.lint()).toEqual(clean);
    expect(await project.lint('sigwatch.yaml')).toEqual(clean);
    expect(await project.lint('rules.yaml', 'policy.yaml')).toEqual(clean);
    const without = await project.lint('--no-config', 'rules.yaml');
    expect(without.found).toEqual([
      'unknown_class rules.yaml:3:72',
      'unknown_class rules.yaml:6:26',
      'unknown_class rules.yaml:7:30',
    ]);
    const tested = await project.cli(['rules', 'test', 'rules.yaml']);
    expect([tested.code, tested.out]).toEqual([0, expect.stringContaining('2 passed, 0 failed')]);
  });

  it('is what the settings of its components are held against, with all places at once', async () => {
    using project = new Project(
      'adapter: { class_name: ChildAdapter, greeting: 5 }\n',
      '{ class_name: EvictedState, by: spot }',
    );
    expect(await project.lint('sigwatch.yaml')).toMatchObject({
      code: 2,
      found: ['unknown_key rules.yaml:6:40', 'wrong_type sigwatch.yaml:5:48'],
    });
    const ran = await project.told('run', [], ['touch', `${project.directory}/started`]);
    expect(ran.code).toBe(2);
    expect(() => project.read('started')).toThrow('ENOENT');
  });

  it('that cannot be loaded is told of at its place', async () => {
    using project = new Project();
    project.file('sigwatch.yaml', 'name: a\nplugins: [ ./none.mjs ]\n');
    expect(await project.lint()).toMatchObject({ code: 2, found: ['unusable_plugin sigwatch.yaml:2:1'] });
  });

  it('decides, acts and tells in a replay as in a run, whose record replays byte for byte', async () => {
    using project = new Project();
    const replayed = await project.replay(log);
    expect(replayed.decisions).toEqual(['restart preempted']);
    const ran = await project.told('run', ['--run-id', 'r1'], project.job({ print: log, exit: 1 }));
    expect(ran.decisions).toEqual(['restart preempted', 'stop preempted']);
    expect(ran.signals('flaky').map(({ data }) => data.text)).toEqual(['flaky z', 'flaky z']);
    expect(ran.attempts).toBe(2);
    const told = project.read('told.txt').trim().split('\n');
    expect(told.filter((line) => line === 'action gone n7')).toHaveLength(2);
    expect(told.filter((line) => line.startsWith('notice'))).not.toEqual([]);
    const recorded = await project.told('replay', ['--record', 'r1']);
    const kept = new Set(['signal', 'progress', 'state_changed', 'incident_opened', 'incident_closed', 'decision']);
    const lines = (events: readonly { event_type: string }[]) =>
      events.filter(({ event_type }) => kept.has(event_type)).map((event) => JSON.stringify(event));
    expect(lines(recorded.events)).toEqual(lines(ran.events));
  });

  it('runs jobs by its adapter', async () => {
    using project = new Project(
      'adapter: { class_name: ChildAdapter, greeting: step 1 }\njob: { command: [ node, -e, "console.log(`step 2`); process.exitCode = process.env.SIGWATCH_ATTEMPT == 1 ? 4 : 0" ] }\n',
    );
    const ran = await project.told('run', ['--run-id', 'r1']);
    expect(ran.of('attempt_started').map(({ data }) => String(data.job).split(':')[0])).toEqual(['child', 'child']);
    expect(ran.of('progress').map(({ data }) => data.step)).toEqual([1, 2, 1, 2]);
    expect(ran.code).toBe(0);
    expect(ran.end).toMatchObject({ state: 'succeeded', restarts: 1 });
    const status = await project.cli(['status', 'r1']);
    expect(status.code).toBe(0);
  });
});
