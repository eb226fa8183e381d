import type { CompiledRule } from '../compile-rule.js';
import { lazily } from '../lazily.js';
import { normalise } from '../normalise.js';
import type { Scanner } from '../prefilter/scanner.js';
import { createRunFinder, type FoundRuns, type RunFinder } from '../runs/run-finder.js';
import { runsOf } from '../runs/runs-of.js';
import { Worth } from '../runs/worth.js';
import type { FoundLine } from '../types.js';
import { type Asked, askFor, linesBySet } from './by-set.js';
import { Candidates } from './candidates.js';

const none: FoundRuns = { records: new Uint32Array(0), count: 0, more: false, tried: 0 };

/** What may be, or is, in a chunk. */
export interface WithoutText {
  /** Lines that have to be decided yet. */
  readonly candidates: Candidates;
  /** Lines that a set has decided. */
  readonly lines: readonly FoundLine[];
}

/**
 * Rules of which no text is known: their lines are found by runs of bytes where each rule has one, else by RE2's set. By
 * both at once would be slower than by the set alone, which takes as long for one rule as for some.
 */
export class WithoutTextFinder {
  readonly #compiled: readonly CompiledRule[];
  readonly #runs: RunFinder | undefined;
  readonly #asked: () => Asked | undefined;
  readonly #worth = new Worth();
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

  /** `address`: where the chunk stands in the scanner's memory. */
  find(chunk: Buffer, address: number): WithoutText {
    const runs = this.#runs;
    if (runs === undefined || !this.#worth.begins(chunk.length))
      return { candidates: new Candidates(none, () => none), lines: this.#askedLines(chunk) };
    this.#inVain = 0;
    const told = (found: FoundRuns) => {
      this.#tried = found.tried;
      return found;
    };
    return { candidates: new Candidates(told(runs.find(address, chunk.length)), () => told(runs.next())), lines: [] };
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

  #askedLines(chunk: Buffer): readonly FoundLine[] {
    const asked = this.#asked();
    if (asked === undefined) return [];
    const { bytes, valid } = normalise(chunk);
    return linesBySet(asked, this.#compiled, chunk, bytes, valid);
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
