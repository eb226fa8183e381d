import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../files.fixture.js';
import { printFinding } from '../finding.js';
import { packOf } from '../packs/pack-file.js';
import { lintPack } from './lint-pack.js';

const plugin = 'name: mine\nversion: 1.2.0\nrequires: ">=0.1.0"\ndescription: Rules of mine.\n';
const rules = 'log_signals: [ { name: a, pattern: aaa } ]\n';

/** Findings of the pack `mine`, beside which the pack `base` lies. */
function findings(files: Readonly<Record<string, string>>, name = 'mine') {
  const base = plugin.replace('name: mine', 'name: base');
  const given = { 'base/plugin.yaml': base, 'base/monitoring/common.yaml': rules };
  const own = Object.entries({ 'README.md': '# mine', 'monitoring/m.yaml': rules, ...files });
  const { cwd } = folderOf({ ...given, ...Object.fromEntries(own.map(([path, text]) => [`${name}/${path}`, text])) });
  const where = { cwd, packs: [join(cwd, name), join(cwd, 'base')] };
  return lintPack(join(cwd, name), where, '0.3.0').map((one) => ({ ...one, file: one.file.slice(cwd.length + 1) }));
}

const brief = (files: Readonly<Record<string, string>>, name?: string) =>
  findings(files, name).map(({ level, code, file, line, column }) => `${level} ${code} ${file}:${line}:${column}`);

describe('a pack', () => {
  it('is in order with a plugin.yaml, a README and what it requires', () => {
    expect(findings({ 'plugin.yaml': plugin })).toEqual([]);
    expect(findings({ 'plugin.yaml': `${plugin}status: experimental\n` }, 'pack-mine')).toEqual([]);
    const { cwd } = folderOf({ 'mine/plugin.yaml': plugin });
    expect(packOf(join(cwd, 'mine'))).toMatchObject({ name: 'mine', version: '1.2.0' });
    expect(packOf(cwd)).toBeUndefined();
  });

  it('lacks its plugin.yaml, or its README', () => {
    expect(brief({})).toEqual(['note missing_plugin_file mine:0:0']);
    const { cwd } = folderOf({ 'mine/plugin.yaml': plugin });
    const [missing] = lintPack(join(cwd, 'mine'), { cwd, packs: [] }, '0.3.0');
    expect(missing).toMatchObject({ code: 'missing_readme', level: 'warning' });
  });

  it('has a plugin.yaml that is wrong: every finding at once, with its place', () => {
    const wrong = 'name: My Pack\nversion: 1.2\nrequires: latest\nstatuss: stable\n';
    expect(brief({ 'plugin.yaml': wrong }).sort()).toEqual([
      'error missing_key mine/plugin.yaml:1:1',
      'error unknown_key mine/plugin.yaml:4:1',
      'error wrong_form mine/plugin.yaml:1:7',
      'error wrong_form mine/plugin.yaml:3:11',
      'error wrong_type mine/plugin.yaml:2:10',
    ]);
    const [semver] = findings({ 'plugin.yaml': plugin.replace('1.2.0', '1.2.0.1') });
    expect(semver && printFinding(semver)).toMatch(
      /plugin\.yaml:2:10: `version` cannot be "1\.2\.0\.1"\. Write MAJOR\.MINOR\.PATCH/,
    );
    expect(brief({ 'plugin.yaml': '- a\n' })).toEqual(['error not_a_mapping mine/plugin.yaml:1:1']);
  });

  it('is called otherwise than its folder', () => {
    expect(brief({ 'plugin.yaml': plugin }, 'other')).toEqual(['warning wrong_pack_name other/plugin.yaml:1:7']);
  });

  it('needs what is not there', () => {
    const needs = (requires: string) => findings({ 'plugin.yaml': plugin.replace('">=0.1.0"', requires) });
    expect(needs('">=0.4.0"')[0]).toMatchObject({
      code: 'requirement_not_met',
      level: 'error',
      line: 3,
      message: 'the pack needs sigwatch >=0.4.0, and this is 0.3.0',
    });
    expect(needs('{ sigwatch: ^0.3.0, packs: { base: ^1.0.0 } }')).toEqual([]);
    expect(needs('{ sigwatch: ^0.3.0, packs: { base: ^2.0.0, gone: ^1.0.0 } }').map(({ message }) => message)).toEqual([
      'the pack needs `base` ^2.0.0, and there is 1.2.0',
      'the pack `gone` is not there',
    ]);
  });

  it('builds on a pack that it does not name', () => {
    const uses = { 'monitoring/m.yaml': `defaults: [common]\n${rules}`, 'plugin.yaml': plugin };
    expect(brief(uses)).toEqual(['warning undeclared_pack mine/monitoring/m.yaml:1:12']);
    const named = plugin.replace('">=0.1.0"', '{ sigwatch: ">=0.1.0", packs: { base: ^1.0.0 } }');
    expect(brief({ ...uses, 'plugin.yaml': named })).toEqual([]);
    const own = { 'monitoring/m.yaml': `defaults: [n]\n${rules}`, 'monitoring/n.yaml': rules, 'plugin.yaml': plugin };
    expect(brief(own)).toEqual([]);
  });
});
