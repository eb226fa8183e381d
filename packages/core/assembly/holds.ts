// Whether a line, or the text of a shape, holds what a rule needs.

import { Group, Needle, Plan } from './layout';
import { standsIn } from './needles';

/** Whether one needle of the group stands from `from` to `to`, in the line that is looked at or in its shape. */
export function holdsOne(plan: Plan, group: Group, from: usize, to: usize): boolean {
  for (let each = group.needles; each < group.needlesEnd; each += 4) {
    const needle = changetype<Needle>(load<u32>(each));
    if (plan.lineOdd !== 0 && needle.odd !== 0) return true;
    if (standsIn(needle, from, to)) return true;
  }
  return false;
}
