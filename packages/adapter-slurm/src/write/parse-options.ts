import { longOptions, recentOptions, shortOptions, type Takes } from './sbatch-option-table.js';

/** One option, by its long name; `clusters` also where it was written `-M` or `--clus`. */
export interface SbatchOption {
  readonly name: string;
  /** Empty for one without a value. */
  readonly value: string;
}

/** A name that no version knows, or that stands for several; a value that is not there. */
export interface OptionProblem {
  readonly word: string;
  readonly why: 'unknown' | 'ambiguous' | 'needs a value' | 'takes no value';
}

export interface ParsedWords {
  /** Options that were understood, in order; a later one of the same name counts. */
  readonly options: readonly SbatchOption[];
  /** How many words belong to the options, `--` not among them. */
  readonly length: number;
  readonly problems: readonly OptionProblem[];
}

/** Whether a word names a script that is there. */
export type IsScript = (word: string) => boolean;

/**
 * Reads options as GNU getopt does for `sbatch`: it stops at `--` and at the first word that is neither an option nor the
 * value of one, takes values that are glued on or come as the next word, and knows abbreviations of long names. A cluster's
 * plugins bring options of their own: what stands behind one of those is its value, unless it is a script.
 */
export function parseOptions(words: readonly string[], isScript: IsScript = () => true): ParsedWords {
  const options: SbatchOption[] = [];
  const problems: OptionProblem[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at] as string;
    if (word === '--' || word === '-' || !word.startsWith('-')) break;
    const read = word.startsWith('--') ? readLong(word, words[at + 1]) : readShort(word, words[at + 1]);
    options.push(...read.options);
    if (read.problem !== undefined) problems.push({ word, why: read.problem });
    const next = words[at + 1];
    const others = read.problem === 'unknown' && /^--[^=]+$/.test(word) && next !== undefined && !/^-|^:$/.test(next);
    at += others && !isScript(next) ? 2 : read.words;
  }
  return { options, length: at, problems };
}

interface OneWord {
  readonly options: readonly SbatchOption[];
  /** 2 where the next word is the value. */
  readonly words: 1 | 2;
  readonly problem?: OptionProblem['why'];
}

function readLong(word: string, next: string | undefined): OneWord {
  const equals = word.indexOf('=');
  const written = word.slice(2, equals === -1 ? undefined : equals);
  const glued = equals === -1 ? undefined : word.slice(equals + 1);
  const name = fullName(written);
  if (typeof name !== 'string') return { options: [], words: 1, problem: name.why };
  const takes = longOptions.get(name) as Takes;
  if (takes === 'nothing') {
    if (glued !== undefined) return { options: [], words: 1, problem: 'takes no value' };
    return { options: [{ name, value: '' }], words: 1 };
  }
  if (glued !== undefined || takes === 'glued value') return { options: [{ name, value: glued ?? '' }], words: 1 };
  if (next === undefined) return { options: [], words: 1, problem: 'needs a value' };
  return { options: [{ name, value: next }], words: 2 };
}

/** Letters without a value may stand together: `-HQ`, `-Hn4`. */
function readShort(word: string, next: string | undefined): OneWord {
  const options: SbatchOption[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = shortOptions[word[at] as string];
    if (name === undefined) return { options, words: 1, problem: 'unknown' };
    const takes = longOptions.get(name) as Takes;
    const rest = word.slice(at + 1);
    if (takes === 'nothing') {
      options.push({ name, value: '' });
      continue;
    }
    if (rest !== '' || takes === 'glued value') return { options: [...options, { name, value: rest }], words: 1 };
    if (next === undefined) return { options, words: 1, problem: 'needs a value' };
    return { options: [...options, { name, value: next }], words: 2 };
  }
  return { options, words: 1 };
}

function fullName(written: string): string | { readonly why: 'unknown' | 'ambiguous' } {
  if (longOptions.has(written)) return written;
  const all = [...longOptions.keys()].filter((name) => name.startsWith(written));
  // What a new option has made ambiguous still stands for the old one where the cluster is older; a newer one refuses it.
  const old = all.filter((name) => !recentOptions.has(name));
  const meant = old.length > 0 ? old : all;
  if (meant.length === 1) return meant[0] as string;
  return { why: meant.length === 0 ? 'unknown' : 'ambiguous' };
}
