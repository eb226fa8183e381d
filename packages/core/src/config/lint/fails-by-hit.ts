import { type PatternPlaced, type PlacedRule, withPattern } from '../compose.js';

/**
 * Whether a line that the rule hits is a failure by itself. What is awaited (`absent`, `start_within`) or measured
 * (`value`) stands on the lines of a healthy run, and has to.
 */
export function failsByHit(placed: PlacedRule): placed is PatternPlaced {
  const when: object = placed.entry.when ?? {};
  const asks = ['absent', 'start_within', 'value'].some((key) => key in when);
  return withPattern(placed) && placed.rule.kind === 'error' && !asks;
}
