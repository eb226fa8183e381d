import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../contract.js';
import type { Path, Place, YamlFile } from './yaml-file.js';

/** A file without its YAML: what it holds, and of each value, in order, line and column of its key and of itself. */
export interface ParsedFile {
  readonly value: YamlFile['value'];
  readonly places: readonly number[];
}

/** The name is the text's own, so that a text that was changed since is not taken for this one. */
export const parsedName = (text: string): string => `${createHash('sha256').update(text).digest('hex')}.json`;

/** The file of this text, when `folder` has it. */
export function parsedFile(path: string, text: string, folder: string): YamlFile | undefined {
  try {
    const parsed: ParsedFile = JSON.parse(readFileSync(join(folder, parsedName(text)), 'utf8'));
    return fileOfParsed(path, parsed);
  } catch {
    // Not there, or torn: the text itself says it all, only slower.
    return undefined;
  }
}

/** What `parsedFile` reads. Undefined for a file that JSON cannot hold as it is. */
export function parsedOf(file: YamlFile): ParsedFile | undefined {
  const exact = [...valuesOf(file.value)].every(([, value]) => typeof value !== 'number' || isExact(value));
  if (!exact) return undefined;
  const places = [...valuesOf(file.value)].flatMap(([path]) => {
    const [key, value] = [file.place(path, 'key'), file.place(path, 'value')];
    return [key.line, key.column, value.line, value.column];
  });
  return { value: file.value, places };
}

export function fileOfParsed(path: string, { value, places }: ParsedFile): YamlFile {
  let starts: ReadonlyMap<string, number> | undefined;
  const place = (at: Path, what: 'key' | 'value' = 'value'): Place => {
    starts ??= new Map([...valuesOf(value)].map(([below], i) => [idOf(below), 4 * i]));
    const depth = at.findIndex((_, i) => !starts?.has(idOf(at.slice(0, i + 1))));
    const start = (starts.get(idOf(depth < 0 ? at : at.slice(0, depth))) as number) + (what === 'key' ? 0 : 2);
    return { line: places[start] as number, column: places[start + 1] as number };
  };
  return { path, value, place, shipped: true };
}

/** The value and all below it, each with its path. */
function* valuesOf(value: Json, path: Path = []): Generator<readonly [Path, Json]> {
  yield [path, value];
  if (value === null || typeof value !== 'object') return;
  const below = Array.isArray(value) ? (value as readonly Json[]).entries() : Object.entries(value);
  for (const [step, one] of below) yield* valuesOf(one as Json, [...path, step]);
}

const idOf = (path: Path): string => JSON.stringify(path.map(String));
const isExact = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
