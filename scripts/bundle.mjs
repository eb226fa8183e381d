// What is published of a package: its modules in few files, since Node takes longer to find three hundred small ones
// than to start twice. They are CommonJS, which can be loaded in the midst of a call: see lazy-imports.mjs. `bundle/` is
// laid out as `dist/` is, so that what a module finds by `import.meta.url` has its place in both. Dependencies stay
// outside, and so do the other packages of this repository; but for the few that CommonJS can't load everywhere.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { lazyImports } from './lazy-imports.mjs';
import { root } from './workspaces.mjs';

/** Writes the `bundle/` of a package folder from its `dist/`. Throws on whatever the bundler warns of. */
export async function bundle(folder) {
  const dist = join(folder, 'dist');
  const target = join(folder, 'bundle');
  rmSync(target, { recursive: true, force: true });
  const entries = entriesOf(folder);
  const alone = new Set(entries);
  const inside = INSIDE.get(basename(folder)) ?? [];
  const build = await rolldown({
    input: Object.fromEntries(entries.map((path) => [path.slice(0, -'.js'.length) + CODE, join(dist, path)])),
    platform: 'node',
    // How long a build takes is no fault of what is built.
    checks: { pluginTimings: false },
    external: (name) => !name.startsWith('.') && !name.startsWith('/') && !inside.includes(name),
    plugins: [ownPlaces(dist, alone), lazyImports()],
    preserveEntrySignatures: 'allow-extension',
    onLog: (_, { code, message }) => {
      // How long a plugin took is news of the machine.
      if (code !== 'PLUGIN_TIMINGS') throw new Error(message);
    },
  });
  const { output } = await build.write({
    dir: target,
    format: 'cjs',
    strict: true,
    comments: false,
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: chunksOf(dist, alone, BY_FOLDER.has(basename(folder))),
  });
  await build.close();
  for (const path of entries) writeEntry(target, path, output);
  for (const name of inside) copyLicense(name, target);
  writeFileSync(join(target, 'package.json'), '{ "type": "commonjs" }\n');
}

/** What an entry holds stands beside it, in a file of this name. */
const CODE = '-code';

/**
 * An entry only hands on. Of CommonJS that is imported Node reads the text once more, for the names that it exports, by a
 * parser that has just been loaded itself: of 30 KB that took longer than all else.
 */
function writeEntry(target, path, output) {
  const code = path.replace(/\.js$/, `${CODE}.js`);
  const { exports } = output.find(({ fileName }) => fileName === code);
  const lines = [
    '"use strict";',
    `module.exports = require("./${basename(code)}");`,
    '// Node looks for the names of exports in the text; this is never run.',
    `0 && (module.exports = { ${exports.join(', ')} });`,
  ];
  writeFileSync(join(target, path), `${lines.join('\n')}\n`);
}

/**
 * Packages that become part of the bundle, each in a chunk of its own: an ES module that has to be there in the midst of a
 * call, which Node can `require` and Jest refuses to; and those of which a start would look up and read dozens of files.
 */
const INSIDE = new Map([
  ['core', ['@marcbachmann/cel-js', 'yaml']],
  ['sigwatch', ['commander']],
]);

/** Whoever hands on a package hands on its licence. */
function copyLicense(name, target) {
  copyFileSync(join(root, 'node_modules', name, 'LICENSE'), join(target, `LICENSE-${basename(name)}`));
}

/** Packages of which hardly anybody needs all. */
const BY_FOLDER = new Set(['core']);

/**
 * With `byFolder`, a chunk for each stage, so that whoever only scans does not wait for what supervises. What an entry beside
 * the package's own needs is left to the bundler, so that it gets that and no more. `alone`: all entries, and what is started.
 */
function chunksOf(dist, alone, byFolder) {
  let needed;
  const name = (id, modules) => {
    const inside = /.*\/node_modules\/(?:@[^/]+\/)?([^/]+)/.exec(id)?.[1];
    if (inside !== undefined) return `package-${inside}`;
    if (!byFolder) return null;
    const others = [...alone].filter((path) => path !== 'index.js');
    needed ??= reachable(
      others.map((path) => join(dist, path)),
      (one) => modules.getModuleInfo(one)?.importedIds ?? [],
    );
    return needed.has(id) ? null : chunkOf(slashed(relative(dist, id)), alone);
  };
  return { includeDependenciesRecursively: false, groups: [{ debugName: 'folders', name }] };
}

function reachable(from, next) {
  const all = new Set(from);
  for (const one of all) for (const other of next(one)) all.add(other);
  return all;
}

/** Of the largest folder, each part has its own; generated tables are each needed by themselves. */
function chunkOf(path, alone) {
  const [folder, ...below] = path.split('/');
  if (folder === '..' || alone.has(path)) return null;
  if (below.length === 0) return 'common';
  if (folder === 'generated') return basename(path, '.js');
  return folder === 'config' && below.length > 1 ? `${folder}-${below[0]}` : folder;
}

const slashed = (path) => path.split(sep).join('/');

/** Modules that others name: by the exports of the package, or in what its commands start. Relative to `bundle/`. */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const exported = Object.values(exports).map((entry) => entry.default ?? entry);
  const bin = join(folder, 'bin');
  const commands = existsSync(bin) ? readdirSync(bin).map((name) => readFileSync(join(bin, name), 'utf8')) : [];
  const started = commands.flatMap((code) =>
    [...code.matchAll(/'\.(\.\/bundle\/[^']+\.js)'/g)].map(([, path]) => path),
  );
  const own = /^\.\/bundle\/(.+\.js)$/;
  return [...exported, ...started].flatMap((path) => own.exec(path)?.[1] ?? []);
}

/** For a module, `import.meta.url` is where it would stand by itself; what it starts by its place is there too. */
function ownPlaces(dist, alone) {
  const PLACE = 'bundle-place:';
  return {
    name: 'own-places',
    transform(code, id) {
      for (const [, path] of code.matchAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g)) {
        const started = resolve(dirname(id), path);
        const fileName = slashed(relative(dist, started));
        alone.add(fileName);
        this.emitFile({ type: 'chunk', id: started, fileName });
      }
      return code.replaceAll(
        'import.meta.url',
        `new URL('${PLACE}${slashed(relative(dist, id))}', import.meta.url).href`,
      );
    },
    renderChunk(code, { fileName }) {
      return code.replaceAll(PLACE, '../'.repeat(fileName.split('/').length - 1) || './');
    },
  };
}
