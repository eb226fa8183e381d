// The packages and packs of this repository.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const workspaces = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(root + folder).map((name) => ({
    folder: `${folder}/${name}`,
    compiled: folder === 'packages',
    manifest: JSON.parse(readFileSync(`${root}${folder}/${name}/package.json`, 'utf8')),
  })),
);
