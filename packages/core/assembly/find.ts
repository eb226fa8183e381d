// Candidates: lines that hold what a rule needs, in order of place.

import { BLOCK, blockAt, FOLD, HASH, isOdd, nextLong, nextOdd, nextShort, placesOf, shortHead } from './blocks';
import { DigitRule, Entry, Group, Needle, Plan, Rule } from './layout';
import { hasOdd, standsAt, standsIn } from './needles';
import {
  askedAt,
  askedIn,
  beginList,
  checkAt,
  checksIn,
  endList,
  idOf,
  isClosed,
  isSettled,
  knownOf,
  lengthOf,
  list,
  listCheck,
  numberOf,
  settle,
  spare,
  textOf,
} from './shapes';
import { begin, clearRecords, enterLine, isFull, record } from './walk';

const END: usize = 0xffffffff;
/** Begins with the bytes from `from` to `to`, of which 32 before and behind must be readable, and goes on until records are full. */
export function find(at: usize, from: usize, to: usize): void {
  const plan = changetype<Plan>(at);
  begin(plan, from, to);
  plan.lookups = 0;
  plan.failures = 0;
  plan.learns = 0;
  plan.through = 0;
  plan.shortAt = 0;
  plan.longAt = 0;
  plan.oddAt = 0;
  if (plan.nibbles !== 0) advanceShort(plan, from);
  else plan.shortBlock = END;
  if (plan.longBits !== 0) advanceLong(plan, from);
  else plan.longBlock = END;
  if (plan.odd !== 0) advanceOdd(plan, from);
  else plan.oddBlock = END;
  goOn(at);
}

/** Goes on where records were full; what was recorded is overwritten. */
export function goOn(at: usize): void {
  const plan = changetype<Plan>(at);
  clearRecords(plan);
  for (;;) {
    const short = plan.shortBlock === END ? END : plan.shortBlock + ctz(plan.shortAt);
    const long = plan.longBlock === END ? END : plan.longBlock + ctz(plan.longAt);
    const odd = plan.oddBlock === END ? END : plan.oddBlock + ctz(plan.oddAt);
    const next = min(min(short, long), odd);
    if (next === END) break;
    if (isFull(plan)) return;
    if (plan.through !== 0 && next < plan.lineEnd) passOver(plan);
    else if (next === short) {
      lookUpShort(plan, short);
      plan.shortAt &= plan.shortAt - 1;
      if (plan.shortAt === 0) advanceShort(plan, plan.shortBlock + BLOCK);
    } else if (next === long) {
      lookUpLong(plan, long);
      plan.longAt &= plan.longAt - 1;
      if (plan.longAt === 0) advanceLong(plan, plan.longBlock + BLOCK);
    } else {
      if (isOdd(odd) && odd + (load<u8>(odd) === 0xe2 ? 3 : 2) <= plan.to) {
        enter(plan, odd);
        if (plan.through === 0) askRules(plan, plan.oddRules, plan.oddRulesEnd);
      }
      plan.oddAt &= plan.oddAt - 1;
      if (plan.oddAt === 0) advanceOdd(plan, plan.oddBlock + BLOCK);
    }
  }
  endLine(plan);
}

/** Goes on behind the line. */
function passOver(plan: Plan): void {
  const to = plan.lineEnd;
  const block = plan.from + ((to - plan.from) & ~(BLOCK - 1));
  const rest = u32(-1) << u32(to - block);
  if (plan.shortBlock < block) advanceShort(plan, block);
  if (plan.shortBlock === block) plan.shortAt &= rest;
  if (plan.shortAt === 0 && plan.shortBlock !== END) advanceShort(plan, plan.shortBlock + BLOCK);
  if (plan.longBlock < block) advanceLong(plan, block);
  if (plan.longBlock === block) plan.longAt &= rest;
  if (plan.longAt === 0 && plan.longBlock !== END) advanceLong(plan, plan.longBlock + BLOCK);
  if (plan.oddBlock < block) advanceOdd(plan, block);
  if (plan.oddBlock === block) plan.oddAt &= rest;
  if (plan.oddAt === 0 && plan.oddBlock !== END) advanceOdd(plan, plan.oddBlock + BLOCK);
}

/** Where the part of the chunk ends that is whole blocks. */
function wholeBlocks(plan: Plan): usize {
  return plan.from + ((plan.to - plan.from) & ~(BLOCK - 1));
}

/** The next block, or the bytes behind the last whole one, of which each is a place to look at; else the end. */
function blockFrom(plan: Plan, found: u64, from: usize): u64 {
  if (<u32>found) return found;
  const whole = wholeBlocks(plan);
  return from <= whole && whole < plan.to ? blockAt(whole, (1 << (<u32>(plan.to - whole))) - 1) : blockAt(END, 0);
}

