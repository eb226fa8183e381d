import { isDeepStrictEqual } from 'node:util';
import type { Requirement } from '../pattern/tree.js';
import { type Choice, choose, type Wanted, wantedOf } from './choose.js';
import { Looks } from './looks.js';
import { Plan } from './plan.js';
import { sampledShare, usualShare } from './rarity.js';
import { Room } from './room.js';
import type { Scanner } from './scanner.js';

export interface Prefilter {
  /** Indices of rules of which nothing usable is known: who asks has to look for them otherwise. */
  readonly unfiltered: readonly number[];
  /** So much memory, at most LARGEST_CHUNK, that can be read into and that `find` need not copy: the same one each time. */
  room(bytes: number): Buffer;
  /**
   * The candidates of a chunk, of whatever bytes, in order of place. Its last line need not have its end. It may have
   * LARGEST_CHUNK bytes at most.
   */
  find(chunk: Buffer): Found;
  /** Those after, as long as the one found before says that there are `more`; the chunk has to be in its place still. */
  next(): Found;
}

export interface Found {
  /** Where the chunk stands in the scanner's memory. */
  readonly address: number;
  /**
   * Six numbers for each line and rule: where the line begins in the chunk, where it ends (before `\r` or `\n`), how many
   * `\n` stand before it, which rule, slot and id of its shape (see `LineShapes`). Lines ascend, and each rule of a line is
   * told once. A view until the next call.
   */
  readonly records: Uint32Array;
  readonly count: number;
  readonly more: boolean;
  /** All `\n` of the chunk. */
  readonly lines: number;
  /** Whether all bytes of the chunk are ASCII. */
  readonly ascii: boolean;
  readonly hasCarriage: boolean;
}

export interface PrefilterOptions {
  /** How many records are told at a time: as many more as there are rules, at most. Default: 16,384. */
  readonly records?: number;
  /** The address of what is known of lines by their shapes (see `LineShapes`), whose candidates it strikes. Default: 0, none. */
  readonly shapes?: number;
}

/**
 * What finds the lines that hold what a rule requires, for rules by their index: every line that has a needle of each of a
 * rule's groups, and no other, where a needle in any case counts by its longest part in ASCII, and as found in every line
 * with U+212A or U+017F when it has a `k` or an `s`.
 */
export function createPrefilter(
  scanner: Scanner,
  requirements: readonly Requirement[],
  { records = 16_384, shapes = 0 }: PrefilterOptions = {},
): Prefilter {
  return new WasmPrefilter(scanner, wantedOf(requirements), records, shapes);
}

/** How much of a log tells which grams are rare in it, in bytes. */
const SAMPLE = 2 ** 16;
/** With more effort than one in so many bytes, other grams are worth a look. */
const BYTES_PER_EFFORT = 512;
/** How much is read before grams are chosen anew for the first time. */
const FIRST_LOOK = 2 ** 18;
/** Lines that held a needle are counted by 32 bits. */
const MOST_STAMP = 2 ** 31;

class WasmPrefilter implements Prefilter {
  readonly unfiltered: readonly number[];
  readonly #scanner: Scanner;
  readonly #wanted: Wanted;
  readonly #plan: Plan;
  readonly #room: Room;
  /** Whether other characters than those of ASCII could stand for one of a needle. */
  readonly #odd: boolean;
  #choice: Choice;
  readonly #looks = new Looks(FIRST_LOOK, BYTES_PER_EFFORT);
  #chunk = { from: 0, ascii: true, hasCarriage: false, lines: 0 };

  constructor(scanner: Scanner, wanted: Wanted, records: number, shapes: number) {
    this.#scanner = scanner;
    this.#wanted = wanted;
    this.unfiltered = wanted.unfiltered;
    this.#odd = wanted.needles.some(({ odd }) => odd);
    this.#plan = new Plan(scanner, wanted, records, shapes);
    this.#choice = choose(wanted, usualShare);
    this.#plan.follow(this.#choice);
    this.#room = new Room(scanner);
  }

  room(bytes: number): Buffer {
    return this.#room.ofSize(bytes);
  }

  find(chunk: Buffer): Found {
    const from = this.#room.addressOf(chunk);
    const to = from + chunk.length;
    this.#chooseAnew(from, to);
    if (this.#plan.get('stamp') > MOST_STAMP) this.#plan.follow(this.#choice);
    const survey = this.#scanner.exports.survey(from, to);
    this.#chunk = { from, ascii: (survey & 1) === 0, hasCarriage: (survey & 2) !== 0, lines: survey >>> 2 };
    this.#plan.set('odd', this.#odd && !this.#chunk.ascii ? 1 : 0);
    this.#scanner.exports.find(this.#plan.address, from, to);
    this.#looks.searched(chunk.length);
    return this.#found();
  }

  next(): Found {
    this.#scanner.exports.goOn(this.#plan.address);
    return this.#found();
  }

  #found(): Found {
    const { from, ascii, hasCarriage, lines } = this.#chunk;
    const count = this.#plan.get('count');
    const more = this.#plan.get('more') !== 0;
    if (!more) this.#looks.spent(this.#plan.get('lookups') + this.#plan.get('failures'));
    return { address: from, records: this.#plan.records(count), count, more, lines, ascii, hasCarriage };
  }

  /** Takes other grams where those of now are frequent, or lie in lines that lack the rest: what is found stays the same. */
  #chooseAnew(from: number, to: number): void {
    // A few lines tell nothing of the log, and where they come one by one there is nothing to be gained: the choice takes some
    // 40 ms, for which all lines that are printed meanwhile would wait.
    if (to - from < SAMPLE || !this.#looks.isWorth()) return;
    const sample = this.#scanner.memory().subarray(from, from + SAMPLE);
    const choice = choose(this.#wanted, sampledShare(sample));
    if (isDeepStrictEqual(choice, this.#choice)) return;
    this.#choice = choice;
    this.#plan.follow(choice);
  }
}
