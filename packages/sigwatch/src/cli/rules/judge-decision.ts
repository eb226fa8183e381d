import { duration } from '@sigwatch/core';
import { type Change, type Values, valueChanges } from './changes.js';
import type { Outcome } from './outcome.js';

/** The last decision, against what the test says of it. */
export function decisionChanges(wanted: Values | string, outcome: Outcome): readonly Change[] {
  const found: Values | undefined = outcome.decisions.at(-1);
  const because = decisionReason(wanted, found, outcome.because);
  if (typeof wanted === 'string' || found === undefined) return valueChanges('decision', wanted, found, { because });
  const { delay, ...rest } = wanted;
  const changes = valueChanges('decision', rest, found, { because }, outcome.start);
  if (delay === undefined) return changes;
  const waits = Number(found.delay_seconds ?? 0);
  const expected = (duration(delay as string) ?? 0) / 1000;
  if (Math.abs(waits - expected) < 1) return changes;
  const reason = changes.length === 0 ? { because } : {};
  return [...changes, { what: 'decision.delay', expected: delay, found: `${waits}s`, ...reason }];
}

/** The actions of all decisions, one after the other. */
export function decisionsChanges(wanted: readonly string[], { decisions }: Outcome): readonly Change[] {
  const found = decisions.map(({ action }) => String(action));
  if (found.join() === wanted.join()) return [];
  const at = [...found.keys()].find((i) => found[i] !== wanted[i]);
  const because = at === undefined ? undefined : String(decisions[at]?.reason);
  return [{ what: 'decisions', expected: [...wanted], found, because }];
}

/** Not told where the reason itself is what differs. */
function decisionReason(wanted: Values | string, found: Values | undefined, because: string): string | undefined {
  if (found === undefined) return because;
  if (typeof wanted === 'object' && wanted.reason !== undefined) return undefined;
  return found.reason === undefined ? undefined : String(found.reason);
}