function advanceShort(plan: Plan, from: usize): void {
  const whole = wholeBlocks(plan);
  const found = blockFrom(
    plan,
    from < whole ? nextShort(plan.nibbles, plan.shortHeads, plan.shortShift, from, whole) : 0,
    from,
  );
  plan.shortBlock = <usize>(found >> 32);
  plan.shortAt = <u32>found;
}

function advanceLong(plan: Plan, from: usize): void {
  const whole = wholeBlocks(plan);
  const found = blockFrom(plan, from < whole ? nextLong(plan.longBits, plan.stride, from, whole) : 0, from);
  plan.longBlock = <usize>(found >> 32);
  plan.longAt = <u32>found & placesOf(plan.stride);
}

function advanceOdd(plan: Plan, from: usize): void {
  const whole = wholeBlocks(plan);
  const found = blockFrom(plan, from < whole ? nextOdd(from, whole) : 0, from);
  plan.oddBlock = <usize>(found >> 32);
  plan.oddAt = <u32>found;
}

function lookUpShort(plan: Plan, third: usize): void {
  const word = load<u32>(third - 2) | FOLD;
  lookUp(plan, shortHead(plan.shortHeads, plan.shortShift, word), word, third - 2, third);
}

function lookUpLong(plan: Plan, at: usize): void {
  const word = load<u32>(at) | FOLD;
  lookUp(plan, plan.longHeads + ((word * HASH) >>> plan.longShift) * 4, word, at, at);
}

/** Asks the rules of each needle whose gram stands at `at`. `place` is a byte of that gram within the chunk. */
function lookUp(plan: Plan, head: usize, word: u32, at: usize, place: usize): void {
  plan.lookups++;
  const last = plan.entries + load<u32>(head, 4) * offsetof<Entry>();
  for (let each = plan.entries + load<u32>(head) * offsetof<Entry>(); each < last; each += offsetof<Entry>()) {
    const entry = changetype<Entry>(each);
    if ((word & entry.mask) !== entry.word) continue;
    const needle = changetype<Needle>(entry.needle);
    if (needle.seen === plan.stamp && place < plan.lineEnd) continue;
    const offset: usize = entry.offset;
    // The first places are up to two bytes before the chunk.
    if (offset + 2 > at + 2 - plan.from) continue;
    const start = at - offset;
    if (plan.to < start + needle.length || !standsAt(needle, start)) continue;
    enter(plan, place);
    if (plan.through !== 0) return;
    needle.seen = plan.stamp;
    askRules(plan, needle.rules, needle.rulesEnd);
  }
}

function enter(plan: Plan, place: usize): void {
  if (!enterLine(plan, place)) return;
  endLine(plan);
  plan.lineOdd = u32(plan.odd !== 0 && hasOdd(plan.lineStart, plan.lineEnd));
  const known = plan.shapes === 0 ? 0 : knownOf(plan.shapes, plan.lineStart, plan.lineEnd);
  plan.known = known;
  plan.slot = known === 0 ? 0 : numberOf(plan.shapes, known);
  plan.id = known === 0 ? 0 : idOf(known);
  plan.through = u32(known !== 0 && isClosed(known));
  if (plan.through !== 0) askListed(plan);
  else plan.learns = u32(known !== 0 && beginList(known));
}

/** Records what a line of this shape is asked about, with nothing looked for but some digits. */
function askListed(plan: Plan): void {
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
function endLine(plan: Plan): void {
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

/** Records each rule that was not asked about this line and has what it needs there. */
function askRules(plan: Plan, from: usize, to: usize): void {
  for (let each = from; each < to; each += 4) {
    const rule = changetype<Rule>(load<u32>(each));
    if (rule.seen === plan.stamp) continue;
    rule.seen = plan.stamp;
    if (plan.known !== 0 && isSettled(plan.shapes, plan.known, rule.index)) continue;
    if (holdsRest(plan, rule)) {
      record(plan, rule.index, plan.slot, plan.id);
      if (plan.learns !== 0) list(plan.shapes, plan.known, rule.index);
    } else {
      plan.failures++;
      if (plan.known !== 0) settle(plan.shapes, plan.known, rule.index);
    }
  }
}

function holdsRest(plan: Plan, rule: Rule): boolean {
  for (let each = rule.groups; each < rule.groupsEnd; each += 4)
    if (!holdsOne(plan, changetype<Group>(load<u32>(each)), plan.lineStart, plan.lineEnd)) return false;
  return true;
}

function holdsOne(plan: Plan, group: Group, from: usize, to: usize): boolean {
  for (let each = group.needles; each < group.needlesEnd; each += 4) {
    const needle = changetype<Needle>(load<u32>(each));
    if (plan.lineOdd !== 0 && needle.odd !== 0) return true;
    if (standsIn(needle, from, to)) return true;
  }
  return false;
}
