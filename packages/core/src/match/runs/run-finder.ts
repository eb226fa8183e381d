import { Looks } from '../prefilter/looks.js';
import type { Scanner } from '../prefilter/scanner.js';
import { RECORD_BYTES, RECORD_WORDS } from '../prefilter/walk.js';
import { layOut, plan } from './layout.js';
import { sampledRunShare } from './sampled-share.js';
import { type RunRule, seedsOf } from './seeds.js';

export interface FoundRuns {
  /** As those of the prefilter: start and end of the line in the chunk, `\n` before it, rule. A view until the next call. */
  readonly records: Uint32Array;
  readonly count: number;
  readonly more: boolean;
  /** How many runs were compared, since `find` was asked. */
  readonly tried: number;
  /** The begin of the line before which the search ended, since too much had to be compared; undefined at the chunk's end. */
  readonly stopped: number | undefined;
}

export interface RunFinder {
  /** The lines of a chunk, which stands at this address of the scanner's memory, that hold a run; each once for each rule. */
  find(address: number, length: number): FoundRuns;
  /** Those after, as long as the one found before says that there are `more`. */
  next(): FoundRuns;
}

export interface RunFinderOptions {
  /** How many records are told at a time: as many more as there are rules, at most. Default: 4,096. */
  readonly records?: number;
  /** How many runs may be compared for each byte of a chunk before the search ends. Default: 1. */
  readonly patience?: number;
}

/** With more seeds than these, RE2's set is faster. */
const MOST_SEEDS = 32;
/** How much of a log tells which seeds are rare in it, in bytes. */
const SAMPLE = 2 ** 14;
/** Where a run is compared more often than once in so many bytes, other seeds are worth a look. */
const BYTES_PER_RUN = 16;
/** How much is read before seeds are chosen anew for the first time. */
const FIRST_LOOK = 2 ** 16;
/** Lines that held a run are counted by 32 bits. */
const MOST_STAMP = 2 ** 31;
/** Other seeds may need more memory. */
const SPARE = 2 ** 14;

/** Undefined where that would be slower than to ask RE2 about all, or where the scanner has no room for it. */
export function createRunFinder(
  scanner: Scanner,
  rules: readonly RunRule[],
  { records = 4096, patience = 1 }: RunFinderOptions = {},
): RunFinder | undefined {
  const seeds = seedsOf(rules, MOST_SEEDS);
  if (seeds === undefined || seeds.length === 0) return undefined;
  const image = layOut(rules, seeds, scanner.reserve(0)).written;
  const needed = image.length + SPARE + (records + rules.length + RECORD_WORDS) * RECORD_BYTES;
  return needed > scanner.left ? undefined : new WasmRunFinder(scanner, rules, image, records, patience);
}

class WasmRunFinder implements RunFinder {
  readonly #scanner: Scanner;
  readonly #rules: readonly RunRule[];
  readonly #capacity: number;
  readonly #patience: number;
  readonly #at: number;
  readonly #size: number;
  readonly #records: number;
  #image: Uint8Array;
  readonly #looks = new Looks(FIRST_LOOK, BYTES_PER_RUN);

  constructor(scanner: Scanner, rules: readonly RunRule[], image: Uint8Array, capacity: number, patience: number) {
    this.#scanner = scanner;
    this.#rules = rules;
    this.#capacity = capacity;
    this.#patience = patience;
    this.#size = image.length + SPARE;
    this.#at = scanner.reserve(this.#size);
    // One place may bring a record for each rule, and only then is it asked whether more fit.
    this.#records = scanner.reserve((capacity + rules.length) * RECORD_BYTES);
    this.#image = image;
    this.#begin();
  }

  find(address: number, length: number): FoundRuns {
    this.#chooseAnew(address, length);
    if (this.#get('stamp') > MOST_STAMP) this.#begin();
    this.#scanner.memory().writeUInt32LE(this.#patience * length, this.#at + plan.limit);
    this.#scanner.exports.findRuns(this.#at, address, address + length);
    this.#looks.searched(length);
    return this.#found();
  }

  next(): FoundRuns {
    this.#scanner.exports.goOnRuns(this.#at);
    return this.#found();
  }

  #found(): FoundRuns {
    const count = this.#get('count');
    const more = this.#get('more') !== 0;
    const tried = this.#get('tried');
    if (!more) this.#looks.spent(tried);
    const records = new Uint32Array(this.#scanner.memory().buffer, this.#records, count * RECORD_WORDS);
    const stopped = this.#get('stopped');
    return { records, count, more, tried, stopped: stopped === 0 ? undefined : stopped - 1 };
  }

  /** Takes other seeds where those of now are frequent. */
  #chooseAnew(address: number, length: number): void {
    if (!this.#looks.isWorth()) return;
    const sample = this.#scanner.memory().subarray(address, address + Math.min(length, SAMPLE));
    const seeds = seedsOf(this.#rules, MOST_SEEDS, sampledRunShare(sample));
    const image = seeds && layOut(this.#rules, seeds, this.#at).written;
    if (image === undefined || image.length > this.#size) return;
    this.#image = image;
    this.#begin();
  }

  #begin(): void {
    const memory = this.#scanner.memory();
    memory.set(this.#image, this.#at);
    memory.writeUInt32LE(this.#records, this.#at + plan.records);
    memory.writeUInt32LE(this.#capacity, this.#at + plan.capacity);
  }

  #get(field: keyof typeof plan): number {
    return this.#scanner.memory().readUInt32LE(this.#at + plan[field]);
  }
}
