import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** npm leaves the one out of what it publishes, and takes the other for a package. */
const NAMES = { gitignore: '.gitignore', '_package.json': 'package.json' };

/**
 * Writes the template into a new or an empty folder, under the plugin's own name.
 *
 * @param {string} given `gpu-farm`, `sigwatch-plugin-gpu-farm` or `@me/sigwatch-plugin-gpu-farm`.
 * @param {string} [folder] Default: the package's name, below the working folder.
 * @returns {{ directory: string, files: string[] }} What was written.
 * @throws Where the name is none, or the folder holds anything.
 */
export function writePlugin(given, folder) {
  const [, scope = '', name] =
    /^(@[a-z0-9][a-z0-9._-]*\/)?(?:sigwatch-plugin-)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(given) ?? [];
  if (name === undefined)
    throw new Error(`"${given}" is no name of a plugin: use a-z, 0-9 and single dashes, as in gpu-farm.`);
  const pack = `sigwatch-plugin-${name}`;
  const directory = resolve(folder ?? pack);
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new Error(`${directory} is not empty: name another folder, so that nothing is written over.`);
  const words = {
    __package__: `${scope}${pack}`,
    __name__: name,
    __Name__: name.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase()),
    __snake__: name.replaceAll('-', '_'),
    __version__: version,
  };
  const files = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(TEMPLATE.length + 1))
    .sort();
  for (const file of files) {
    const target = join(directory, NAMES[file] ?? file);
    mkdirSync(dirname(target), { recursive: true });
    const text = readFileSync(join(TEMPLATE, file), 'utf8');
    writeFileSync(
      target,
      text.replaceAll(/__(?:package|name|Name|snake|version)__/g, (word) => words[word]),
    );
  }
  return { directory, files };
}
