import { basename } from 'node:path';
import type { Finding } from '../config/finding.js';
import { type Path, parseYaml, type YamlFile } from '../config/yaml/yaml-file.js';

/** A pack or a policy that was given as a value, as if it was a file of its name in the working folder. It has no lines: a place is told by its keys. */
export function packFile(
  path: string,
  text: string,
  noun: 'pack' | 'policy' = 'pack',
): { file?: YamlFile; findings: readonly Finding[] } {
  const name = basename(path);
  const what = name === noun ? `the ${noun}` : `the ${noun} ${name}`;
  return valueFile(path, text, (at) => `${what}${at.length === 0 ? '' : `, ${keysOf(at)}`}`);
}

/** A value that a program gives, as a file; `called`: what people are told in place of a line. */
export function valueFile(
  path: string,
  text: string,
  called: (at: Path) => string,
): { file?: YamlFile; findings: readonly Finding[] } {
  const { file, findings } = parseYaml(path, text);
  if (file === undefined) return { findings };
  return { file: { ...file, called, place: () => ({ line: 0, column: 0 }) }, findings };
}

/** `log_signals[0].pattern` */
export const keysOf = (path: Path): string =>
  path.map((key, i) => (/^\d+$/.test(String(key)) ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('');
