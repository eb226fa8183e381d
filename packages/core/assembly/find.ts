// Candidates: lines that hold what a rule needs, in order of place.

import { BLOCK, blockAt, FOLD, HASH, isOdd, nextLong, nextOdd, nextShort, placesOf, shortHead } from './blocks';
import { holdsOne } from './holds';
import { Entry, Group, Needle, Plan, Rule } from './layout';
import { askListed, endLine } from './listed';
import { hasOdd, standsAt } from './needles';
import { beginList, idOf, isClosed, isSettled, knownOf, list, numberOf, settle } from './shapes';
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
