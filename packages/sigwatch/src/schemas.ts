import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** A JSON Schema that ships with sigwatch. */
export interface ShippedSchema {
  /** `monitor`; in a folder `components/webhook`. */
  readonly name: string;
  readonly path: string;
  readonly summary: string;
}

const ENDING = '.schema.json';

/** Every schema beside the one of monitors, which is where core has them, by name. */
export function shippedSchemas(): readonly ShippedSchema[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@sigwatch/core/schemas/monitor.schema.json'));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ENDING))
    .map((file) => {
      const path = join(folder, file);
      const { title, description } = JSON.parse(readFileSync(path, 'utf8')) as { title?: string; description?: string };
      const name = relative(folder, path).slice(0, -ENDING.length).replaceAll('\\', '/');
      return { name, path, summary: description ?? title ?? '' };
    })
    .sort((a, b) => depthOf(a) - depthOf(b) || (a.name < b.name ? -1 : 1));
}

/** Files and events come before the components that stand in them. */
const depthOf = ({ name }: ShippedSchema) => name.split('/').length;

/** Copies them all, as editors want them; returns where they are. */
export function copySchemas(directory: string): readonly string[] {
  return shippedSchemas().map(({ name, path }) => {
    const target = join(directory, `${name}${ENDING}`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
    return target;
  });
}
