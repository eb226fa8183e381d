import type { PackInput } from './pack-types.js';

const PREFIX = 'pack:';

/** A name that brings its pack along, so that it goes wherever names of monitors go, the journal among them. */
export const nameOfPack = (pack: PackInput): string => PREFIX + JSON.stringify(pack);

/** What stands in such a name; undefined of any other. */
export const packInName = (name: string): string | undefined =>
  name.startsWith(`${PREFIX}{`) ? name.slice(PREFIX.length) : undefined;

/** What people call it. */
export function shownName(name: string): string {
  const text = packInName(name);
  if (text === undefined) return name;
  const { name: own } = JSON.parse(text) as { readonly name?: unknown };
  return typeof own === 'string' && own !== '' ? own : 'pack';
}
