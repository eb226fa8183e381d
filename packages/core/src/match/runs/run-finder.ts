import type { Scanner } from '../prefilter/scanner.js';
import { layOut, plan } from './layout.js';
import { type RunRule, seedsOf } from './seeds.js';

export interface FoundRuns {
  /** As those of the prefilter: start and end of the line in the chunk, `\n` before it, rule. A view until the next call. */
  readonly records: Uint32Array;
  readonly count: number;
  readonly more: boolean;
  /** How many runs were compared, since `find` was asked. */
  readonly tried: number;
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
}

/** With more seeds than these, RE2's set is faster. */
const MOST_SEEDS = 40;
const WORDS = 4;
const RECORD = 16;
/** Lines that held a run are counted by 32 bits. */
const MOST_STAMP = 2 ** 31;

/** Undefined where that would be slower than to ask RE2 about all, or where the scanner has no room for it. */
export function createRunFinder(
  scanner: Scanner,
  rules: readonly RunRule[],
  { records: capacity = 4096 }: RunFinderOptions = {},
): RunFinder | undefined {
  const seeds = seedsOf(rules, MOST_SEEDS);
  if (seeds === undefined) return undefined;
  const at = scanner.reserve(0);
  const image = layOut(rules, seeds, at).written;
  const recordBytes = (capacity + rules.length) * RECORD;
  if (image.length + recordBytes + RECORD * WORDS > scanner.left) return undefined;
  scanner.reserve(image.length);
  const records = scanner.reserve(recordBytes);
  const get = (field: keyof typeof plan) => scanner.memory().readUInt32LE(at + plan[field]);
  const begin = () => {
    scanner.memory().set(image, at);
    scanner.memory().writeUInt32LE(records, at + plan.records);
    scanner.memory().writeUInt32LE(capacity, at + plan.capacity);
  };
  const found = (): FoundRuns => {
    const count = get('count');
    const view = new Uint32Array(scanner.memory().buffer, records, count * WORDS);
    return { records: view, count, more: get('more') !== 0, tried: get('tried') };
  };
  begin();
  return {
    find(address, length) {
      if (get('stamp') > MOST_STAMP) begin();
      scanner.exports.findRuns(at, address, address + length);
      return found();
    },
    next() {
      scanner.exports.goOnRuns(at);
      return found();
    },
  };
}
