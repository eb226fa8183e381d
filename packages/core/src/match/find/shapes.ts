import type { CompiledRule } from '../compile-rule.js';
import { isDigitBlind } from '../pattern/digit-blind.js';
import type { Scanner } from '../prefilter/scanner.js';
import type { Programs } from '../program/programs.js';
import { type ShapeJudge, shapeJudge } from './shape-judge.js';

/** Places of the fields of `Shapes` in packages/core/assembly/layout.ts, in words. */
const HEADER = { on: 0, mask: 1, slots: 2, slotSize: 3, blind: 4, rules: 5, scratch: 6, looked: 7, spared: 8, ids: 9 };
const HEADER_WORDS = 10;
const SLOTS = 128;
/** Of `Shape`, in bytes, without what follows it, and the places of its fields, in words. */
const SHAPE = 32;
const FIELDS = { worth: 2, id: 3 };
/** What a line of the shape is asked about, in bytes. */
const LIST = 256;
/** Before there are no more numbers for shapes. */
const MOST_IDS = 2 ** 31;
const LONGEST = 1024;
const VECTOR = 16;
/** So many candidates that shapes could have answered, and they are worth a try; later twice as many each time that they were not. */
const FIRST_TRY = 2_000;
const LAST_TRY = 2 ** 24;
/** After so many lines it is known whether it was worth it: where each fourth of them spares a question. */
const LEAST_LOOKED = 512;
const LEAST_SPARED = 1 / 4;

/** What is known of the lines of one shape: by the rule that they match, where its groups are, counted from the line's start. */
interface Known {
  readonly shape: number;
  readonly spans: Map<number, Int32Array>;
}

/**
 * What is known of lines by their shape, which is the line with each digit as `0`: to most patterns digits are all alike.
 * What such a rule does not match it matches with no other numbers either, and where it matches, its groups are at the
 * same places. So a log that prints the same lines over and over is asked about each of them once. What is found does not
 * depend on it.
 */
export class LineShapes {
  /** In the scanner's memory. */
  readonly address: number;
  readonly #compiled: readonly CompiledRule[];
  readonly #programs: Programs;
  readonly #memory: Uint8Array;
  readonly #words: Uint32Array;
  readonly #blind: Uint8Array;
  readonly #header: Uint32Array;
  readonly #slots: number;
  readonly #slotSize: number;
  readonly #judges: (ShapeJudge | undefined)[] = [];
  readonly #known: (Known | undefined)[] = [];
  /** Candidates that shapes could answer the next time. */
  #asked = 0;
  #worthATry = FIRST_TRY;

  constructor(compiled: readonly CompiledRule[], scanner: Scanner, programs: Programs) {
    this.#compiled = compiled;
    this.#programs = programs;
    const rules = Math.ceil(compiled.length / VECTOR) * VECTOR;
    this.#slotSize = SHAPE + rules + LONGEST + LIST;
    const blind = scanner.reserve(rules);
    const scratch = scanner.reserve(LONGEST);
    this.#slots = scanner.reserve(SLOTS * this.#slotSize);
    this.address = scanner.reserve(HEADER_WORDS * 4);
    this.#memory = scanner.memory();
    this.#words = new Uint32Array(scanner.memory().buffer);
    this.#blind = scanner.memory().subarray(blind, blind + compiled.length);
    this.#header = new Uint32Array(scanner.memory().buffer, this.address, HEADER_WORDS);
    this.#header.set([0, SLOTS - 1, this.#slots, this.#slotSize, blind, rules, scratch]);
  }

  /** A new chunk begins: whether lines are looked up in it follows from those before. */
  begin(): void {
    const header = this.#header;
    if (header[HEADER.ids]! > MOST_IDS) this.#forget();
    if (header[HEADER.on] === 0) {
      if (this.#asked < this.#worthATry) return;
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
    this.#asked = 0;
    header[HEADER.looked] = header[HEADER.spared] = 0;
  }

  /** Where the groups of a rule are in any line of this shape, counted from its start; undefined where that is not known. */
  spansOf(rule: number, slot: number, shape: number): Int32Array | undefined {
    if (slot === 0) return undefined;
    const known = this.#known[slot];
    const spans = known?.shape === shape ? known.spans.get(rule) : undefined;
    if (spans !== undefined) this.#header[HEADER.spared]! += 1;
    return spans;
  }

  /** The rule matches a line that begins at this address of the scanner's memory; `spans`: of its groups, as addresses. */
  saidYes(rule: number, start: number, spans: Int32Array, slot: number, shape: number): void {
    this.#asked += 1;
    if (this.#keptAt(slot, shape) === 0 || this.#blind[rule] === 0) return;
    let known = this.#known[slot];
    if (known?.shape !== shape) known = this.#known[slot] = { shape, spans: new Map() };
    known.spans.set(
      rule,
      spans.map((place) => (place < 0 ? place : place - start)),
    );
  }

  /** The rule does not match the line, by its addresses in the scanner's memory; `valid`: the line is UTF-8. */
  saidNo(rule: number, start: number, end: number, valid: boolean, slot: number, shape: number): void {
    this.#asked += 1;
    const kept = this.#keptAt(slot, shape);
    if (kept === 0 || (this.#blind[rule] === 0 && !(valid && this.#judgeOf(rule)(start, end)))) return;
    this.#memory[kept + rule] = 1;
  }

  /** Where it stands what is known of a shape, if it is there still and was there more than once; else 0. */
  #keptAt(slot: number, shape: number): number {
    if (slot === 0) return 0;
    const at = this.#slots + (slot - 1) * this.#slotSize;
    const word = at >>> 2;
    const isKept = this.#words[word + FIELDS.id] === shape && this.#words[word + FIELDS.worth]! > 0;
    return isKept ? at + SHAPE : 0;
  }

  #forget(): void {
    this.#memory.fill(0, this.#slots, this.#slots + SLOTS * this.#slotSize);
    this.#header[HEADER.ids] = 0;
    this.#known.length = 0;
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
