// What is published of a package: its modules in few files, since Node takes longer to find three hundred small ones
// than to start twice. They are CommonJS, which can be loaded in the midst of a call: see lazy-imports.mjs. `bundle/` is
// laid out as `dist/` is, so that what a module finds by `import.meta.url` has its place in both. Dependencies stay
// outside, and so do the other packages of this repository.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { lazyImports } from './lazy-imports.mjs';

/** Writes the `bundle/` of a package folder from its `dist/`. Throws on whatever the bundler warns of. */
export async function bundle(folder) {
  const dist = join(folder, 'dist');
  const target = join(folder, 'bundle');
  rmSync(target, { recursive: true, force: true });
  const build = await rolldown({
    input: Object.fromEntries(entriesOf(folder).map((path) => [path.slice(0, -'.js'.length), join(dist, path)])),
    platform: 'node',
    external: (name) => !name.startsWith('.') && !name.startsWith('/'),
    plugins: [ownPlaces(dist), lazyImports()],
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  await build.write({ dir: target, format: 'cjs', strict: true, comments: false, chunkFileNames: 'chunks/[name].js' });
  await build.close();
  writeFileSync(join(target, 'package.json'), '{ "type": "commonjs" }\n');
}

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
function ownPlaces(dist) {
  const PLACE = 'bundle-place:';
  const slashed = (path) => path.split(sep).join('/');
  return {
    name: 'own-places',
    transform(code, id) {
      for (const [, path] of code.matchAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g)) {
        const started = resolve(dirname(id), path);
        this.emitFile({ type: 'chunk', id: started, fileName: slashed(relative(dist, started)) });
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
