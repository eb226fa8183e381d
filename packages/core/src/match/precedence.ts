import type { Rule, Severity } from '../contract.js';
import { symptomRank } from '../incident/symptom.js';

const severities: readonly Severity[] = ['fatal', 'critical', 'error', 'warning'];

/**
 * Orders the hits of one line, the one that would be the root first: errors before other kinds, causes before
 * symptoms, then severity, then the order of the pack.
 */
export function comparePrecedence(
  a: { readonly rule: Rule; readonly order: number },
  b: { readonly rule: Rule; readonly order: number },
): number {
  return group(a.rule) - group(b.rule) || severity(a.rule) - severity(b.rule) || a.order - b.order;
}

const group = (rule: Rule): number => (rule.kind !== 'error' ? 3 : symptomRank(rule));
const severity = (rule: Rule): number => (rule.kind === 'error' ? severities.indexOf(rule.severity) : 0);
