/** An error: the file cannot be used. */
export type Level = 'error' | 'warning' | 'note';

/** What is wrong in a file, where, and what to do about it. */
export interface Finding {
  /** Stable word for tools, such as `unknown_key`. */
  readonly code: string;
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
}

/** `file:line:col: what. fix` — the form that editors and terminals make clickable. */
export function printFinding(finding: Finding): string {
  const place = finding.line > 0 ? `${finding.file}:${finding.line}:${finding.column}` : finding.file;
  return `${place}: ${finding.message}. ${finding.remedy}`;
}

/** Configuration that cannot be used; carries every finding, warnings included. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
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
