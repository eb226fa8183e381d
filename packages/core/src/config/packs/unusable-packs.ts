import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pluginSchema } from '../../generated/plugin-schema.js';
import { type Finding, finding } from '../finding.js';
import { compileSchema } from '../schema/compile-schema.js';
import { validate } from '../schema/validate.js';
import { readYaml } from '../yaml/yaml-file.js';
import { PACK_FILE, readPack } from './pack-file.js';
import { packFolder } from './pack-home.js';

/**
 * Of the packs that files are of, those whose plugin.yaml can't be used: what stands in such a pack holds, and is cited by its
 * file, without the name and the version of the pack. One finding each, where the first fault is.
 */
export function unusablePacks(files: readonly string[], parsed?: string): readonly Finding[] {
  const folders = new Set(files.flatMap((path) => packFolder(path) ?? []));
  return [...folders].flatMap((folder) => {
    const path = join(folder, PACK_FILE);
    if (!existsSync(path) || readPack(folder, parsed) !== undefined) return [];
    const { file, findings } = readYaml(path);
    const [first] = file === undefined ? findings : validate(file, compileSchema(pluginSchema));
    if (first === undefined) return [];
    const message = `the pack is used without its name and its version, since its ${PACK_FILE} can't be: ${first.message}`;
    return [finding('unusable_plugin_file', first, message, first.remedy)];
  });
}
