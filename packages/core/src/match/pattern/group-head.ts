/** How a group opens. Where a flag is undefined, it stays as it was around the group. */
export interface GroupHead {
  readonly kind: 'capture' | 'group' | 'flags';
  readonly name?: string;
  readonly fold?: boolean;
  readonly lazy?: boolean;
  /** The index behind it. */
  readonly end: number;
}

const head = /\((?:\?(?:P?<([0-9A-Za-z_]+)>|([imsU]*)(?:-([imsU]+))?([:)])))?/y;

/** `(`, `(?P<name>`, `(?<name>`, `(?i-s:` or `(?i)`; undefined for what RE2 has not, or takes a letter beyond ASCII. */
export function groupHead(source: string, at: number): GroupHead | undefined {
  if (source[at + 1] !== '?') return { kind: 'capture', end: at + 1 };
  if (source.startsWith('?:', at + 1)) return { kind: 'group', end: at + 3 };
  head.lastIndex = at;
  const found = head.exec(source);
  const [all, name, on = '', off = '', close] = found ?? [''];
  const end = at + all.length;
  if (name !== undefined) return { kind: 'capture', name, end };
  if (close === undefined) return undefined;
  const kind = close === ':' ? 'group' : 'flags';
  return { kind, ...switched('fold', 'i', on, off), ...switched('lazy', 'U', on, off), end };
}

function switched(key: 'fold' | 'lazy', flag: string, on: string, off: string): { readonly [key in string]?: boolean } {
  return off.includes(flag) ? { [key]: false } : on.includes(flag) ? { [key]: true } : {};
}
