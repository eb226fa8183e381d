import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { manifest } from './cli/version.js';

const PACK = '@sigwatch/pack-';

/** Folders of the rule packs that come with sigwatch: those that it depends on. */
export function shippedPacks(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return Object.keys(manifest().dependencies)
    .filter((name) => name.startsWith(PACK))
    .map((name) => dirname(resolve(`${name}/plugin.yaml`)));
}
