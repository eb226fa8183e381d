/**
 * The sets of rules that are measured: one pattern each in RE2's syntax, which every peer is given in its own.
 *
 * @typedef {{ name: string, pattern: string, kind?: 'progress', flags?: string, unless?: string }} BenchRule
 * @typedef {BenchRule & { sample: string }} SampledRule with a line that it hits
 */
import { rules } from '../rules.mjs';
import { pick, random } from './random.mjs';

/** The rules of `rules.mjs`, of which each but one needs some text of four bytes or more. @type {readonly BenchRule[]} */
export const literal43 = rules.map(({ name, kind, pattern }) => ({
  name,
  pattern,
  ...(kind === 'progress' ? { kind } : {}),
}));

/** @param {number} length */
const digits = (length) => '1234567890'.repeat(6).slice(0, length);
/** @param {number} length */
const capitals = (length) => 'QXZWVKJYUH'.repeat(6).slice(0, length);

/** Forms of codes, addresses and numbers: nothing of them can be looked for as a text. */
const FORMS = [
  /** @param {number} i */
  (i) => ({
    pattern: `\\b[A-Z]{${3 + (i % 4)}}\\d{${5 + Math.floor(i / 4)}}[a-z]{2}\\b`,
    sample: `code ${capitals(3 + (i % 4))}${digits(5 + Math.floor(i / 4))}ok`,
  }),
  /** @param {number} i */
  (i) => ({
    pattern: `\\b\\d{${5 + (i % 4)}}[-:/]\\d{${7 + Math.floor(i / 4)}}\\b`,
    sample: `part ${digits(5 + (i % 4))}-${digits(7 + Math.floor(i / 4))}`,
  }),
  /** @param {number} i */
  (i) => ({
    pattern: `^[A-Z][a-z]+ [A-Z]{2,} \\d{${4 + i}}[,;] \\w+$`,
    sample: `Module QX ${digits(4 + i)}; stopped`,
  }),
  /** @param {number} i */
  (i) => ({
    pattern: `[#!]\\w+[#!]\\d{${2 + i}}[#!]`,
    sample: `at !frame#${digits(2 + i)}! now`,
  }),
];

/** @param {number} i @param {number} longer so much than the shortest of its form */
function formed(i, longer) {
  const form = /** @type {typeof FORMS[number]} */ (FORMS[i % FORMS.length]);
  return form(longer + Math.floor(i / FORMS.length));
}

/** 43 rules of which none holds a text that a line must have. @type {readonly SampledRule[]} */
export const noLiteral43 = Array.from({ length: 43 }, (_, i) => ({
  name: `form_${i}`,
  ...formed(i, 0),
}));

const PARTS = [
  'fabric',
  'raylet',
  'scheduler',
  'checkpoint',
  'tokenizer',
  'dataloader',
  'optimizer',
  'allocator',
].concat(
  ['rendezvous', 'heartbeat', 'profiler', 'compiler', 'watchdog', 'replica', 'pipeline', 'gradient', 'shard', 'driver'],
  ['firmware', 'gateway', 'storage', 'registry', 'sampler', 'evaluator', 'launcher'],
);
const FAULTS = [
  'lost its lease',
  'refused the handshake',
  'ran out of credits',
  'saw a stale epoch',
  'was torn down',
].concat(
  ['timed out waiting', 'hit a checksum mismatch', 'dropped its queue', 'detected a loop', 'gave up retrying'],
  ['is not responding', 'could not be mapped', 'aborted the transfer', 'overflowed its buffer', 'failed to resume'],
  ['has no quorum', 'missed its deadline', 'rejected the manifest', 'lost the master', 'went read-only'],
  ['was preempted early', 'saw corrupt metadata', 'exceeded its quota', 'reported bad parity', 'cannot allocate pages'],
  ['entered safe mode', 'lost link training', 'needs a reset', 'blocked on a mutex', 'is out of descriptors'],
  ['closed the stream', 'skipped a barrier', 'returned garbage', 'mismatched its shapes', 'fell behind'],
  ['was fenced off', 'exhausted its retries', 'has a dangling handle', 'tripped a breaker', 'wrote a short block'],
);

/** What is said of a part, for each of a thousand and no two alike. @param {number} i */
const told = (i) => `${PARTS[i % PARTS.length]} ${FAULTS[Math.floor(i / PARTS.length) % FAULTS.length]}`;
const upper = (/** @type {string} */ text) => text.toUpperCase();

/** Of ten rules five begin with a text, two ignore case, one each begins with `.*` and `\\w+`, one holds no text. */
const MIX = /** @type {const} */ ([
  'literal',
  'folded',
  'literal',
  'gap',
  'literal',
  'form',
  'literal',
  'folded',
  'literal',
  'word',
]);

/** @type {Readonly<Record<typeof MIX[number], (i: number) => { pattern: string, sample: string }>>} */
const LED = {
  literal: (i) => ({ pattern: `${told(i)}: rank (?P<rank>\\d+)`, sample: `[0] ${told(i)}: rank 7` }),
  folded: (i) => ({ pattern: `(?i)${told(i)} on \\w+`, sample: `${upper(told(i))} ON gpu12` }),
  gap: (i) => ({ pattern: `.*${told(i)} after (?P<ms>\\d+) ms`, sample: `it ${told(i)} after 12 ms` }),
  word: (i) => ({ pattern: `\\w+ ${told(i)} \\(code (?P<code>-?\\d+)\\)`, sample: `the ${told(i)} (code -3)` }),
  form: (i) => formed(Math.floor(i / MIX.length), 11),
};

/**
 * @param {number} count
 * @param {(i: number) => keyof typeof LED} kind of each rule
 * @returns {readonly SampledRule[]}
 */
const made = (count, kind) =>
  Array.from({ length: count }, (_, i) => ({ name: `${kind(i)}_${i}`, ...LED[kind(i)](i) }));

/** @param {number} count at most 1,000 */
export const mixed = (count) => made(count, (i) => MIX[i % MIX.length] ?? 'literal');
/** @param {number} count at most 1,000 */
export const literalLed = (count) => made(count, () => 'literal');

/** Lines that the rules of all sets are for, the same for all inputs. */
export function plantedLines() {
  const r = random(5);
  const sets = [noLiteral43, mixed(1000), literalLed(1000)];
  return Array.from({ length: 1000 }, () => pick(r, pick(r, sets)).sample);
}
