import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definePack } from '../../pack/define-pack.js';
import { nameOfPack } from '../../pack/pack-name.js';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { type InstalledPacks, installedFile, names, type Where } from '../locate.js';
import { loadMonitors } from '../monitor.js';
import { loadPolicies } from '../policy.js';
import { packHash } from './pack-hash.js';
import { packsInForce } from './packs-in-force.js';

const plugin = (name: string, requires = '{ sigwatch: ">=0.1.0" }') =>
  `name: ${name}\nversion: 1.2.0\nrequires: ${requires}\ndescription: Rules of ${name}.\n`;
const rule = (name: string, pattern = name) =>
  `  - { name: ${name}, pattern: '${pattern}', state: { class_name: CrashState } }\n`;
const monitor = (...rules: string[]) => `log_signals:\n${rules.join('')}`;
const policy = 'class_name: AlwaysRestartPolicy\nmax_retries: 1\n';

const files = {
  'pack/plugin.yaml': plugin('ours'),
  'pack/monitoring/base.yaml': monitor(rule('a'), rule('b')),
  'pack/restart/again.yaml': policy,
  'own.yaml': `defaults: [base]\n${monitor(rule('b', 'other'), rule('c'))}`,
};

/** The same with packs that are installed for the working folder alone. */
function withInstalled(where: Where, installed: Partial<InstalledPacks>): Where {
  return { ...where, installed: { shipped: [], folders: () => [], ...installed } };
}

describe('a rule', () => {
  it('is cited by the pack that it stands in, else by its file', () => {
    const { rules, origins } = loadMonitors(['own.yaml'], folderOf(files));
    expect(rules.map(({ ref }) => ref)).toEqual([
      { id: 'a', pack: 'ours', version: '1.2.0' },
      { id: 'b', file: 'own.yaml' },
      { id: 'c', file: 'own.yaml' },
    ]);
    expect(origins.get('a')?.pack).toMatchObject({ name: 'ours', version: '1.2.0' });
    expect(origins.get('c')).not.toHaveProperty('pack');
  });

  it('of a pack in code is cited by the name of that', () => {
    const pack = definePack({ name: 'mine', log_signals: [{ name: 'x', pattern: 'x' }] });
    expect(loadMonitors([nameOfPack(pack)], folderOf({})).rules[0]?.ref).toEqual({ id: 'x', pack: 'mine' });
  });

  it('that a setting means is cited by the file of the setting', () => {
    const { rules } = loadMonitors(['m.yaml'], folderOf({ 'm.yaml': 'termination_string: done\nlog_signals: []\n' }));
    expect(rules[0]?.ref).toEqual({ id: 'termination_string', file: 'm.yaml' });
  });

  it('of a folder whose plugin.yaml does not say what it is counts as one of a file', () => {
    const where = folderOf({ ...files, 'pack/plugin.yaml': 'name: ours\n' });
    expect(loadMonitors(['base'], where).rules[0]?.ref).toEqual({ id: 'a', file: 'base.yaml' });
  });

  it.each([
    ['name: ours\n', '1:1', 'version'],
    ['name: [\n', '2:1', ''],
  ])('whose pack can not say what it is is told of once, by every load: %j', (text, place, why) => {
    const more = { 'pack/monitoring/more.yaml': monitor(rule('d')) };
    const where = folderOf({ ...files, ...more, 'pack/plugin.yaml': text });
    for (const { warnings } of [loadMonitors(['own.yaml', 'more'], where), loadPolicies('again', where)]) {
      expect(brief(warnings)).toEqual([`unusable_plugin_file ${place}`]);
      expect(warnings).toMatchObject([
        {
          level: 'warning',
          file: join(where.cwd, 'pack', 'plugin.yaml'),
          message: expect.stringMatching(`^the pack is used without its name and its version, .*${why}`),
          remedy: expect.stringMatching(/\w/),
        },
      ]);
    }
    const fine = folderOf(files);
    expect(loadMonitors(['own.yaml'], fine).warnings).toEqual([]);
    expect(loadPolicies('again', fine).warnings).toEqual([]);
  });
});

