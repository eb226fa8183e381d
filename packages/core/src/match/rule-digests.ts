import { createHash } from 'node:crypto';
import type { Rule } from '../contract.js';

/** Twelve signs: of some hundreds of rules they are many times shorter than what they stand for. */
export const digest = (text: string): string => createHash('sha1').update(text).digest('base64url').slice(0, 12);

/** What each rule says, in short, by its name and in their order. Some milliseconds for what comes with sigwatch. */
export const digestsOfRules = (rules: readonly Rule[]): Readonly<Record<string, string>> =>
  Object.fromEntries(rules.map((rule) => [rule.name, digest(JSON.stringify(asJudged(rule)))]));

/** By what a rule is cited changes nothing of what it does. */
function asJudged({ ref: _, ...judged }: Rule): unknown {
  return judged;
}
