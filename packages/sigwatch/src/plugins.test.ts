import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPlugins } from './plugins.js';

const base = mkdtempSync(join(tmpdir(), 'sigwatch-plugins-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const file = (path: string, text: string) => {
  mkdirSync(join(base, path, '..'), { recursive: true });
  writeFileSync(join(base, path), text);
};
const names = async (...given: string[]) => (await loadPlugins(given, base)).map(({ name }) => name);

describe('loadPlugins', () => {
  it('takes paths and packages, one plugin or several, in the given order', async () => {
    file('one.mjs', "export default { name: 'one', components: [] };");
    file('two.mjs', "export const plugin = [{ name: 'two', components: [] }, { name: 'three', components: [] }];");
    file('node_modules/sigwatch-four/package.json', '{ "name": "sigwatch-four", "main": "index.cjs" }');
    file('node_modules/sigwatch-four/index.cjs', "module.exports = { name: 'four', components: [] };");
    expect(await names('./two.mjs', 'sigwatch-four', join(base, 'one.mjs'))).toEqual(['two', 'three', 'four', 'one']);
  });

  it.each([
    [
      './none.mjs',
      /^plugin .\/none.mjs can't be loaded: Cannot find module '[^']*none.mjs'\. Give a path, or the name of a package that is installed here/,
    ],
    ['sigwatch-none', /^plugin sigwatch-none can't be loaded: Cannot find module 'sigwatch-none'. Give a path/],
    // Whose import it is says where to look.
    [
      './needs.mjs',
      /^plugin .\/needs.mjs can't be loaded: Cannot find package 'absent' imported from \S*needs.mjs. Install what it imports/,
    ],
    ['./empty.mjs', /plugin .\/empty.mjs exports none: export default definePlugin/],
    ['./broken.mjs', /plugin .\/broken.mjs can't be loaded: no luck. Correct the module/],
    ['./number.mjs', /plugin .\/number.mjs exports what is no plugin: export default definePlugin/],
    ['./module.mjs', /plugin .\/module.mjs exports what is no plugin/],
  ])('says of %s what is wrong', async (name, message) => {
    file('number.mjs', 'export default 5;');
    file('module.mjs', 'export default [null];');
    file('empty.mjs', 'export const other = 1;');
    file('needs.mjs', "import 'absent'; export default { name: 'needs', components: [] };");
    file('broken.mjs', "throw new Error('no luck');");
    await expect(names(name)).rejects.toThrow(message);
  });
});
