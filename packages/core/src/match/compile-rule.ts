import RE2 from 're2';
import type { PatternRule } from '../contract.js';
import { checkPattern } from './check-pattern.js';
import { type Extraction, planExtraction } from './extraction.js';
import { THROUGHPUT_UNIT } from './field-value.js';
import { lazily } from './lazily.js';
import type { LineReader } from './line-reader.js';
import { parsePattern } from './pattern/parse.js';
import type { Node } from './pattern/tree.js';
import { readerOf } from './reader-of.js';
import { isStructured } from './structured/required.js';
import { escapeLiteral, translate } from './syntax.js';
import type { PatternFinding, PatternIssue } from './types.js';

export interface CompiledRule {
  readonly rule: PatternRule;
  readonly order: number;
  /** RE2 source for one line, and for a chunk of lines. */
  readonly line: string;
  readonly chunk: string;
  /** Whether a line that only repeats a text is no hit. */
  readonly sparesEchoes: boolean;
  /** What the pattern says; undefined where only RE2 knows. Without its `unless`. */
  readonly tree: Node | undefined;
  /** How many groups it has. */
  readonly groups: number;
  /** Tells whether a line matches. */
  readonly test: () => RE2;
  /** Tells where on a line the pattern matches, from a place on. */
  readonly place: () => RE2;
  /** RE2 source of `unless`, for one line. */
  readonly unlessLine: string | undefined;
  /** What `unless` says; undefined where only RE2 knows, or there is none. */
  readonly unlessTree: () => Node | undefined;
  /** Compiled with the first hit, since most rules of a pack never have one. */
  readonly unless: (() => RE2) | undefined;
  /** Whether it hits a line that holds nothing. */
  readonly hitsNothing: boolean;
  readonly extraction: Extraction;
  /** Of patterns that are no RE2: beside the RE2 pattern, it must also understand the line. */
  readonly reader: LineReader | undefined;
}

/** Compiles one rule, or says everything that is wrong with it; RE2 is not asked about a rule that is `checked`. */
export function compileRule(
  rule: PatternRule,
  order: number,
  isChecked = false,
): CompiledRule | readonly PatternFinding[] {
  const findings: PatternFinding[] = [];
  const refuse = (key: PatternFinding['key'], issues: readonly PatternIssue[]) => {
    for (const issue of issues) findings.push({ rule: rule.name, key, ...issue });
  };
  const flags = rule.flags ?? '';
  refuse('flags', checkFlags(flags));
  const usable = [...new Set(flags)].filter((flag) => 'imsU'.includes(flag)).join('');
  const wrap = (source: string, kept = usable) => `(?${kept}:${source})`;
  const kept = [...usable].filter((flag) => flag !== 'm' && flag !== 's').join('');

  const reader = readerOf(rule.pattern, rule.pattern_type, usable);
  if (reader) refuse('pattern', reader.issues);
  const source = reader?.pattern ?? (rule.pattern_type === 'substring' ? escapeLiteral(rule.pattern) : rule.pattern);
  const pattern = translate(source);
  const check = isChecked ? () => sound : checkPattern;
  const checked = check(source, pattern, usable);
  if (rule.pattern === '') refuse('pattern', [emptyPattern]);
  else if (!reader?.issues.length) refuse('pattern', checked.issues);

  const exclusion = rule.unless === undefined ? undefined : translate(rule.unless);
  const excluded = exclusion && check(rule.unless as string, exclusion, usable);
  if (rule.unless === '') refuse('unless', [emptyPattern]);
  else if (excluded) refuse('unless', excluded.issues);
  const unlessLine = exclusion && wrap(exclusion.line);
  const unless = unlessLine === undefined ? undefined : lazily(() => new RE2(unlessLine, 'u'));

  const extraction = planExtraction(rule.extract_groups, pattern, reader, wrap(pattern.line), unitOf(rule));
  refuse('extract_groups', extraction.issues);
  if (findings.length > 0) return findings;
  const hitsNothing = checked.matchesNothing && !excluded?.matchesNothing;
  const chunk = wrap(pattern.chunk, `m${kept}`);
  const line = wrap(pattern.line);
  // The fields of a structured line are what happened; nothing in them repeats a text that RE2 could show the place of.
  const told = rule.kind === 'error' || rule.kind === 'warning';
  const sparesEchoes = told && rule.count_echoes !== true && !isStructured(rule.pattern_type);
  return {
    rule,
    order,
    line,
    chunk,
    sparesEchoes,
    tree: parsePattern(source, usable),
    groups: pattern.groups,
    test: lazily(() => new RE2(line, 'u')),
    place: lazily(() => new RE2(line, 'ug')),
    unlessLine,
    unlessTree: lazily(() => (rule.unless === undefined ? undefined : parsePattern(rule.unless, usable))),
    unless,
    hitsNothing,
    extraction,
    reader,
  };
}

/** What the throughput of a rule's lines counts. */
function unitOf({ metadata }: PatternRule): string | undefined {
  const unit = metadata[THROUGHPUT_UNIT];
  return typeof unit === 'string' ? unit : undefined;
}

const sound = { issues: [], matchesNothing: false };

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