describe('the packs in force', () => {
  it('are those of rules and of the policy, once each', () => {
    const where = folderOf(files);
    const hash = packHash(join(where.cwd, 'pack'));
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    const locked = [{ name: 'ours', version: '1.2.0', hash }];
    const all = loadMonitors(['base'], where);
    expect(packsInForce(all)).toEqual(locked);
    expect(packsInForce(all, loadPolicies('again', where))).toEqual(locked);
    const none = loadMonitors(['m.yaml'], folderOf({ 'm.yaml': monitor(rule('a')) }));
    expect(packsInForce(none)).toEqual([]);
    expect(packsInForce(none, loadPolicies('again', where))).toEqual(locked);
  });

  it('have a hash that is of what they say, and of nothing beside', () => {
    const hashOf = (more: Readonly<Record<string, string>>) =>
      packHash(join(folderOf({ ...files, ...more }).cwd, 'pack'));
    const hash = hashOf({});
    for (const [name, text] of [
      ['pack/README.md', 'read me'],
      ['pack/monitoring/base.test.yaml', 'tests: []'],
      ['pack/monitoring/base.yaml', files['pack/monitoring/base.yaml'].replaceAll('\n', '\r\n')],
    ] as const)
      expect([name, hashOf({ [name]: text })]).toEqual([name, hash]);
    for (const [name, text] of [
      ['pack/monitoring/base.yaml', monitor(rule('a'))],
      ['pack/monitoring/more.yaml', monitor(rule('d'))],
      ['pack/restart/again.yaml', `${policy}# and again\n`],
      ['pack/plugin.yaml', plugin('ours').replace('1.2.0', '1.2.1')],
    ] as const)
      expect([name, hashOf({ [name]: text })]).not.toEqual([name, hash]);
  });

  it('have a hash also while an editor has one of their files open, which has left a lock beside it', () => {
    const folder = join(folderOf(files).cwd, 'pack');
    const hash = packHash(folder);
    symlinkSync('someone@somewhere.4711:1700000000', join(folder, 'monitoring', '.#base.yaml'));
    expect(packHash(folder)).toBe(hash);
  });

  it('are what they said when the monitor was first asked', () => {
    const where = folderOf(files);
    const before = loadMonitors(['base'], where);
    const locked = packsInForce(before);
    writeFileSync(join(where.cwd, 'pack/monitoring/base.yaml'), monitor(rule('a')));
    expect(packsInForce({ origins: before.origins })).toEqual(locked);
    expect(packsInForce(loadMonitors(['base'], where))).not.toEqual(locked);
  });
});

