// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { loadRunFile } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { resolveSettings } from '../settings/settings.js';
import { settingsTable, valueText } from './settings-table.js';

const text = `timeout: 2h
job: { command: [python, "a b"], env: { KEY: "\${oc.env:KEY}", PLAIN: x } }
`;

it('tells every setting with its origin, and no value of a variable', () => {
  const env = { KEY: 'hush', SIGWATCH_MONITOR: 'a' };
  const file = loadRunFile('/w/sigwatch.yaml', { cwd: '/w', packs: [], env }, text);
  const table = settingsTable(resolveSettings({ flags: { name: 'n' }, env, file, cwd: '/w' }), file, '/state');
  const rows = table.map((row) => `${row.setting}: ${valueText(row)} | ${row.from} ${row.by}`);
  expect(rows).toEqual(
    expect.arrayContaining([
      'monitor: [a] | environment SIGWATCH_MONITOR',
      'restart: (only observes) | default ',
      'name: n | flag --name',
      'adapter: LocalAdapter | default ',
      'command: [python, "a b"] | file sigwatch.yaml:2',
      'cwd: /w | file sigwatch.yaml:2',
      'env: {"KEY":"${oc.env:KEY}","PLAIN":"x"} | file sigwatch.yaml:2',
      'state_dir: /state | default ',
      'timeout: 2h 00m | file sigwatch.yaml:1',
    ]),
  );
  expect(JSON.stringify(table)).not.toContain('hush');
  expect(table.length).toBe(37);
});

it('tells what a platform usually wants, where nobody says otherwise', () => {
  const rows = (text: string, env = {}) => {
    const file = loadRunFile('/w/sigwatch.yaml', { cwd: '/w', packs: [], env: {} }, text);
    return settingsTable(resolveSettings({ flags: {}, env, file, cwd: '/w' }), file, '/state')
      .filter(({ setting }) => setting === 'monitor' || setting === 'restart')
      .map((row) => `${valueText(row)} | ${row.from}`);
  };
  const ray = 'adapter: { class_name: RayAdapter }\n';
  expect(rows(ray)).toEqual(['[ray_training] | default', 'ray | default']);
  const said = { SIGWATCH_MONITOR: 'mine', SIGWATCH_RESTART: 'none' };
  expect(rows(ray, said)).toEqual(['[mine] | environment', 'none | environment']);
  expect(rows('adapter: { class_name: ModalAdapter }\n')).toEqual(['[modal_training] | default', 'modal | default']);
  expect(rows('adapter: { class_name: SlurmAdapter }\n')).toEqual(['[default] | default', '(only observes) | default']);
});
