import type { Json } from '../contract.js';
import type { Group } from './locate.js';

/** Where among its `defaults` a file itself comes in. */
export const SELF = '_self_';

/** What the `defaults:` of a file name, in order, each with its place there: files of the group, and the file itself, last where it does not say. What is no name, the schema tells of. */
export function includesOf(defaults: Json | undefined, group: Group): readonly { name: string; index: number }[] {
  const given = typeof defaults === 'string' ? [defaults] : Array.isArray(defaults) ? (defaults as Json[]) : [];
  return (given.includes(SELF) ? given : [...given, SELF]).flatMap((item, index) => {
    const named = item as { readonly [key: string]: Json | undefined } | null;
    const name = typeof item === 'string' ? item : (named?.[`/${group}`] ?? named?.[group]);
    return typeof name === 'string' ? [{ name, index }] : [];
  });
}

/** What is wrong with a file that is included while it is being read. */
export const comesBack = (open: readonly string[], path: string) => ({
  message: `its defaults come back to themselves: ${[...open, path].join(' → ')}`,
  remedy: 'Remove one of these includes.',
});
