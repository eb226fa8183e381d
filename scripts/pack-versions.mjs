// A part of `npm run release:version`: plugin.yaml tells people the version of a pack, and package.json tells npm. Both are one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaces } from './workspaces.mjs';

for (const { folder, manifest } of workspaces.filter((one) => one.folder.startsWith('plugins/'))) {
  const file = join(root, folder, 'plugin.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^version: .*$/m, `version: ${manifest.version}`));
}
