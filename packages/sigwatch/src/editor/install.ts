import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileGroup, jsonObject, type Registry } from '@sigwatch/core';
import { shippedSchemas } from '../schemas.js';
import { editorSchemas, type Schema } from './editor-schemas.js';

/** Below the folder of a project. */
const SCHEMAS = '.sigwatch/schemas';

/** Which files are of which shape, for yaml-language-server: as packs and projects call them. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  sigwatch: ['sigwatch.yaml', 'sigwatch.*.yaml'],
  monitor: ['monitoring/*.yaml'],
  restart: ['restart/*.yaml'],
  'rule-tests': ['*.test.yaml'],
  plugin: ['plugin.yaml'],
};

/** Writes the schemas into a project, with the components that it has; returns where they are. */
export function writeSchemas(project: string, registry: Registry): readonly string[] {
  const shipped = new Map(
    shippedSchemas().map(({ name, path }) => [name, JSON.parse(readFileSync(path, 'utf8')) as Schema]),
  );
  return [...editorSchemas(shipped, registry)].map(([name, schema]) => {
    const path = join(project, SCHEMAS, `${name}.schema.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
    return path;
  });
}

/**
 * Names the schemas in the settings of the workspace, beside what stands there; returns the file. One that is no plain JSON is left
 * as it is: `lacks` is what has to be added to it.
 */
export function writeWorkspace(project: string): { readonly path: string; readonly lacks?: string } {
  const path = join(project, '.vscode', 'settings.json');
  const own = Object.fromEntries(
    Object.entries(FILES).map(([name, files]) => [`./${SCHEMAS}/${name}.schema.json`, files]),
  );
  // One that holds comments is no JSON: they would be lost.
  const settings = existsSync(path) ? jsonObject(readFileSync(path, 'utf8')) : {};
  if (settings === undefined) return { path, lacks: `"yaml.schemas": ${JSON.stringify(own)}` };
  const schemas = { ...(settings['yaml.schemas'] as object | undefined), ...own };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...settings, 'yaml.schemas': schemas }, null, 2)}\n`);
  return { path };
}

const MODELINE = /^# yaml-language-server: \$schema=.*(?:\n|$)/m;

/** Has a file name its schema in its first line, in place of one that it names already. */
export function writeModeline(project: string, file: string): void {
  const text = readFileSync(file, 'utf8');
  const name = shapeOf(file);
  const schema = relative(dirname(file), join(project, SCHEMAS, `${name}.schema.json`)).replaceAll('\\', '/');
  writeFileSync(file, `# yaml-language-server: $schema=${schema}\n${text.replace(MODELINE, '')}`);
}

function shapeOf(file: string): string {
  if (/(?:^|[/\\])plugin\.ya?ml$/.test(file)) return 'plugin';
  if (/\.test\.ya?ml$/.test(file)) return 'rule-tests';
  const group = fileGroup(file);
  return group === 'run' ? 'sigwatch' : group === 'monitoring' ? 'monitor' : group;
}
