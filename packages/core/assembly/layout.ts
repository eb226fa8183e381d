// What the caller lays out in memory, by address; every field has four bytes. src/match/prefilter/layout.ts writes it.

/** Through a chunk line by line: where it stands, and the records that it leaves. The first part of each plan. */
export class Walk {
  /** Where records go, and how many fit. */
  records: usize;
  capacity: u32;
  /** How many there are, and whether there is more to be found in this chunk. */
  count: u32;
  more: u32;
  from: usize;
  to: usize;
  /** Up to where `\n` were counted, and how many they were. */
  counted: usize;
  lines: u32;
  lineStart: usize;
  lineEnd: usize;
  /** Goes up with each line that holds what is looked for. */
  stamp: u32;
}

/** Everything that a search needs, and where it leaves what it found. */
export class Plan extends Walk {
  // What is looked for.
  /** Six tables of 16 bytes: the low and high nibbles of a short gram's three bytes. 0: there are no short grams. */
  nibbles: usize;
  /** One bit for each hash of a long gram. 0: there are no long grams. */
  longBits: usize;
  /** Of each hash the place of its first entry; one more at the end. */
  shortHeads: usize;
  shortShift: u32;
  longHeads: usize;
  longShift: u32;
  /** How far apart the places are where a long gram is looked for: 4, 8 or 16 bytes. */
  stride: u32;
  entries: usize;
  /** Rules that a line may fulfil by a character that is no ASCII and yet equals `k` or `s` in any case. */
  oddRules: usize;
  oddRulesEnd: usize;
  /** Whether such characters are to be looked for. */
  odd: u32;

  // What is told.
  /** How often a gram was looked up, and how often a line was searched for the rest of a rule in vain. */
  lookups: u32;
  failures: u32;

  // Where the search stands.
  shortBlock: usize;
  shortAt: u32;
  longBlock: usize;
  longAt: u32;
  oddBlock: usize;
  oddAt: u32;
  lineOdd: u32;

  /** `Shapes`; 0: there are none. */
  shapes: usize;
  /** Of the line: for each rule, 1 where its shape is known to match it nowhere. 0: nothing is known. */
  known: usize;
  /** Which shape that is, as each record of the line tells it: its slot, counted from 1, and its id. 0 and 0: nothing is known. */
  slot: u32;
  id: u32;
  /** Whether the rules that the line is to be asked about are kept for its shape as they are found. */
  learns: u32;
  /** Whether they were known, and all are recorded: no place of this line has to be looked at. */
  through: u32;
  /** Addresses of rules with digits in what they need, as `DigitRule`. */
  digitRules: usize;
  digitRulesEnd: usize;
}

/** A gram of a needle. */
export class Entry {
  word: u32;
  /** The bits of `word` that count. */
  mask: u32;
  needle: usize;
  /** Bytes before it in the needle. */
  offset: u32;
}

export class Needle {
  /** Its bytes and then what is set in a byte of the text before it is compared, each filled up to `padded` by 0xFF. */
  bytes: usize;
  length: u32;
  padded: u32;
  /** Addresses of rules whose chosen group it belongs to. */
  rules: usize;
  rulesEnd: usize;
  /** The last line where it was found by a gram. */
  seen: u32;
  /** Two bytes of it that are rare. */
  rare: u32;
  rareToo: u32;
  /** Whether a character that is no ASCII could stand for one of its own. */
  odd: u32;
}

export class Rule {
  index: u32;
  /** The last line that was asked. */
  seen: u32;
  /** Addresses of groups of which a line must have one needle, the chosen one left out. */
  groups: usize;
  groupsEnd: usize;
}

/** A rule that needs digits. Its groups are told three times over, each time with some of their needles. */
export class DigitRule {
  index: u32;
  /** How many groups there are. */
  count: u32;
  /** Addresses of groups: their needles without digits, */
  free: usize;
  /** those with digits, each of which is `0`, as lines have them in their shapes, */
  zeros: usize;
  /** and those with digits as they are. */
  exact: usize;
  /** The bits of all groups; of a rule with more than have a bit, a number that no line fulfils. */
  all: u32;
}

/** Addresses of needles. */
export class Group {
  needles: usize;
  needlesEnd: usize;
}

/** What is needed to look for runs, and where that leaves what it found. src/match/runs/layout.ts writes it. */
export class RunPlan extends Walk {
  // What is looked for.
  /** Two tables of 16 bytes: of each low and each high nibble the classes of which a byte has it, the first by the highest bit. */
  tables: usize;
  /** Eight bytes for each class in use. */
  masks: usize;
  masksEnd: usize;
  /** One after the other, as `Seed`. */
  seeds: usize;
  seedsEnd: usize;

  // What is told.
  /** How often a run was compared. */
  tried: u32;

  // Where the search stands.
  window: usize;
  /** Where seeds begin in the window before, that were not looked at yet. */
  places: u64;

  /** After so many runs were compared, the search ends before the next line. */
  limit: u32;
  /** 0, or one more than the bytes before the line where it ended. */
  stopped: u32;
}

/** Neighbouring sets that one or more runs hold. */
export class Seed {
  /** At least three; of each the address of the mask of its class, and how many bytes it stands behind the first one. */
  steps: usize;
  stepsEnd: usize;
  /** One after the other, as `Run`. */
  runs: usize;
  runsEnd: usize;
  /** Where it begins in the window before. */
  places: u64;
}

export class Run {
  rule: usize;
  /** How many of its bytes stand before the seed. */
  before: u32;
  length: u32;
  /** Of each byte its place and the address of 256 bytes, 1 for each member of its set. */
  checks: usize;
  checksEnd: usize;
}

export class RunRule {
  index: u32;
  /** The last line that was recorded. */
  seen: u32;
}

/** What is known of lines that differ only in their digits. src/match/find/shapes.ts writes it. */
export class Shapes {
  /** 0: lines are not looked up. */
  on: u32;
  /** Slots less one; their number is a power of two. */
  mask: u32;
  slots: usize;
  slotSize: u32;
  /** One byte for each rule: 1 where digits are all alike to it. */
  blind: usize;
  /** How many bytes that are, filled up to whole vectors. */
  rules: u32;
  /** Where a shape is made. */
  scratch: usize;
  /** How many lines were looked up, and how many questions about a rule and a line that has spared. */
  looked: u32;
  spared: u32;
  /** The id of the last shape. */
  ids: u32;
}

/**
 * A shape: behind this one byte for each rule, 1 where no line of this shape matches it, then the line with each digit as
 * `0`, and then the rules that a line of this shape holds all of the texts for, and those that depend on digits.
 */
export class Shape {
  length: u32;
  hash: u32;
  /** Goes up with each line of this shape, and down with each that would take its place. */
  worth: u32;
  /** No other shape has it, also of those that were in this place. */
  id: u32;
  /** `OPEN`, `CLOSED` or `MIXED`. */
  state: u32;
  /** How many rules are listed. */
  asked: u32;
  /** How many rules are listed behind them that depend on the digits of the line. */
  checks: u32;
  unused: u32;
}

/** Of a shape: a rule that needs digits, and which of its groups (a bit for each) every line of the shape fulfils. */
export class Check {
  /** Its place among `digitRules`: addresses are others when grams are chosen anew. */
  place: u32;
  fulfilled: u32;
}
