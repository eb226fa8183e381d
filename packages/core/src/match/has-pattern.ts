import type { PatternRule, Rule } from '../contract.js';

/** Whether lines can hit the rule; one without a pattern takes other signals. */
export const hasPattern = (rule: Rule): rule is PatternRule => rule.pattern !== undefined;
