import { join } from 'node:path';
import { expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { loadMonitors } from '../monitor.js';
import { loadRunFile } from './run-file.js';

const plugin = (name: string) =>
  `name: ${name}\nversion: 1.0.0\nrequires: ">=0.1.0"\nstatus: test\ndescription: Rules of ${name}.\n`;
const rule = (name: string, pattern = name) => `log_signals:\n  - { name: ${name}, pattern: ${pattern} }\n`;
const files = {
  'pack/monitoring/default.yaml': rule('shipped'),
  'node_modules/@acme/sigwatch-pack/package.json': '{ "name": "@acme/sigwatch-pack", "exports": {} }',
  'node_modules/@acme/sigwatch-pack/plugin.yaml': plugin('acme'),
  'node_modules/@acme/sigwatch-pack/monitoring/acme.yaml': `defaults: [default]\n${rule('of_acme')}`,
  'node_modules/no-pack/package.json': '{ "name": "no-pack" }',
  'conf/packs/ours/plugin.yaml': plugin('ours'),
  'conf/packs/ours/monitoring/ours.yaml': `defaults: [acme]\n${rule('of_acme', 'overridden')}`,
  'conf/packs/ours/monitoring/default.yaml': `defaults: [default]\n${rule('ours_by_default')}`,
  'conf/empty/readme': '',
};

function load(text: string) {
  const where = folderOf({ ...files, 'conf/sigwatch.yaml': text });
  return { where, run: () => loadRunFile(join(where.cwd, 'conf/sigwatch.yaml'), where) };
}

it('finds packs in folders and in packages, which build on each other and on what is shipped', () => {
  const { where, run } = load('packs: [./packs/ours, "@acme/sigwatch-pack"]\nmonitor: ours\n');
  const { packs = [], monitor = [] } = run().settings;
  expect(packs).toEqual([join(where.cwd, 'conf/packs/ours'), join(where.cwd, 'node_modules/@acme/sigwatch-pack')]);
  expect(monitor).toEqual(['ours']);
  const { rules } = loadMonitors(monitor, { ...where, packs: [...packs, ...where.packs] });
  expect(rules.map(({ name, pattern }) => [name, pattern])).toEqual([
    ['shipped', 'shipped'],
    ['ours_by_default', 'ours_by_default'],
    ['of_acme', 'overridden'],
  ]);
});

it('says of each that is none why, and where it stands', () => {
  const { run } = load('packs:\n  - ./packs/theirs\n  - not-installed\n  - no-pack\n  - ./empty\n');
  const findings = findingsOf(run);
  expect(brief(findings)).toEqual(['unknown_pack 2:5', 'unknown_pack 3:5', 'unknown_pack 4:5', 'unknown_pack 5:5']);
  expect(findings.map(({ message }) => message)).toEqual([
    'there is no folder `./packs/theirs`',
    'there is no package `not-installed` here',
    '`no-pack` holds no plugin.yaml, and so is no pack',
    '`./empty` holds no plugin.yaml, and so is no pack',
  ]);
});

it('knows no pack that is not named', () => {
  expect(brief(findingsOf(load('monitor: ours\n').run))).toEqual(['unknown_monitor 1:10']);
});
