import type { CompiledRule } from '../compile-rule.js';
import { countLines } from '../count-lines.js';
import { lazily } from '../lazily.js';
import { normalise } from '../normalise.js';
import type { Scanner } from '../prefilter/scanner.js';
import { createRunFinder, type FoundRuns, type RunFinder } from '../runs/run-finder.js';
import { runsOf } from '../runs/runs-of.js';
import { Worth } from '../runs/worth.js';
import type { FoundLine } from '../types.js';
import { type Asked, askFor, linesBySet } from './by-set.js';
import { Candidates } from './candidates.js';

const none = { records: new Uint32Array(0), count: 0, more: false };

/**
 * Rules of which no text is known: their lines are found by runs of bytes where each rule has one, else by RE2's set. By
 * both at once would be slower than by the set alone, which takes as long for one rule as for some.
 */
export class WithoutTextFinder {
  readonly #compiled: readonly CompiledRule[];
  readonly #runs: RunFinder | undefined;
  readonly #asked: () => Asked | undefined;
  readonly #worth = new Worth();
  #chunk: Buffer = Buffer.alloc(0);
  /** From where on the chunk is asked by the set; undefined where it is not. */
  #restFrom: number | undefined;
  #tried = 0;
  #inVain = 0;

  constructor(
    compiled: readonly CompiledRule[],
    rules: readonly number[],
    scanner: Scanner,
    note: (text: string) => void,
  ) {
    this.#compiled = compiled;
    this.#runs = runFinderOf(compiled, rules, scanner);
    this.#asked = lazily(() => askFor(compiled, rules, note));
    // What RE2 has to note of them should be told at the start.
    if (this.#runs === undefined) this.#asked();
  }

  /** Lines that have to be decided yet; the others are in the `rest`. `address`: where the chunk stands in the scanner's memory. */
  find(chunk: Buffer, address: number): Candidates {
    this.#chunk = chunk;
    const runs = this.#runs;
    if (runs === undefined || !this.#worth.begins(chunk.length)) {
      this.#restFrom = 0;
      return new Candidates(none, () => none);
    }
    const told = (found: FoundRuns) => {
      this.#tried = found.tried;
      this.#restFrom = found.stopped;
      return found;
    };
    return new Candidates(told(runs.find(address, chunk.length)), () => told(runs.next()));
  }

  /** When there are no candidates left: the lines behind them that match, as the set has it. */
  rest(): readonly FoundLine[] {
    const from = this.#restFrom;
    const asked = from === undefined ? undefined : this.#asked();
    if (from === undefined || asked === undefined) return [];
    const part = this.#chunk.subarray(from);
    const { bytes, valid } = normalise(part);
    const lines = linesBySet(asked, this.#compiled, part, bytes, valid);
    if (from === 0) return lines;
    const ends = countLines(this.#chunk, 0, from);
    return lines.map(({ start, end, before, matches }) => ({
      ...{ start: start + from, end: end + from, before: before + ends },
      matches,
    }));
  }

  /** One of the candidates was none. */
  wasInVain(): void {
    this.#inVain += 1;
  }

  /** All candidates of the chunk were decided. */
  end(): void {
    this.#worth.ended(this.#tried, this.#inVain);
    this.#tried = 0;
    this.#inVain = 0;
  }
}

function runFinderOf(
  compiled: readonly CompiledRule[],
  rules: readonly number[],
  scanner: Scanner,
): RunFinder | undefined {
  const found = [];
  for (const index of rules) {
    const runs = runsOf(compiled[index]!.tree);
    if (runs === undefined) return undefined;
    found.push({ index, runs });
  }
  return found.length === 0 ? undefined : createRunFinder(scanner, found);
}
