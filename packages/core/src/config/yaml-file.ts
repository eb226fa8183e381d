import { readFileSync, statSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Json } from '../contract.js';
import type { Finding } from './finding.js';

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
}

const MAX_BYTES = 5 * 1024 * 1024;
/** An alias bomb needs far more aliases than a person writes. */
const MAX_ALIASES = 100;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads and parses a file. Findings are errors; without a value there is nothing that could be used. */
export function readYaml(path: string): { file?: YamlFile; findings: readonly Finding[] } {
  const whole = (code: string, message: string, remedy: string) => ({
    findings: [{ code, level: 'error' as const, file: path, line: 0, column: 0, message, remedy }],
  });
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES)
      return whole('file_too_large', `the file has ${size} bytes`, 'A configuration file may have 5 MB at the most.');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return whole('unreadable', `the file cannot be read: ${(error as Error).message}`, 'Check its path and its mode.');
  }
  return parseYaml(path, text);
}

/** The same for a text that is already read. */
export function parseYaml(path: string, text: string): { file?: YamlFile; findings: readonly Finding[] } {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const report = (code: string, offset: number, message: string, remedy: string) => {
    const { line, col } = lines.linePos(offset);
    findings.push({ code, level: 'error', file: path, line, column: col, message, remedy });
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  } catch {
    // The parser is recursive, so that thousands of brackets overflow the stack.
    report(
      'yaml_syntax',
      0,
      'the file cannot be parsed: it is nested too deeply',
      'Write it without so deep a nesting.',
    );
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

function explain(problem: { code: string; pos: [number, number]; message: string }): [string, number, string, string] {
  const at = problem.pos[0];
  const says = problem.message.replace(/\.$/, '');
  if (problem.code === 'TAB_AS_INDENT')
    return ['tab_indentation', at, 'a tab is used for indentation', 'YAML allows only spaces there; replace the tab.'];
  if (problem.code === 'DUPLICATE_KEY')
    return ['duplicate_key', at, 'the key is given twice', 'Keep one of the two; YAML does not say which would win.'];
  if (problem.code === 'MULTIPLE_DOCS')
    return ['multiple_documents', at, 'the file holds several documents', 'Remove the `---` line, or split the file.'];
  return [
    'yaml_syntax',
    at,
    `not valid YAML: ${says}`,
    'Correct the syntax; quote texts that hold `: `, `#`, or quotes.',
  ];
}

/** Offsets of keys that would reach an object's prototype wherever the value is copied. */
function forbiddenKeys(document: Document): [number, string][] {
  const found: [number, string][] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || !FORBIDDEN_KEYS.has(String(key.value))) return;
      found.push([key.range?.[0] ?? 0, String(key.value)]);
    },
  });
  return found;
}

function placeOf(document: Document, lines: LineCounter, path: Path, what: 'key' | 'value' = 'value'): Place {
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
  if (isSeq(node)) return node.items[Number(step)];
  if (!isMap(node)) return undefined;
  return node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
}
