import type { Json, Monitor, Rule } from '@sigwatch/core';

/**
 * The rules that a test of one rule is played with: itself and those whose signals it is built on, as far as it names
 * them. A rule that has no pattern and names no other takes its signals by what they are, so that any may count.
 */
export function rulesFor(rule: Rule, { rules }: Monitor): readonly Rule[] {
  const byName = new Map(rules.map((one) => [one.name, one]));
  const needed = new Set<string>();
  const add = (one: Rule) => {
    if (needed.has(one.name)) return;
    needed.add(one.name);
    for (const word of wordsIn(basisOf(one))) {
      const other = byName.get(word);
      if (other !== undefined) add(other);
    }
  };
  add(rule);
  if (rule.pattern === undefined && needed.size === 1) return rules;
  return rules.filter(({ name }) => needed.has(name));
}

/** Everything in a rule that may name the signals it takes. */
function basisOf(rule: Rule): Json {
  const { when, input } = rule as Rule & { readonly input?: Json };
  return { when, input };
}

function wordsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => wordsIn(one as Json | undefined));
}
