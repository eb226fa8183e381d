import type { Hit } from '../match/types.js';

/**
 * Marks failures of a metric that their own line contradicts: it tells a step, and has nan or inf only in the name of
 * something that it counts ("number of nan iterations: 0"). A rule for what else such a line may say is left alone.
 */
export function markContradicted(hits: readonly Hit[]): readonly Hit[] {
  // Most reads have none; then nothing is looked at twice.
  if (!hits.some(isMetric)) return hits;
  const steps = new Set(hits.filter(({ rule }) => rule.kind === 'progress').map(({ offset }) => offset));
  return hits.map((hit) =>
    isMetric(hit) && steps.has(hit.offset) && onlyNames(hit.text) ? { ...hit, contradicted: true } : hit,
  );
}

const isMetric = ({ rule }: Hit): boolean =>
  rule.mode !== undefined && rule.error_type === 'numerical_instability' && speaksOfNan(rule.pattern ?? '');

const speaksOfNan = (pattern: string): boolean => {
  const small = pattern.toLowerCase();
  return small.includes('nan') || small.includes('inf');
};

const NOT_A_NUMBER: ReadonlySet<string> = new Set(['nan', 'nans', 'inf', 'infs', 'infinite', 'infinity']);
/** Words before a value: "loss nan lr 0.1" has no sign between the two. */
const METRICS: ReadonlySet<string> = new Set(['loss', 'norm', 'grad', 'gradient', 'ppl', 'perplexity', 'value']);

/** Whether a nan or inf is in the text, and none is the value of anything. */
function onlyNames(text: string): boolean {
  const words = wordsOf(text);
  const at = words.flatMap(({ word }, i) => (NOT_A_NUMBER.has(word) ? [i] : []));
  return at.length > 0 && at.every((i) => isName(text, words, i));
}

/** The name of something goes on to its colon or equals sign, with nothing but words in between. */
function isName(text: string, words: readonly Word[], i: number): boolean {
  const { start, end } = words[i] as Word;
  const before = words[i - 1];
  const between = text.slice(before?.end ?? 0, start);
  const sign = [...between].findLast((one) => !BEFORE_VALUES.includes(one));
  if (sign === ':' || sign === '=') return false;
  if (before !== undefined && METRICS.has(before.word) && between.trim() === '') return false;
  for (const next of text.slice(end, end + LONGEST_NAME)) {
    if (next === ':' || next === '=') return true;
    if (!isLetter(next) && !IN_NAMES.includes(next)) return false;
  }
  return false;
}

const LONGEST_NAME = 40;
const IN_NAMES = ' _-\'"';
const BEFORE_VALUES = ' +-\'"';

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start;
    while (end < text.length && isLetter(text[end] as string)) end += 1;
    if (end > start) words.push({ word: text.slice(start, end).toLowerCase(), start, end });
    start = Math.max(end, start + 1);
  }
  return words;
}

const isLetter = (sign: string): boolean => (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
