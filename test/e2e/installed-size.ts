import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes and files of an installed package and of all that it depends on, as they are downloaded: without what install scripts build. */
export function installedSize(name: string, project: string): { readonly bytes: number; readonly files: number } {
  const folders = new Set<string>([folderOf(name, project)]);
  // A set goes on to what is added while it is gone through.
  for (const folder of folders) for (const other of dependenciesOf(folder)) folders.add(folderOf(other, folder));
  const sizes = [...folders].flatMap(downloaded);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length };
}

/** Where Node finds a package from a folder. */
function folderOf(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === dirname(at)) throw new Error(`${from} needs ${name}, which is not installed`);
  }
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies?: object };
  return Object.keys(manifest.dependencies ?? {});
}

/** Sizes of the files of one package. */
function downloaded(folder: string): readonly number[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'build')
    .flatMap(({ name }) => filesBelow(join(folder, name)))
    .map((path) => statSync(path).size);
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}
