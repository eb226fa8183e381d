import type { Rule } from '../contract.js';
import { assemble, type Rules } from './assemble.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { finderOf } from './find/find.js';
import { hasPattern } from './has-pattern.js';
import { lazily } from './lazily.js';
import { closedHit } from './line-hits.js';
import { PatternsError } from './patterns-error.js';
import type { ScannerOptions } from './prefilter/scanner.js';
import { digestsOfRules } from './rule-digests.js';
import type { Matcher, PatternFinding } from './types.js';
import { emptyScanState } from './types.js';

export interface CompileOptions extends ScannerOptions {
  /** The rules were loaded, and so RE2 was asked already whether it takes their patterns. Default: it is asked now. */
  readonly checked?: boolean;
}

/**
 * Compiles a pack; the order of the rules is their order in hits. Names must be unique.
 * @throws PatternsError with everything that is wrong with any of them.
 */
export function compileRules(rules: readonly Rule[], { checked = false, ...options }: CompileOptions = {}): Matcher {
  const findings: PatternFinding[] = [];
  const compiled: CompiledRule[] = [];
  for (const [order, rule] of rules.entries()) {
    // A rule without a pattern has no lines of its own: its operator takes other signals.
    if (!hasPattern(rule)) continue;
    const result = compileRule(rule, order, checked);
    if ('rule' in result) compiled.push(result);
    else findings.push(...result);
  }
  if (findings.length > 0) throw new PatternsError(findings);

  const notes: string[] = [];
  const ready: Rules = {
    compiled,
    byName: new Map(compiled.map((one) => [one.rule.name, one])),
    sparesEchoes: compiled.some(({ sparesEchoes }) => sparesEchoes),
  };
  const { find, room } = finderOf(compiled, options, (text) => notes.push(text));
  return {
    notes,
    room,
    find,
    assemble: (...args) => assemble(ready, ...args),
    scan: (chunk, base, state) => assemble(ready, chunk, find(chunk), base, state),
    digests: lazily(() => digestsOfRules(rules)),
    flush: (state) => {
      const hits = state.blocks.flatMap((block) => {
        const owner = ready.byName.get(block.rule);
        return owner ? closedHit(block, owner) : [];
      });
      return { hits, state: emptyScanState };
    },
  };
}
