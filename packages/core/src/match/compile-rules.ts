import type { Rule } from '../contract.js';
import { askFor } from './ask-set.js';
import { assemble, type Rules } from './assemble.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { findIn } from './find.js';
import { hasPattern } from './has-pattern.js';
import { closedHit } from './line-hits.js';
import { PatternsError } from './patterns-error.js';
import type { Matcher, PatternFinding } from './types.js';
import { emptyScanState } from './types.js';

export interface CompileOptions {
  /** Whether `room` is memory that other threads can have as well. Default: it is not. */
  readonly shared?: boolean;
}

/**
 * Compiles a pack; the order of the rules is their order in hits. Names must be unique.
 * @throws PatternsError with everything that is wrong with any of them.
 */
export function compileRules(rules: readonly Rule[], { shared = false }: CompileOptions = {}): Matcher {
  const findings: PatternFinding[] = [];
  const compiled: CompiledRule[] = [];
  for (const [order, rule] of rules.entries()) {
    // A rule without a pattern has no lines of its own: its operator takes other signals.
    if (!hasPattern(rule)) continue;
    const result = compileRule(rule, order);
    if ('rule' in result) compiled.push(result);
    else findings.push(...result);
  }
  if (findings.length > 0) throw new PatternsError(findings);

  const notes: string[] = [];
  const ready: Rules = { compiled, byName: new Map(compiled.map((one) => [one.rule.name, one])) };
  const asked = askFor(
    compiled,
    compiled.map((_, index) => index),
    (text) => notes.push(text),
  );
  const find = (chunk: Buffer) => findIn({ compiled, asked }, chunk);
  return {
    notes,
    room: (bytes) => (shared ? Buffer.from(new SharedArrayBuffer(bytes)) : Buffer.allocUnsafe(bytes)),
    find,
    assemble: (...args) => assemble(ready, ...args),
    scan: (chunk, base, state) => assemble(ready, chunk, find(chunk), base, state),
    flush: (state) => {
      const hits = state.blocks.flatMap((block) => {
        const owner = ready.byName.get(block.rule);
        return owner ? closedHit(block, owner) : [];
      });
      return { hits, state: emptyScanState };
    },
  };
}
