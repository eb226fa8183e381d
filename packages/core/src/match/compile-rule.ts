import RE2 from 're2';
import type { PatternRule } from '../contract.js';
import { compileDissect, type Dissect } from './dissect.js';
import { type Extraction, planExtraction } from './extraction.js';
import { lazily } from './lazily.js';
import { escapeLiteral, type Translated, translate } from './syntax.js';
import type { PatternFinding, PatternIssue } from './types.js';

export interface CompiledRule {
  readonly rule: PatternRule;
  readonly order: number;
  /** RE2 source for one line, and for a chunk of lines. */
  readonly line: string;
  readonly chunk: string;
  /** Whether a line that only repeats a text is no hit. */
  readonly sparesEchoes: boolean;
  /** Tells where on a line the pattern matches, from a place on. */
  readonly place: () => RE2;
  /** Compiled with the first hit, since most rules of a pack never have one. */
  readonly unless: (() => RE2) | undefined;
  /** Whether it hits a line that holds nothing. */
  readonly hitsNothing: boolean;
  readonly extraction: Extraction;
  /** Beside the RE2 pattern, a dissect rule must also read the line from left to right. */
  readonly dissect: Dissect | undefined;
}

/** Compiles one rule, or says everything that is wrong with it. */
export function compileRule(rule: PatternRule, order: number): CompiledRule | readonly PatternFinding[] {
  const findings: PatternFinding[] = [];
  const refuse = (key: PatternFinding['key'], issues: readonly PatternIssue[]) => {
    for (const issue of issues) findings.push({ rule: rule.name, key, ...issue });
  };
  const flags = rule.flags ?? '';
  refuse('flags', checkFlags(flags));
  const usable = [...new Set(flags)].filter((flag) => 'imsU'.includes(flag)).join('');
  const wrap = (source: string, kept = usable) => `(?${kept}:${source})`;
  const kept = [...usable].filter((flag) => flag !== 'm' && flag !== 's').join('');

  const dissect = rule.pattern_type === 'dissect' ? compileDissect(rule.pattern) : undefined;
  if (dissect) refuse('pattern', dissect.issues);
  const source = dissect?.pattern ?? (rule.pattern_type === 'substring' ? escapeLiteral(rule.pattern) : rule.pattern);
  const pattern = translate(source);
  const checked = check(source, pattern, usable);
  if (rule.pattern === '') refuse('pattern', [emptyPattern]);
  else if (!dissect?.issues.length) refuse('pattern', checked.issues);

  const exclusion = rule.unless === undefined ? undefined : translate(rule.unless);
  const excluded = exclusion && check(rule.unless as string, exclusion, usable);
  if (rule.unless === '') refuse('unless', [emptyPattern]);
  else if (excluded) refuse('unless', excluded.issues);
  const unless = exclusion && lazily(() => new RE2(wrap(exclusion.line), 'u'));

  const extraction = planExtraction(
    rule.extract_groups,
    pattern,
    dissect?.fields,
    wrap(pattern.line),
    flags === '' ? pattern.line : undefined,
  );
  refuse('extract_groups', extraction.issues);
  if (findings.length > 0) return findings;
  const hitsNothing = checked.matchesNothing && !excluded?.matchesNothing;
  const chunk = wrap(pattern.chunk, `m${kept}`);
  const line = wrap(pattern.line);
  const sparesEchoes = (rule.kind === 'error' || rule.kind === 'warning') && rule.count_echoes !== true;
  const place = lazily(() => new RE2(line, 'ug'));
  return { rule, order, line, chunk, sparesEchoes, place, unless, hitsNothing, extraction, dissect };
}

const emptyPattern: PatternIssue = {
  column: 1,
  construct: '',
  message: 'an empty pattern would match every line',
  remedy: 'Write the text that tells the line from others, or `.+` when every line that holds something is meant.',
};

function checkFlags(flags: string): PatternIssue[] {
  return [...flags].flatMap((flag, index) =>
    'imsU'.includes(flag)
      ? []
      : {
          column: index + 1,
          construct: flag,
          message: `RE2 has no flag \`${flag}\``,
          remedy: 'The flags are i (ignore case), m, s and U; leave the others out.',
        },
  );
}

interface Checked {
  readonly issues: readonly PatternIssue[];
  /** Whether it is content with an empty line. */
  readonly matchesNothing: boolean;
}

/**
 * What the walk found; where that is nothing, what RE2 itself says of the pattern as it is written. The flags stand in
 * front of it and not around it, where a bracket too many could close them.
 */
function check(source: string, { issues }: Translated, flags: string): Checked {
  if (issues.length > 0) return { issues, matchesNothing: false };
  const whole = tryCompile(flags === '' ? source : `(?${flags})${source}`);
  if (typeof whole !== 'string') return { issues, matchesNothing: whole.test('') };
  // What RE2 says quotes the pattern, in which the reader looks for no flags.
  const alone = flags === '' ? whole : tryCompile(source);
  return { issues: [refusal(source, typeof alone === 'string' ? alone : whole)], matchesNothing: false };
}

/** The pattern, or what RE2 says against it. */
function tryCompile(pattern: string): RE2 | string {
  try {
    return new RE2(pattern, 'u');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function refusal(source: string, refused: string): PatternIssue {
  const split = refused.lastIndexOf(': ');
  const named = split < 0 ? '' : refused.slice(split + 2);
  const at = named === '' ? -1 : source.indexOf(named);
  return {
    column: at < 0 ? 1 : at + 1,
    construct: at < 0 ? source : named,
    message: `RE2 refuses the pattern: ${refused}`,
    remedy: remedyFor(refused),
  };
}

function remedyFor(refused: string): string {
  if (refused.includes('too large')) return 'Use smaller repetition counts, or split the rule.';
  if (refused.includes('repetition size')) return 'A repetition may count to 1000; use `*` or `+`.';
  if (refused.includes('missing')) return 'Close it, or escape it with `\\` when the character itself is meant.';
  if (refused.includes('group name') || refused.includes('named capture')) {
    return 'Group names are unique and made of letters, digits and `_`: (?P<name>…).';
  }
  return 'See https://github.com/google/re2/wiki/Syntax; escape a character with `\\` when it is meant literally.';
}
