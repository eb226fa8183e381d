import type { CompiledRule } from '../compile-rule.js';
import { isDigitBlind } from '../pattern/digit-blind.js';
import type { Scanner } from '../prefilter/scanner.js';
import type { Programs } from '../program/programs.js';
import { type ShapeJudge, shapeJudge } from './shape-judge.js';

/** Places of the fields of `Shapes` in packages/core/assembly/layout.ts, in words. */
const HEADER = { on: 0, mask: 1, slots: 2, slotSize: 3, blind: 4, rules: 5, scratch: 6, looked: 7, spared: 8, size: 9 };
const SLOTS = 128;
/** Of `Shape`, without what follows it. */
const SHAPE = 16;
const LONGEST = 1024;
const VECTOR = 16;
/** So many candidates in vain, and shapes are worth a try; later twice as many each time that they were not. */
const FIRST_TRY = 2_000;
const LAST_TRY = 2 ** 24;
/** After so many lines it is known whether it was worth it: where each fourth of them spares a question. */
const LEAST_LOOKED = 512;
const LEAST_SPARED = 1 / 4;

/**
 * What is known of lines by their shape, which is the line with each digit as `0`: to most patterns digits are all alike,
 * and what such a rule does not match it matches with no other numbers either. So a log that prints the same lines over
 * and over is asked about each of them once. What is found does not depend on it.
 */
export class LineShapes {
  /** In the scanner's memory. */
  readonly address: number;
  readonly #compiled: readonly CompiledRule[];
  readonly #scanner: Scanner;
  readonly #programs: Programs;
  readonly #memory: Uint8Array;
  readonly #blind: Uint8Array;
  readonly #header: Uint32Array;
  readonly #judges: (ShapeJudge | undefined)[] = [];
  #inVain = 0;
  #worthATry = FIRST_TRY;

  constructor(compiled: readonly CompiledRule[], scanner: Scanner, programs: Programs) {
    this.#compiled = compiled;
    this.#scanner = scanner;
    this.#programs = programs;
    const rules = Math.ceil(compiled.length / VECTOR) * VECTOR;
    const slotSize = SHAPE + rules + LONGEST;
    const blind = scanner.reserve(rules);
    const scratch = scanner.reserve(LONGEST);
    const slots = scanner.reserve(SLOTS * slotSize);
    this.address = scanner.reserve(HEADER.size * 4);
    this.#memory = scanner.memory();
    this.#blind = scanner.memory().subarray(blind, blind + compiled.length);
    this.#header = new Uint32Array(scanner.memory().buffer, this.address, HEADER.size);
    this.#header.set([0, SLOTS - 1, slots, slotSize, blind, rules, scratch]);
  }

  /** A new chunk begins: whether lines are looked up in it follows from those before. */
  begin(): void {
    const header = this.#header;
    if (header[HEADER.on] === 0) {
      if (this.#inVain < this.#worthATry) return;
      if (this.#worthATry === FIRST_TRY) this.#blind.set(this.#compiled.map((one) => (isBlind(one) ? 1 : 0)));
      header[HEADER.on] = 1;
    } else {
      const looked = header[HEADER.looked]!;
      if (looked < LEAST_LOOKED) return;
      if (header[HEADER.spared]! < looked * LEAST_SPARED) {
        header[HEADER.on] = 0;
        this.#worthATry = Math.min(2 * this.#worthATry, LAST_TRY);
      }
    }
    this.#inVain = 0;
    header[HEADER.looked] = header[HEADER.spared] = 0;
  }

  /** The rule does not match the line, by its addresses in the scanner's memory; `valid`: the line is UTF-8. */
  saidNo(rule: number, start: number, end: number, valid: boolean): void {
    this.#inVain += 1;
    if (this.#header[HEADER.on] === 0) return;
    const kept = this.#scanner.exports.keptOf(this.address, start, end);
    if (kept === 0 || (this.#blind[rule] === 0 && !(valid && this.#judgeOf(rule)(start, end)))) return;
    this.#memory[kept + rule] = 1;
  }

  #judgeOf(rule: number): ShapeJudge {
    this.#judges[rule] ??= shapeJudge(this.#compiled[rule]!, this.#programs);
    return this.#judges[rule];
  }
}

/** Whether it depends on the numbers of a line only in what it reads whether the rule matches. */
function isBlind({ tree, rule, unlessTree, reader }: CompiledRule): boolean {
  if (reader !== undefined || tree === undefined || !isDigitBlind(tree)) return false;
  const excluded = unlessTree();
  return rule.unless === undefined || (excluded !== undefined && isDigitBlind(excluded));
}
