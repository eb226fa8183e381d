import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../contract.js';
import type { Path, Place, YamlFile } from './yaml-file.js';

/** A file without its YAML: what it holds, and where each value stands. */
export interface ParsedFile {
  readonly value: YamlFile['value'];
  readonly places: Places;
}

/** Line and column of a value's key, of the value itself, and the same of each value in it. */
type Places = readonly [keyLine: number, keyColumn: number, line: number, column: number, ...below: Places[]];

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
  return isExact(file.value) ? { value: file.value, places: placesOf(file, file.value, []) } : undefined;
}

function placesOf(file: YamlFile, value: Json, path: Path): Places {
  const [key, own] = [file.place(path, 'key'), file.place(path, 'value')];
  const below = stepsOf(value).map((step) => placesOf(file, (value as Holder)[step] as Json, [...path, step]));
  return [key.line, key.column, own.line, own.column, ...below];
}

export function fileOfParsed(path: string, { value, places }: ParsedFile): YamlFile {
  const place = (at: Path, what: 'key' | 'value' = 'value'): Place => {
    let [found, within]: [Places, Json] = [places, value];
    for (const step of at) {
      const index = stepsOf(within).indexOf(String(step));
      if (index < 0) break;
      found = found[4 + index] as Places;
      within = (within as Holder)[step] as Json;
    }
    const [keyLine, keyColumn, line, column] = found;
    return what === 'key' ? { line: keyLine, column: keyColumn } : { line, column };
  };
  return { path, value, place, shipped: true };
}

type Holder = { readonly [step: string | number]: Json };

/** Keys, or indices as texts, in their order. */
const stepsOf = (value: Json): readonly string[] =>
  value === null || typeof value !== 'object' ? [] : Object.keys(value);

/** Whether JSON gives back each number in it. */
const isExact = (value: Json): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : stepsOf(value).every((step) => isExact((value as Holder)[step] as Json));
