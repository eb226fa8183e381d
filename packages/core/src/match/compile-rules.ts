import RE2 from 're2';
import type { Rule } from '../contract.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { hasPattern } from './has-pattern.js';
import { lazily } from './lazily.js';
import { closedHit } from './line-hits.js';
import { PatternsError } from './patterns-error.js';
import { openScanner } from './prefilter/scanner.js';
import { openPrograms, type Programs } from './program/programs.js';
import { createRuleSet, type RuleSet } from './rule-set.js';
import { type Rules, scanChunk } from './scan.js';
import type { Matcher, PatternFinding } from './types.js';
import { emptyScanState } from './types.js';

/**
 * Compiles a pack; the order of the rules is their order in hits. Names must be unique.
 * @throws PatternsError with everything that is wrong with any of them.
 */
export function compileRules(rules: readonly Rule[]): Matcher {
  const findings: PatternFinding[] = [];
  const compiled: CompiledRule[] = [];
  const programs = lazily(openAll);
  for (const [order, rule] of rules.entries()) {
    // A rule without a pattern has no lines of its own: its operator takes other signals.
    if (!hasPattern(rule)) continue;
    const result = compileRule(rule, order, () => programs().of);
    if ('rule' in result) compiled.push(result);
    else findings.push(...result);
  }
  if (findings.length > 0) throw new PatternsError(findings);

  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const ready: Rules = {
    compiled,
    byName: new Map(compiled.map((one) => [one.rule.name, one])),
    perLine: createRuleSet(
      compiled.map((one) => one.line),
      note,
    ),
    perWindow: windowSet(compiled, note),
  };
  return {
    notes,
    scan: (chunk, base, state) => scanChunk(ready, chunk, base, state),
    flush: (state) => {
      const hits = state.blocks.flatMap((block) => {
        const owner = ready.byName.get(block.rule);
        return owner ? closedHit(block, owner) : [];
      });
      return { hits, state: emptyScanState };
    },
  };
}

/** For the programs of one matcher; the memory is taken with the first hit. */
function openAll(): { readonly of: Programs | undefined } {
  const scanner = openScanner();
  return { of: scanner && openPrograms(scanner) };
}

/** The set for whole windows. A pattern whose chunk form RE2 refuses makes every line be looked at, which is slower. */
function windowSet(compiled: readonly CompiledRule[], note: (text: string) => void): RuleSet | undefined {
  const chunks = compiled.map(({ chunk }) => chunk);
  try {
    return createRuleSet(chunks, note);
  } catch (error) {
    const which = compiled.find(({ chunk }) => !compiles(chunk))?.rule.name;
    note(`${which} can only be matched line by line, which is slower for all rules: ${String(error)}`);
    return undefined;
  }
}

function compiles(pattern: string): boolean {
  try {
    new RE2(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
