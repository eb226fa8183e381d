import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders of the rule packs that come with sigwatch. */
export function shippedPacks(): readonly string[] {
  return ['default', 'megatron'].map((name) =>
    dirname(fileURLToPath(import.meta.resolve(`@sigwatch/pack-${name}/plugin.yaml`))),
  );
}
