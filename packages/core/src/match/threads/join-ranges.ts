import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../../contract.js';
import { type ChunkBase, emptyScanState, type Hit, type Matcher, type ScanState } from '../types.js';
import type { PieceFound, RangeFound } from './range-task.js';
import { placed, shiftState } from './shift-lines.js';

/** What the rules found in a part of a file, after all that was found before it. */
export interface Joined {
  /** Of the rules that are shown. */
  readonly hits: readonly Hit[];
  /** How often each rule hit: its place among all, the number, and so on. */
  readonly counts: readonly number[];
  readonly bytes: number;
  readonly lines: number;
  /** `on`: there may be more; `foreign`: it holds other bytes than those that were read; `failed`: it can't be read. */
  readonly how: 'on' | 'ended' | 'foreign' | 'failed';
  readonly error?: string;
}

/** Searches a part of the file again, now that it is known what stands before it; undefined where it can't be read as it was. */
export type SearchAgain = (
  part: { readonly offset: number; readonly bytes: number; readonly lines: number },
  base: ChunkBase,
  state: ScanState,
) => PieceFound | undefined;

/**
 * Puts together what was found in the ranges of one file, as if they had been searched one after the other. Each was searched
 * as if nothing stood before it: where something is open at its begin, its first pieces are searched again, until both
 * ways come to the same.
 */
export class RangeJoin {
  #end: RangeFound['end'] | undefined;
  #line = 1;
  #state = emptyScanState;

  constructor(
    readonly rules: readonly Rule[],
    readonly again: SearchAgain,
  ) {}

  /** The ranges in their order. */
  take(found: RangeFound): Joined {
    const total = { hits: [] as Hit[], counts: [] as number[], bytes: 0, lines: 0 };
    const { start, how, error } = found;
    if (start !== undefined && this.#end !== undefined && !isDeepStrictEqual(start, this.#end))
      return { ...total, how: 'foreign' };
    const before = this.#line - 1;
    let alone = emptyScanState;
    for (const piece of found.pieces) {
      const same = isDeepStrictEqual(shiftState(alone, before), this.#state);
      const here = same ? piece : this.again(piece, { offset: piece.offset, line: this.#line }, this.#state);
      if (here === undefined) return { ...total, how: 'foreign' };
      for (const hit of here.hits) total.hits.push(placed(hit, this.rules, same ? before : 0));
      for (const count of here.counts) total.counts.push(count);
      total.bytes += piece.bytes;
      total.lines += piece.lines;
      this.#line += piece.lines;
      alone = piece.state;
      this.#state = same ? shiftState(alone, before) : here.state;
    }
    if (start !== undefined) this.#end = found.end;
    return { ...total, how: how === 'done' ? 'on' : how, ...(error !== undefined && { error }) };
  }

  /** What is left of what was open, when nothing more comes. */
  flush(matcher: Matcher): readonly Hit[] {
    return matcher.flush(this.#state).hits;
  }
}
