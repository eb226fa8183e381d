import { feeds, type Monitor, type Rule } from '@sigwatch/core';

/** The rules that a test of one rule is played with: itself, and those whose signals it is built on, over whatever way. */
export function rulesFor(rule: Rule, { rules }: Monitor): readonly Rule[] {
  const needed = new Set<Rule>();
  const add = (one: Rule) => {
    if (needed.has(one)) return;
    needed.add(one);
    for (const other of rules) if (feeds(other, one)) add(other);
  };
  add(rule);
  return rules.filter((one) => needed.has(one));
}
