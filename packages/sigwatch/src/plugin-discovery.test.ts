import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadRunFile } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryWith } from './built-in.js';
import { registryFor } from './plugin-discovery.js';
import { pluginPackages } from './plugin-packages.js';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'sigwatch-discovery-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function file(path: string, text: string): string {
  const whole = join(project, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

/** A project that depends on packages, each installed with what its package.json says beside its name. */
function depends(packages: Readonly<Record<string, object>>, how = 'dependencies') {
  file('package.json', JSON.stringify({ [how]: Object.fromEntries(Object.keys(packages).map((name) => [name, '*'])) }));
  for (const [name, more] of Object.entries(packages))
    file(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.0', type: 'module', ...more }));
}

const PLUGIN = { keywords: ['sigwatch-plugin'], sigwatch: { plugin: './index.js' } };
const component = (kind: string, class_name: string) =>
  `{ kind: '${kind}', class_name: '${class_name}', summary: 'x', config: { type: 'object' }, create: () => ({}) }`;
/** The module of a plugin. */
const module = (name: string, ...components: string[]) =>
  file(`node_modules/${name}/index.js`, `export default { name: '${name}', components: [${components.join(', ')}] };`);

const registryOf = (text: string, path = 'sigwatch.yaml') =>
  registryFor(loadRunFile(file(path, text), { cwd: project, packs: [] }), [], registryWith);

describe('a sigwatch.yaml without `plugins`', () => {
  it.each(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'])(
    'finds an adapter among the %s of its project',
    async (how) => {
      depends({ '@farm/sigwatch': PLUGIN, other: {} }, how);
      module('@farm/sigwatch', component('adapter', 'FarmAdapter'));
      const registry = await registryOf('adapter: { class_name: FarmAdapter }', 'runs/a/sigwatch.yaml');
      expect(registry.find('adapter', 'FarmAdapter')).toBeDefined();
    },
  );

  it('finds sources and notifiers too, and all that the plugin has', async () => {
    depends({ one: PLUGIN, two: PLUGIN });
    module('one', component('source', 'ASource'), component('state', 'AState'));
    module('two', component('notifier', 'ANotifier'));
    const registry = await registryOf('sources: [{ class_name: ASource }]\nnotifiers: [{ class_name: ANotifier }]');
    expect(registry.plugins.slice(-2).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(registry.find('state', 'AState')).toBeDefined();
  });

  it('runs no package where nothing is missing', async () => {
    depends({ farm: PLUGIN });
    file('node_modules/farm/index.js', "throw new Error('ran');");
    const registry = await registryOf('adapter: { class_name: LocalAdapter }');
    expect(registry.plugins.some(({ name }) => name === 'farm')).toBe(false);
    await registryOf('adapter: { class_name: SlurmAdapter }');
    await registryOf('name: a');
  });

  it('leaves out what says nothing of plugins, and what no package.json names', async () => {
    depends({ plain: { sigwatch: { plugin: './index.js' } } });
    module('plain', component('adapter', 'FarmAdapter'));
    file('node_modules/deep/package.json', JSON.stringify({ name: 'deep', ...PLUGIN }));
    module('deep', component('adapter', 'FarmAdapter'));
    expect((await registryOf('adapter: { class_name: FarmAdapter }')).find('adapter', 'FarmAdapter')).toBeUndefined();
  });

  it('takes what fits beside what is broken', async () => {
    depends({ broken: PLUGIN, farm: PLUGIN });
    file('node_modules/broken/index.js', "throw new Error('no luck');");
    module('farm', component('adapter', 'FarmAdapter'));
    expect((await registryOf('adapter: { class_name: FarmAdapter }')).find('adapter', 'FarmAdapter')).toBeDefined();
  });

  it('does not choose between two', async () => {
    depends({ a: PLUGIN, b: PLUGIN });
    for (const name of ['a', 'b']) module(name, component('adapter', 'FarmAdapter'));
    await expect(registryOf('adapter: { class_name: FarmAdapter }')).rejects.toThrow(
      'there is adapter FarmAdapter both in a and in b, on which this project depends; name the one that is meant under `plugins:`',
    );
  });

  it('says of a plugin for another version that it might be the one', async () => {
    depends({ farm: { ...PLUGIN, peerDependencies: { sigwatch: '^9.0.0' } } });
    module('farm', component('adapter', 'FarmAdapter'));
    await expect(registryOf('adapter: { class_name: FarmAdapter }')).rejects.toMatchObject({
      code: 'plugin_unusable',
      message: expect.stringMatching(
        /there is no adapter FarmAdapter, unless in the plugin farm, which works with sigwatch \^9\.0\.0, and this is 0\./,
      ),
    });
  });

  it('holds a plugin against its own range when it is used', async () => {
    depends({ farm: PLUGIN });
    file(
      'node_modules/farm/index.js',
      `export default { name: 'farm', requires: '^9.0.0', components: [${component('adapter', 'FarmAdapter')}] };`,
    );
    await expect(registryOf('adapter: { class_name: FarmAdapter }')).rejects.toThrow(
      /plugin farm works with sigwatch \^9\.0\.0/,
    );
  });

  it('says of one that can not be loaded why', async () => {
    depends({ farm: PLUGIN });
    file('node_modules/farm/index.js', "throw new Error('no luck');");
    await expect(registryOf('adapter: { class_name: FarmAdapter }')).rejects.toThrow(/plugin farm, which .*no luck/);
  });
});

describe('pluginPackages', () => {
  const said = (more: object, version = '0.1.0') => {
    depends({ farm: { ...PLUGIN, ...more } });
    module('farm');
    return pluginPackages(project, version)[0]?.unusable;
  };

  it.each([
    [{}, undefined],
    [{ peerDependencies: { sigwatch: '^0.1.0' } }, undefined],
    [{ peerDependencies: { sigwatch: 'file:../sigwatch' } }, undefined],
    [{ peerDependencies: { sigwatch: '>=0.2' } }, /^works with sigwatch >=0.2, and this is 0.1.0$/],
    [{ sigwatch: {} }, /names no module/],
    [{ sigwatch: [] }, /names no module/],
    [{ sigwatch: { plugin: '../other/index.js' } }, /outside of it/],
    [{ sigwatch: { plugin: './none.js' } }, /is not there/],
  ])('of a package.json with %j says %s', (more, unusable) => {
    if (unusable === undefined) expect(said(more)).toBeUndefined();
    else expect(said(more)).toMatch(unusable);
  });

  it('takes a preview for what its release will be', () => {
    expect(said({ peerDependencies: { sigwatch: '^0.1.0' } }, '0.1.1-next.0')).toBeUndefined();
  });

  it('is empty where there is no project, and where its package.json is broken', () => {
    file('package.json', '{');
    expect(pluginPackages(project, '0.1.0')).toEqual([]);
    file('package.json', '{ "dependencies": { "gone": "1", "odd": "1" } }');
    file('node_modules/odd/package.json', '[]');
    expect(pluginPackages(project, '0.1.0')).toEqual([]);
  });
});
