// The packages and packs of this repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const workspaces = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(root + folder)
    // The client for Python is no package of npm.
    .filter((name) => existsSync(`${root}${folder}/${name}/package.json`))
    .map((name) => ({
      folder: `${folder}/${name}`,
      // What is written in JavaScript is published as it is.
      compiled: existsSync(`${root}${folder}/${name}/tsconfig.json`),
      manifest: JSON.parse(readFileSync(`${root}${folder}/${name}/package.json`, 'utf8')),
    })),
);

/** What all packs say: of themselves, and their monitors and restart policies. */
export const packFiles = () =>
  workspaces
    .filter(({ folder }) => folder.startsWith('plugins/'))
    .flatMap(({ folder }) => [
      `${root}${folder}/plugin.yaml`,
      ...['monitoring', 'restart'].flatMap((group) => yamlIn(`${root}${folder}/${group}`)),
    ]);

/** @param {string} folder */
const yamlIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
        .map((name) => `${folder}/${name}`)
    : [];