describe('a pack that is installed', () => {
  const there = {
    ...files,
    'acme/plugin.yaml': plugin('acme'),
    'acme/monitoring/acme.yaml': `defaults: [base]\n${monitor(rule('link'))}`,
    'acme/monitoring/base.yaml': monitor(rule('theirs')),
    'acme/restart/retry.yaml': policy,
    'other/plugin.yaml': plugin('other'),
    'other/monitoring/acme.yaml': monitor(rule('else')),
  };
  const at = (where: Where, name: string) => join(where.cwd, name);
  const world = (shipped: boolean, ...installed: string[]) => {
    const where = folderOf(there);
    return withInstalled(where, {
      shipped: shipped ? where.packs : [],
      folders: (from) => (from === where.cwd ? installed.map((name) => at(where, name)) : []),
    });
  };
  const rulesOf = (name: string, where: Where) => loadMonitors([name], where).rules.map(({ name }) => name);

  it('is known by its names, for monitors, policies and `defaults`', () => {
    const where = world(true, 'acme');
    expect(rulesOf('acme', where)).toEqual(['theirs', 'link']);
    expect(loadPolicies('retry', where).pack?.name).toBe('acme');
    expect(names('monitoring', where)).toEqual(['acme', 'base']);
    writeFileSync(at(where, 'mine.yaml'), `defaults: [acme]\n${monitor(rule('m'))}`);
    expect(rulesOf('mine.yaml', where)).toEqual(['theirs', 'link', 'm']);
    expect(installedFile('acme', 'monitoring', where)).toBe(at(where, 'acme/monitoring/acme.yaml'));
  });

  it('does not take the name of a shipped one: both places are told', () => {
    const where = world(true, 'acme');
    const [finding] = findingsOf(() => loadMonitors(['base'], where));
    expect(finding).toMatchObject({ code: 'ambiguous_name', level: 'error' });
    expect(finding?.message).toContain(at(where, 'pack/monitoring/base.yaml'));
    expect(finding?.message).toContain(at(where, 'acme/monitoring/base.yaml'));
    expect(finding?.remedy).toContain('`packs:`');
    // What is included by a file of its own means what it always meant.
    expect(rulesOf('own.yaml', where)).toEqual(['a', 'b', 'c']);
  });

  it('comes after own packs and own files, which nothing is said of', () => {
    const where = world(false, 'acme', 'other');
    expect(rulesOf('base', where)).toEqual(['a', 'b']);
    writeFileSync(at(where, 'acme.yaml'), monitor(rule('here')));
    expect(rulesOf('acme', where)).toEqual(['here']);
    expect(installedFile('base', 'monitoring', where)).toBeUndefined();
    expect(installedFile('acme', 'monitoring', where)).toBeUndefined();
  });

  it('shares no name with another one', () => {
    expect(findingsOf(() => loadMonitors(['acme'], world(true, 'acme', 'other')))).toMatchObject([
      { code: 'ambiguous_name' },
    ]);
  });

  it('of the project of an including file comes before one of the working folder', () => {
    const where = folderOf({ ...there, 'sub/mine.yaml': `defaults: [acme]\n${monitor(rule('m'))}` });
    const installed = {
      folders: (from: string) => [at(where, from === at(where, 'sub') ? 'other' : 'acme')],
    };
    expect(rulesOf('sub/mine.yaml', withInstalled(where, installed))).toEqual(['else', 'm']);
    rmSync(at(where, 'other/monitoring/acme.yaml'));
    expect(rulesOf('sub/mine.yaml', withInstalled(where, installed))).toEqual(['theirs', 'link', 'm']);
  });
});

describe('what a pack requires', () => {
  const load = (requires: string, installed: string[] = []) => {
    const where = folderOf({
      ...files,
      'pack/plugin.yaml': plugin('ours', requires),
      'acme/plugin.yaml': plugin('acme'),
    });
    const folders = installed.map((name) => join(where.cwd, name));
    return () => loadMonitors(['base'], withInstalled(where, { folders: () => folders }));
  };

  it.each([
    ['{ sigwatch: ">=99.0.0" }', '3:23', /the pack needs sigwatch >=99\.0\.0, and this is \d/],
    ['"^99.0.0"', '3:11', /the pack needs sigwatch \^99/],
    ['{ sigwatch: ">=0.1.0", packs: { acme: "^1.0.0" } }', '3:49', /the pack `acme` is not there/],
  ])('is held before a run goes by it: %s', (requires, place, message) => {
    const findings = findingsOf(load(requires));
    expect(brief(findings)).toEqual([`requirement_not_met ${place}`]);
    expect(findings[0]?.file).toMatch(/pack\/plugin\.yaml$/);
    expect(findings[0]?.message).toMatch(message);
    expect(findings[0]?.remedy).not.toBe('');
  });

  it('may be installed', () => {
    const needs = (range: string) => `{ sigwatch: ">=0.1.0", packs: { acme: "${range}" } }`;
    expect(load(needs('^1.0.0'), ['acme'])().rules).toHaveLength(2);
    expect(findingsOf(load(needs('^2.0.0'), ['acme']))[0]?.message).toBe(
      'the pack needs `acme` ^2.0.0, and there is 1.2.0',
    );
  });

  it('holds for packs of policies too', () => {
    const where = folderOf({ ...files, 'pack/plugin.yaml': plugin('ours', '">=99.0.0"') });
    expect(brief(findingsOf(() => loadPolicies('again', where)))).toEqual(['requirement_not_met 3:11']);
  });
});
