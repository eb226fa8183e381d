import type { Rule } from '../../contract.js';
import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { findingAt } from './lint-place.js';

interface Circle {
  /** Closed: the first one stands at its end again. */
  readonly rules: readonly PlacedRule[];
  /** Whatever failures of these types come together, each is explained by another: there is never a root. */
  readonly certain: boolean;
}

/** Circles of rules that are each a consequence of the next, over names of rules and error types. */
export function lintCycles(rules: readonly PlacedRule[]): readonly Finding[] {
  return circlesOf(rules).map(({ rules: [first, ...others], certain }) => {
    const named = [first, ...others].map((placed) => placed?.entry.name).join(' ← ');
    const code = certain ? 'no_root_left' : 'symptom_cycle';
    const message = `these rules explain each other away: ${named}${certain ? '; none of them could ever be the root' : ''}`;
    const remedy = 'Say by `symptom_of: []`, or by a shorter list, which of them is the cause.';
    return findingAt(first as PlacedRule, ['symptom_of'], code, message, remedy);
  });
}

function circlesOf(placed: readonly PlacedRule[]): readonly Circle[] {
  // What is a consequence of anything explains nothing, and so closes no circle.
  const nodes = placed.filter(({ rule }) => rule.kind === 'error' && !rule.symptom_of.includes('*'));
  const circles: Circle[] = [];
  const done = new Set<PlacedRule>();
  const visit = (node: PlacedRule, open: readonly PlacedRule[]): void => {
    const from = open.indexOf(node);
    if (from >= 0) {
      const rules = [...open.slice(from), node];
      circles.push({ rules, certain: isCertain(new Set(rules), nodes) });
      return;
    }
    if (done.has(node) || node.rule.symptom_of.length === 0) return;
    done.add(node);
    for (const cause of nodes) if (explains(cause.rule, node.rule)) visit(cause, [...open, node]);
  };
  for (const node of nodes) visit(node, []);
  return circles;
}

/** Two rules or more, and no rule outside of the circle has an error type of one inside, which it could stand for. */
function isCertain(circle: ReadonlySet<PlacedRule>, nodes: readonly PlacedRule[]): boolean {
  const types = new Set([...circle].flatMap(({ rule }) => rule.error_type ?? []));
  const outside = nodes.filter((node) => !circle.has(node));
  return circle.size > 1 && !outside.some(({ rule }) => rule.error_type !== undefined && types.has(rule.error_type));
}

const explains = (cause: Rule, { symptom_of }: Rule): boolean =>
  symptom_of.includes(cause.name) || (cause.error_type !== undefined && symptom_of.includes(cause.error_type));
