// What lines of a shape are asked about: listed when one of them was looked through, and recorded for those that follow.

import { holdsOne } from './holds';
import { DigitRule, Group, Plan } from './layout';
import { askedAt, askedIn, checkAt, checksIn, endList, isSettled, lengthOf, listCheck, spare, textOf } from './shapes';
import { record } from './walk';

/** Records what a line of this shape is asked about, with nothing looked for but some digits. */
export function askListed(plan: Plan): void {
  spare(plan.shapes);
  const count = askedIn(plan.known);
  for (let place: u32 = 0; place < count; place++) recordUnsettled(plan, askedAt(plan.shapes, plan.known, place));
  const checks = checksIn(plan.known);
  for (let place: u32 = 0; place < checks; place++) {
    const check = checkAt(plan.shapes, plan.known, place);
    const rule = digitRuleAt(plan, check.place);
    if (holdsDigits(plan, rule, check.fulfilled)) recordUnsettled(plan, rule.index);
  }
}

function recordUnsettled(plan: Plan, rule: u32): void {
  if (!isSettled(plan.shapes, plan.known, rule)) record(plan, rule, plan.slot, plan.id);
}

/** Whether the line holds a text of each group that not all lines of its shape hold one of. */
function holdsDigits(plan: Plan, rule: DigitRule, fulfilled: u32): bool {
  for (let group: u32 = 0; group < rule.count; group++) {
    if ((fulfilled >>> group) & 1) continue;
    if (!holdsOne(plan, groupAt(rule.exact, group), plan.lineStart, plan.lineEnd)) return false;
  }
  return true;
}

/** All of the line was looked at: what it is asked about holds for its shape, but for rules that need digits. */
export function endLine(plan: Plan): void {
  if (plan.learns === 0) return;
  plan.learns = 0;
  const count = u32((plan.digitRulesEnd - plan.digitRules) >>> 2);
  for (let place: u32 = 0; place < count; place++) listDigits(plan, place);
  endList(plan.known);
}

/** Lists the rule if some lines of the shape hold what it needs, and others may not. */
function listDigits(plan: Plan, place: u32): void {
  const rule = digitRuleAt(plan, place);
  const from = textOf(plan.shapes, plan.known);
  const to = from + lengthOf(plan.known);
  let fulfilled: u32 = 0;
  for (let group: u32 = 0; group < rule.count; group++) {
    if (holdsOne(plan, groupAt(rule.free, group), from, to)) fulfilled |= 1 << group;
    else if (!holdsOne(plan, groupAt(rule.zeros, group), from, to)) return;
  }
  if (fulfilled !== rule.all) listCheck(plan.shapes, plan.known, place, rule.index, fulfilled);
}

function digitRuleAt(plan: Plan, place: u32): DigitRule {
  return changetype<DigitRule>(load<u32>(plan.digitRules + usize(place) * 4));
}

function groupAt(groups: usize, group: u32): Group {
  return changetype<Group>(load<u32>(groups + usize(group) * 4));
}
