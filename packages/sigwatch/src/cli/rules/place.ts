import { relative } from 'node:path';
import { printable, sanitize } from '../../view/sanitize.js';

/** A path as a person in this folder would write it. */
export function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

export function placeOf(origin: { readonly file: string; readonly line: number } | undefined): string {
  return origin === undefined ? '' : `${fromHere(origin.file)}:${origin.line}`;
}

/** Fields as `name=value`, in quotes where they hold spaces, and safe to print. */
export function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const safe = typeof value === 'string' ? sanitize(value) : value;
      return `${name}=${typeof safe === 'string' && !/\s/.test(safe) ? safe : JSON.stringify(safe)}`;
    })
    .join(' ');
}

/** Rows for people, or JSON by `jsonText`. */
export function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.map(printable).join('\n')}\n`);
}
