import { basename } from 'node:path';
import type { Finding } from '../config/finding.js';
import { type Path, parseYaml, type YamlFile } from '../config/yaml/yaml-file.js';

/** A pack that was given as a value, as if it was a file of its name in the working folder. It has no lines: a place is told by its keys. */
export function packFile(path: string, text: string): { file?: YamlFile; findings: readonly Finding[] } {
  const { file, findings } = parseYaml(path, text);
  if (file === undefined) return { findings };
  const called = (at: Path) => `the pack ${basename(path)}${at.length === 0 ? '' : `, ${keysOf(at)}`}`;
  return { file: { ...file, called, place: () => ({ line: 0, column: 0 }) }, findings };
}

const keysOf = (path: Path): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('');
