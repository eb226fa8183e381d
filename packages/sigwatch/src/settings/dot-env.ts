import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What a `.env` says, to sigwatch alone: no job is given any of it. */
export interface DotEnv {
  readonly values: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  /** Lines that say nothing, each with its number and why. */
  readonly problems: readonly string[];
}

export const DOT_ENV = '.env';

/** The `.env` of a folder. A folder of that name, as Python's environments have it, is none. */
export function readDotEnv(folder: string): DotEnv | undefined {
  const path = join(folder, DOT_ENV);
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? parseDotEnv(readFileSync(path, 'utf8')) : undefined;
  } catch (error) {
    return { values: new Map(), problems: [`${DOT_ENV}: it can't be read (${(error as Error).message})`] };
  }
}

const ENTRY = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/s;

/** Node's own parser takes a line without `=` for the beginning of the next name: such lines are taken out, and told. */
export function parseDotEnv(text: string): DotEnv {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const places = new Map<string, number>();
  const problems: string[] = [];
  const drop = (i: number, why: string) => {
    problems.push(`${DOT_ENV}:${i + 1}: ${why}`);
    lines[i] = '';
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const [, name, value = ''] = ENTRY.exec(line) ?? [];
    if (name === undefined) {
      drop(i, 'it is no NAME=value, and is left out');
      continue;
    }
    const end = endOfValue(lines, i, value);
    if (end === undefined) drop(i, `the quote of ${name} is not closed, and it is left out`);
    else {
      places.set(name, i + 1);
      i = end;
    }
  }
  const parsed = parseEnv(lines.join('\n'));
  const known = Object.entries(parsed).flatMap(([name, value]) => {
    const line = places.get(name);
    return line === undefined || value === undefined ? [] : [[name, { value, line }] as const];
  });
  return { values: new Map(known), problems };
}

/** The line on which a value ends: a quoted one may go over several. Undefined where it never does. */
function endOfValue(lines: readonly string[], from: number, value: string): number | undefined {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.includes(quote, 1)) return from;
  const end = lines.findIndex((line, i) => i > from && line.includes(quote));
  return end < 0 ? undefined : end;
}
