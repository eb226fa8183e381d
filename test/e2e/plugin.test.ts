import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plugin, type SigwatchEvent, watch } from 'sigwatch';
import { afterAll, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-plugin-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

it('a state, an action, a policy, an operator, a source and a notifier of a plugin do what YAML asks of them', async () => {
  const { default: plugin } = (await import('./plugin/plugin.mjs' as string)) as { default: Plugin };
  const told = join(directory, 'told.txt');
  const monitor = file(
    'm.yaml',
    `sources: [ { class_name: LinesSource, lines: [ step 1, flaky x, flaky y, flaky z, node n7 is gone ] } ]
notifiers: [ { class_name: FileNotifier, file: '${told}' } ]
log_signals:
  - { name: step, pattern: '^step (?P<step>\\d+)', metadata: { kind: progress } }
  - name: flaky
    pattern: flaky (?P<which>\\w)
    when: { class_name: EveryThird }
  - name: gone
    pattern: node (?P<node>\\w+) is gone
    state: { class_name: EvictedState }
    actions: [ { class_name: AppendAction, file: '${told}' } ]
`,
  );
  const restart = file('p.yaml', 'class_name: OncePolicy\nbecause: the node was taken away\n');
  const events: SigwatchEvent[] = [];
  await using watched = watch([], { monitor, restart, plugins: [plugin], name: 'train' });
  watched.events$.subscribe((event) => events.push(event));
  const { end } = await watched.done;

  const of = (type: string) => events.filter(({ event_type }) => event_type === type).map(({ data }) => data);
  expect(of('progress')).toMatchObject([{ step: 1, source: 'given' }]);
  expect(of('signal').map(({ signal, text }) => `${signal}: ${text}`)).toEqual([
    'flaky: flaky z',
    'gone: node n7 is gone',
  ]);
  expect(of('incident_closed')).toMatchObject([{ root: { signal: 'gone', error_type: 'preempted' }, mode: 'crash' }]);
  expect(of('decision')).toMatchObject([{ action: 'restart', reason: 'the node was taken away' }]);
  expect(end).toMatchObject({ root: { error_type: 'preempted' } });
  expect(readFileSync(told, 'utf8').trim().split('\n').sort()).toEqual([
    'action gone n7',
    'notice error train: would be restarted after preempted (restart 1 of 1)',
  ]);
});
