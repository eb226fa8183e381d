/** A value of a structured line. Numbers, `true` and `NaN` keep the text that the line writes. */
export type Value =
  | { readonly kind: 'text' | 'word'; readonly text: string }
  | { readonly kind: 'null'; readonly text: 'null' }
  | { readonly kind: 'object'; readonly text: string; readonly members: Members }
  | { readonly kind: 'array'; readonly text: string; readonly items: readonly Value[] };

/** A Map and no object, so that a key such as `__proto__` is a key like any other. */
export type Members = ReadonlyMap<string, Value>;

/** Whether the line gives the field a value at all: `"error": null` says that there is none. */
export const isGiven = (value: Value | undefined): value is Value => value !== undefined && value.kind !== 'null';

/**
 * What a path leads to. A key may itself hold dots, as in `"log.level": "info"`, so that each step tries one key, then
 * several of them joined.
 */
export function valueAt(members: Members, path: readonly string[]): Value | undefined {
  return below({ kind: 'object', text: '', members }, path, 0);
}

function below(value: Value, path: readonly string[], from: number): Value | undefined {
  if (from === path.length) return value;
  if (value.kind === 'array') {
    const item = isIndex(path[from]!) ? value.items[Number(path[from])] : undefined;
    return item && below(item, path, from + 1);
  }
  if (value.kind !== 'object') return undefined;
  for (let to = from + 1; to <= path.length; to++) {
    const member = value.members.get(path.slice(from, to).join('.'));
    const found = member && below(member, path, to);
    if (found) return found;
  }
  return undefined;
}

/** Whether a key may also be the position of an item. */
export function isIndex(key: string): boolean {
  for (const char of key) if (char < '0' || char > '9') return false;
  return key !== '';
}

/** The number that a text is, `nan` and `inf` as Python, C and JavaScript write them; undefined when it is none. */
export function numberOf(text: string): number | undefined {
  const bare = text.trim().toLowerCase();
  const negative = bare.startsWith('-');
  const word = negative || bare.startsWith('+') ? bare.slice(1) : bare;
  if (word === 'nan') return Number.NaN;
  if (word === 'inf' || word === 'infinity') return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (const char of bare) if (!'0123456789+-.e'.includes(char)) return undefined;
  const value = bare === '' ? Number.NaN : Number(bare);
  return Number.isNaN(value) ? undefined : value;
}
