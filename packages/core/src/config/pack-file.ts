import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PackFile } from '../generated/plugin.js';
import { pluginSchema } from '../generated/plugin-schema.js';
import { compileSchema } from './schema/compile-schema.js';
import { validate } from './schema/validate.js';
import { readYaml, type YamlFile } from './yaml/yaml-file.js';

/** Name and version of a pack; undefined where it does not say them. */
export function packOf(folder: string): Pick<PackFile, 'name' | 'version' | 'status' | 'description'> | undefined {
  const path = join(folder, 'plugin.yaml');
  const { file } = existsSync(path) ? readYaml(path) : {};
  if (file === undefined || validate(file, compileSchema(pluginSchema)).length > 0) return undefined;
  return file.value as unknown as PackFile;
}

/** Packs that a plugin.yaml requires, and in which versions. */
export function packsOf(file: YamlFile): Readonly<Record<string, string>> {
  const { requires } = packFileOf(file);
  return typeof requires === 'string' ? {} : (requires.packs ?? {});
}

export const packFileOf = (file: YamlFile) => file.value as unknown as PackFile;
