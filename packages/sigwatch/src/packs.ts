import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifest } from './cli/version.js';

const PACK = '@sigwatch/pack-';

/** Folders of the rule packs that come with sigwatch: those that it depends on. */
export function shippedPacks(): readonly string[] {
  return Object.keys(manifest().dependencies)
    .filter((name) => name.startsWith(PACK))
    .map((name) => dirname(fileURLToPath(import.meta.resolve(`${name}/plugin.yaml`))));
}
