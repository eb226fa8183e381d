import type { ErrorCode } from '../errors.js';
import type { PatternFinding } from './types.js';

const sentence = (finding: PatternFinding): string =>
  `${finding.rule}: ${finding.key}, column ${finding.column}: ${finding.message}. ${finding.remedy}`;

/** Thrown by `compileRules` with everything that is wrong with any rule, in the order of the rules. */
export class PatternsError extends Error {
  override readonly name = 'PatternsError';
  readonly code: ErrorCode = 'patterns_invalid';
  readonly findings: readonly PatternFinding[];

  constructor(findings: readonly PatternFinding[]) {
    super(findings.map(sentence).join('\n'));
    this.findings = findings;
  }
}
