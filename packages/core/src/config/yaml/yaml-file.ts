import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import type { Json } from '../../contract.js';
import { yaml } from '../../lazy-packages.js';
import { type Finding, finding } from '../finding.js';
import type { FindingCode } from '../lint/finding-codes.js';
import { parsedFile } from './parsed-file.js';
import { sectionOf, splitSection } from './section.js';
import { documentOf, explain, forbiddenKeys, TooDeepError } from './yaml-guard.js';

/** Where in a document: keys and indices from its root. */
export type Path = readonly (string | number)[];
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that is safe to use: plain JSON values, and the place of each. */
export interface YamlFile {
  readonly path: string;
  readonly value: { readonly [key: string]: Json };
  /** Place of the value at `path`, or of its key; of the nearest parent where there is none. */
  place(path: Path, what?: 'key' | 'value'): Place;
  /** Comes with sigwatch, word for word, and depends on nothing else: what costs time to look at was looked at before. */
  readonly shipped?: boolean;
  /** What is written where an interpolation was worked out. */
  written?(path: Path): string | undefined;
  /** How people are told of a place where there is no file that has lines. */
  called?(path: Path): string;
}

const MAX_BYTES = 5 * 1024 * 1024;
/** An alias bomb needs far more aliases than a person writes. */
const MAX_ALIASES = 100;

/**
 * Reads and parses a file, or a section of one. Findings are errors; without a value there is nothing that could be used.
 * A text that the folder `parsed` holds is not parsed again.
 */
export function readYaml(name: string, parsed?: string): { file?: YamlFile; findings: readonly Finding[] } {
  const { path, section } = splitSection(name);
  if (section !== undefined) return sectionOf(readYaml(path, parsed), section);
  const whole = (code: FindingCode, message: string, remedy: string, at: Place = { line: 0, column: 0 }) => ({
    findings: [finding(code, { file: path, ...at }, message, remedy)],
  });
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES)
      return whole('file_too_large', `the file has ${size} bytes`, 'A configuration file may have 5 MB at the most.');
    const bytes = readFileSync(path);
    const at = isUtf8(bytes) && !bytes.includes(0) ? undefined : notUtf8(bytes);
    if (at !== undefined)
      return whole(
        'not_utf8',
        'the file is no text in UTF-8',
        'Save it as UTF-8: what a pattern of other bytes looks for would never be found.',
        at,
      );
    text = bytes.toString('utf8');
  } catch (error) {
    return whole('unreadable', `the file cannot be read: ${(error as Error).message}`, 'Check its path and its mode.');
  }
  const known = parsed === undefined ? undefined : parsedFile(path, text, parsed);
  return known === undefined ? parseYaml(path, text) : { file: known, findings: [] };
}

/** Where the first byte stands that is no UTF-8, or a NUL, as UTF-16 is full of. */
function notUtf8(bytes: Buffer): Place {
  const text = bytes.toString('utf8');
  const first = [...text].findIndex((sign) => sign === '\uFFFD' || sign === '\0');
  const before = [...text].slice(0, first).join('').split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The same for a text that is already read. */
export function parseYaml(path: string, text: string): { file?: YamlFile; findings: readonly Finding[] } {
  const { isMap, LineCounter } = yaml();
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const report = (code: FindingCode, offset: number, message: string, remedy: string) => {
    const { line, col } = lines.linePos(offset);
    findings.push(finding(code, { file: path, line, column: col }, message, remedy));
  };
  let document: Document.Parsed;
  try {
    document = documentOf(text, lines);
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    report('too_deep', 0, `the file is nested too deeply`, 'Write it without so deep a nesting.');
    return { findings };
  }
  for (const problem of [...document.errors, ...document.warnings]) report(...explain(problem));
  for (const [offset, key] of forbiddenKeys(document))
    report('forbidden_key', offset, `the key \`${key}\` is not allowed`, 'Use another name.');
  if (findings.length > 0) return { findings };

  if (document.contents === null) {
    report('empty_file', 0, 'the file is empty', 'Write the settings into it, or leave it out.');
    return { findings };
  }
  if (!isMap(document.contents)) {
    report('not_a_mapping', 0, 'the file holds no mapping', 'Write `key: value` lines at its top level.');
    return { findings };
  }
  try {
    const value = document.toJS({ maxAliasCount: MAX_ALIASES }) as { readonly [key: string]: Json };
    return { file: { path, value, place: (at, what) => placeOf(document, lines, at, what) }, findings };
  } catch (error) {
    const message = `its aliases cannot be resolved: ${(error as Error).message}`;
    report('alias_bomb', 0, message, 'Write the values out instead of repeating aliases.');
    return { findings };
  }
}

function placeOf(document: Document, lines: LineCounter, path: Path, what: 'key' | 'value' = 'value'): Place {
  const { isAlias, isNode, isPair } = yaml();
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  for (const step of path) {
    const next = child(isAlias(node) ? node.resolve(document) : node, step);
    if (next === undefined) break;
    pair = isPair(next) ? next : undefined;
    node = isPair(next) ? next.value : next;
  }
  const target = (what === 'key' || !isNode(node) ? pair?.key : node) ?? node;
  const { line, col } = lines.linePos((target as Node | undefined)?.range?.[0] ?? 0);
  return { line, column: col };
}

function child(node: unknown, step: string | number): unknown {
  const { isMap, isScalar, isSeq } = yaml();
  if (isSeq(node)) return node.items[Number(step)];
  if (!isMap(node)) return undefined;
  return node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
}
