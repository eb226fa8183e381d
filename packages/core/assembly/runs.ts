// Lines that hold a run of bytes, each of a set of its own: rules of which no text is known are found by it. Of 64 bytes at a
// time one bit mask is made for each class; what begins a seed, a few neighbouring sets of a run, is where all masks, each
// shifted by the place of its set, have a bit. There each run of the seed is compared in full.

import { Run, RunPlan, RunRule, Seed } from './layout';
import { lineStart } from './lines';
import { begin, clearRecords, countTo, enterLine, isFull, record } from './walk';

/** Seeds of up to nine sets that begin so early lie within the window of 64 bytes. */
const STRIDE: usize = 56;
const STARTS: u64 = ((<u64>1) << 56) - 1;
const STEP: usize = 8;
const LOW = i8x16.splat(15);

/** Begins with the bytes from `from` to `to`, of which 64 before and behind must be readable, and goes on until records are full. */
export function findRuns(at: usize, from: usize, to: usize): void {
  const plan = changetype<RunPlan>(at);
  begin(plan, from, to);
  plan.tried = 0;
  plan.stopped = 0;
  plan.window = from;
  plan.places = 0;
  goOnRuns(at);
}

/** Goes on where records were full; what was recorded is overwritten. */
export function goOnRuns(at: usize): void {
  const plan = changetype<RunPlan>(at);
  clearRecords(plan);
  for (;;) {
    if (plan.places === 0 && !advance(plan)) return;
    if (isFull(plan)) return;
    const place = ctz(plan.places);
    // The window is the one behind the one where the places are.
    const found = plan.window - STRIDE + <usize>place;
    if (plan.tried > plan.limit && found > plan.lineEnd && found < plan.to) {
      plan.stopped = <u32>(lineStart(found, plan.lineEnd) - plan.from) + 1;
      return;
    }
    plan.places &= plan.places - 1;
    compareAt(plan, found, (<u64>1) << place);
  }
}

/** Looks for the next window where a seed begins. */
function advance(plan: RunPlan): boolean {
  const tables = plan.tables;
  const low = v128.load(tables);
  const high = v128.load(tables, 16);
  const masks = plan.masks;
  const masksEnd = plan.masksEnd;
  const seeds = plan.seeds;
  const seedsEnd = plan.seedsEnd;
  const to = plan.to;
  for (let at = plan.window; at < to; at += STRIDE) {
    let a = classesOf(low, high, v128.load(at));
    let b = classesOf(low, high, v128.load(at, 16));
    let c = classesOf(low, high, v128.load(at, 32));
    let d = classesOf(low, high, v128.load(at, 48));
    // The highest bit of each byte is the next class.
    for (let mask = masks; mask < masksEnd; mask += 8) {
      const first: u32 = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16);
      const last: u32 = i8x16.bitmask(c) | (i8x16.bitmask(d) << 16);
      store<u64>(mask, <u64>first | ((<u64>last) << 32));
      a = i8x16.add(a, a);
      b = i8x16.add(b, b);
      c = i8x16.add(c, c);
      d = i8x16.add(d, d);
    }
    let places: u64 = 0;
    for (let each = seeds; each < seedsEnd; each += offsetof<Seed>()) places |= placesOf(changetype<Seed>(each));
    places &= STARTS;
    if (places !== 0) {
      plan.places = places;
      plan.window = at + STRIDE;
      return true;
    }
  }
  plan.window = to;
  countTo(plan, to);
  return false;
}

/** Of each byte, one bit for each class that it may be in. */
function classesOf(low: v128, high: v128, bytes: v128): v128 {
  // Bytes beyond ASCII are in no class: the table has nothing for such upper halves.
  const upper = v128.and(i16x8.shr_u(bytes, 4), LOW);
  return v128.and(i8x16.swizzle(low, v128.and(bytes, LOW)), i8x16.swizzle(high, upper));
}

/** Where the seed may begin in the window; its rarest sets come first, so that most windows are told by two or three. */
function placesOf(seed: Seed): u64 {
  let step = seed.steps;
  const end = seed.stepsEnd;
  let places = masked(step) & masked(step + STEP) & masked(step + 2 * STEP);
  for (step += 3 * STEP; places !== 0 && step < end; step += STEP) places &= masked(step);
  seed.places = places;
  return places;
}

function masked(step: usize): u64 {
  return load<u64>(<usize>load<u32>(step)) >> <u64>load<u32>(step, 4);
}

function compareAt(plan: RunPlan, at: usize, bit: u64): void {
  if (at >= plan.to) return;
  for (let each = plan.seeds; each < plan.seedsEnd; each += offsetof<Seed>()) {
    const seed = changetype<Seed>(each);
    if ((seed.places & bit) === 0) continue;
    for (let one = seed.runs; one < seed.runsEnd; one += offsetof<Run>()) {
      const run = changetype<Run>(one);
      const rule = changetype<RunRule>(run.rule);
      if (rule.seen === plan.stamp && at < plan.lineEnd) continue;
      plan.tried++;
      const before: usize = run.before;
      if (before > at - plan.from) continue;
      const start = at - before;
      if (run.length > plan.to - start || !standsAt(run, start)) continue;
      enterLine(plan, at);
      rule.seen = plan.stamp;
      record(plan, rule.index, 0, 0);
    }
  }
}

function standsAt(run: Run, start: usize): boolean {
  for (let check = run.checks; check < run.checksEnd; check += STEP) {
    const byte: usize = load<u8>(start + <usize>load<u32>(check));
    if (load<u8>(<usize>load<u32>(check, 4) + byte) === 0) return false;
  }
  return true;
}
