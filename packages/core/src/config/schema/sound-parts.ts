import type { Finding } from '../finding.js';
import type { Place, YamlFile } from '../yaml/yaml-file.js';

/** What of a file can be looked at though another part of it is refused, so that all findings are told at once. */
export interface SoundParts {
  /** The file without the settings that are wrong. The list keeps its order, and its wrong entries: see `wrong`. */
  readonly value: YamlFile['value'];
  /** Which entries of the list are wrong, from 0. */
  readonly wrong: ReadonlySet<number>;
}

/** `list`: the key of the file's rules, policies or tests, of which each stands for itself. */
export function soundParts(file: YamlFile, list: string, findings: readonly Finding[]): SoundParts {
  const errors = findings.filter(({ level, file: path }) => level === 'error' && path === file.path);
  if (errors.length === 0) return { value: file.value, wrong: new Set() };
  const given = file.value[list];
  const parts = [
    ...Object.keys(file.value).map((key) => ({ part: key as string | number, at: file.place([key], 'key') })),
    ...(Array.isArray(given) ? given.map((_, i) => ({ part: i, at: file.place([list, i]) })) : []),
  ].sort((a, b) => order(a.at, b.at));
  const wrong = new Set(errors.map((one) => (parts.findLast(({ at }) => order(at, one) <= 0) ?? parts[0])?.part));
  const value = Object.fromEntries(Object.entries(file.value).filter(([key]) => !wrong.has(key)));
  return { value, wrong: new Set([...wrong].filter((part) => typeof part === 'number')) };
}

const order = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;
