import type { Fields } from '../../contract.js';
import type { FileRange } from '../../source/range-reader.js';
import type { ScanState } from '../types.js';

/** A range of one of the files. */
export interface RangeTask extends FileRange {
  readonly file: number;
}

/** A hit as it goes from thread to thread: with the place of its rule among all, and a line that counts from its range. */
export interface RangeHit {
  readonly rule: number;
  readonly line: number;
  readonly offset: number;
  readonly text: string;
  readonly block?: readonly string[];
  readonly fields: Fields;
}

/** What was found in a piece of a range, given that nothing is open before the range. */
export interface PieceFound {
  readonly offset: number;
  readonly bytes: number;
  /** How many `\n` were passed, that of a line whose rest was skipped among them. */
  readonly lines: number;
  /** Of the rules that are shown. */
  readonly hits: readonly RangeHit[];
  /** How often each rule hit: the rule, the number, and so on. */
  readonly counts: readonly number[];
  /** Behind it; its lines count from the range. */
  readonly state: ScanState;
}

/** What was found in a range; lines are numbered from 1 at its first one. */
export interface RangeFound {
  /** Where its first line begins, and the bytes before that; undefined when no line begins in it. */
  readonly start: { readonly offset: number; readonly before: string } | undefined;
  readonly pieces: readonly PieceFound[];
  /** Where its last line ends, and the bytes before that. */
  readonly end: { readonly offset: number; readonly before: string };
  /** `foreign`: the file holds other bytes than before; `failed`: it could not be read, and why. */
  readonly how: 'done' | 'ended' | 'foreign' | 'failed';
  readonly error?: string;
}
