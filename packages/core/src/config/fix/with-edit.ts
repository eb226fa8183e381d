import type { Json } from '../../contract.js';
import type { Path } from '../yaml/yaml-file.js';

/** What happens to the value at a path. */
export type Change = { readonly key: string } | { readonly value: string } | { readonly removed: true };

type Container = Record<string | number, Json>;

/** A copy in which the value at the path is set, has another key, or is gone. */
export function withEdit(value: Json, path: Path, change: Change): Json {
  const copy = copied(value);
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<Json | undefined>((node, step) => (node as Container)?.[step], copy);
  if (last === undefined || parent === null || typeof parent !== 'object') return copy;
  const container = parent as Container;
  if ('value' in change) container[last] = change.value;
  else {
    if ('key' in change) container[change.key] = container[last] as Json;
    delete container[last];
  }
  return copy;
}

/** An alias is the same object twice, and would be changed at both places: here each place has its own. */
function copied(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copied(one as Json)]));
}
