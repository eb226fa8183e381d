import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PackFile } from '../../generated/plugin.js';
import { pluginSchema } from '../../generated/plugin-schema.js';
import { compileSchema } from '../schema/compile-schema.js';
import { validate } from '../schema/validate.js';
import { readYaml, type YamlFile } from '../yaml/yaml-file.js';

/** What the file is called that makes a folder a pack. */
export const PACK_FILE = 'plugin.yaml';

/** What a pack says it is; undefined where it does not say so. `parsed`: as `Where.parsed`. */
export function packOf(folder: string, parsed?: string): PackFile | undefined {
  const path = join(folder, PACK_FILE);
  const { file } = existsSync(path) ? readYaml(path, parsed) : {};
  if (file === undefined || validate(file, compileSchema(pluginSchema)).length > 0) return undefined;
  return packFileOf(file);
}

/** Packs that a plugin.yaml requires, and in which versions. */
export function packsOf(file: YamlFile): Readonly<Record<string, string>> {
  const { requires } = packFileOf(file);
  return typeof requires === 'string' ? {} : (requires.packs ?? {});
}

export const packFileOf = (file: YamlFile) => file.value as unknown as PackFile;
