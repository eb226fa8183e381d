import type { ErrorCode } from '../errors.js';
import { type Code, type FindingCode, findingCodes } from './lint/finding-codes.js';
import { onlyNear } from './nearest.js';
import type { Path, YamlFile } from './yaml/yaml-file.js';

/** An error: the file cannot be used. */
export type Level = 'error' | 'warning' | 'note';

/** What is wrong in a file, where, and what to do about it. */
export interface Finding {
  /** Stable word for tools, such as `unknown_key`. */
  readonly code: FindingCode;
  /** With a warning the file is used all the same; a note is worth knowing, and nothing has to be done. */
  readonly level: Level;
  readonly file: string;
  /** 1-based; 0 when the finding concerns the file as a whole. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, without a full stop. */
  readonly message: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
  /** The edit at its place that does just that, where no more than one can be meant. */
  readonly fix?: Fix;
}

/** Another word in place of the one that stands there, or the key of this name without its value. */
export type Fix = { readonly replace: string } | { readonly remove: string };

/** Where something stands; 0:0 is the file as a whole. */
export type At = Pick<Finding, 'file' | 'line' | 'column'>;

/** A finding of the level that its code has; it has a fix where its code may. */
export function finding(code: FindingCode, at: At, message: string, remedy: string, fix?: Fix): Finding {
  const { file, line, column } = at;
  const { level, fixable }: Code = findingCodes[code];
  const mends = fixable && fix !== undefined ? { fix } : {};
  return { code, level, file, line, column, message, remedy, ...mends };
}

/** The fix that writes the one known word that can be meant; none where several are as near. */
export function wordFix(word: string, known: Iterable<string>): Fix | undefined {
  const meant = onlyNear(word, known);
  return meant === undefined ? undefined : { replace: meant };
}

/** The place of a value, or of its key, in its file; of what was included, in the included file. */
export const placeIn = (file: YamlFile, path: Path, what?: 'key' | 'value'): At => ({
  file: file.called?.(path) ?? file.path,
  ...file.place(path, what),
});

const placeOf = ({ file, line, column }: Finding): string => `${file}:${line}:${column}`;

/** Of one place the first check that finds something tells it. */
export function notYetTold(findings: readonly Finding[], told: readonly Finding[]): readonly Finding[] {
  const places = new Set(told.map(placeOf));
  return findings.filter((one) => !places.has(placeOf(one)));
}

/** `file:line:col: what. fix` — the form that editors and terminals make clickable. */
export function printFinding(finding: Finding): string {
  const place = finding.line > 0 ? `${finding.file}:${finding.line}:${finding.column}` : finding.file;
  return `${place}: ${finding.message}. ${finding.remedy}`;
}

/** Configuration that cannot be used; carries every finding, warnings included. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ErrorCode = 'config_invalid';
  constructor(readonly findings: readonly Finding[]) {
    super(
      findings
        .filter((finding) => finding.level === 'error')
        .map(printFinding)
        .join('\n'),
    );
  }
}

/** Throws when one of the findings is an error; hands back the warnings otherwise. */
export function refuseErrors(findings: readonly Finding[]): readonly Finding[] {
  if (findings.some((finding) => finding.level === 'error')) throw new ConfigError(findings);
  return findings;
}
