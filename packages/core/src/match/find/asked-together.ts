import type { CompiledRule } from '../compile-rule.js';
import { createRuleSet, type RuleSet } from '../rule-set.js';

/** So often a rule is tried by itself before it is known what that takes. */
const TRIALS = 32;
/** With more steps for a line that does not match, RE2's automaton is faster, since it asks for several rules at once. */
const DEAR = 48;
/**
 * A set takes as long to compile as so many questions that it would have answered. Read by the line, rules prove dear one
 * after the other: a new set for each would hold up whoever waits for a signal, a dozen times in the first minute.
 */
const WORTH = 2_000;

/** What a set is asked about a rule: whether its pattern matches, or its `unless`. */
type Question = 'pattern' | 'unless';

/** What was learnt of a question about each rule, and its place in the set, counted from 1; 0 where it is in none. */
interface Learnt {
  readonly tried: Uint32Array;
  readonly spent: Float64Array;
  readonly place: Uint32Array;
}

/**
 * Questions about rules that would each cost much on lines that hold all that a rule needs, and mostly end its case: they
 * are asked together, by one set, before the rule's program runs. Which ones those are shows in the log: patterns whose
 * program takes long to say no, and `unless` where it strikes most matches. What is found does not depend on it.
 */
export class AskedTogether {
  readonly #compiled: readonly CompiledRule[];
  readonly #learnt: Readonly<Record<Question, Learnt>>;
  readonly #patterns: string[] = [];
  /** Questions for the next set. */
  readonly #new: (readonly [Question, rule: number])[] = [];
  /** Questions that it would have answered. */
  #missed = 0;
  #set: RuleSet | undefined;
  /** The line that was asked about last; 1 at the places of the set that match it, which are listed, too. */
  #line = -1;
  #marks = new Uint8Array(1);
  #marked: readonly number[] = [];

  constructor(compiled: readonly CompiledRule[]) {
    this.#compiled = compiled;
    const learnt = (): Learnt => ({
      tried: new Uint32Array(compiled.length),
      spent: new Float64Array(compiled.length),
      place: new Uint32Array(compiled.length),
    });
    this.#learnt = { pattern: learnt(), unless: learnt() };
  }

  /** A new chunk begins: what has proved dear is asked together from now on, once that is worth a set. */
  begin(): void {
    this.#line = -1;
    if (this.#new.length === 0 || this.#missed < WORTH) return;
    this.#missed = 0;
    for (const [question, rule] of this.#new.splice(0)) {
      const { line, unlessLine } = this.#compiled[rule]!;
      this.#learnt[question].place[rule] = this.#patterns.push(question === 'pattern' ? line : unlessLine!);
    }
    this.#set = createRuleSet(this.#patterns, () => {});
    this.#marks = new Uint8Array(this.#patterns.length + 1);
    this.#marked = [];
  }

  /** Whether it matches the line of the chunk; undefined where that has to be asked by itself. */
  answer(question: Question, rule: number, chunk: Buffer, start: number, end: number): boolean | undefined {
    const place = this.#learnt[question].place[rule]!;
    if (place === 0) return undefined;
    if (this.#line !== start) {
      this.#line = start;
      for (const one of this.#marked) this.#marks[one + 1] = 0;
      this.#marked = this.#set!.match(chunk.subarray(start, end));
      for (const one of this.#marked) this.#marks[one + 1] = 1;
    }
    return this.#marks[place] === 1;
  }

  /** The rule's program has said no after so many steps. */
  saidNo(rule: number, steps: number): void {
    this.#learn('pattern', rule, steps, DEAR);
  }

  /** Whether `unless` matched, too, where the pattern did. */
  saidUnless(rule: number, matched: boolean): void {
    this.#learn('unless', rule, matched ? 1 : 0, 0.5);
  }

  #learn(question: Question, rule: number, spent: number, dear: number): void {
    const learnt = this.#learnt[question];
    const tried = learnt.tried[rule]! + 1;
    learnt.tried[rule] = tried;
    learnt.spent[rule]! += spent;
    const isDear = learnt.spent[rule]! > tried * dear;
    if (isDear && tried > TRIALS && learnt.place[rule] === 0) this.#missed += 1;
    if (tried === TRIALS && learnt.spent[rule]! > TRIALS * dear) this.#new.push([question, rule]);
  }
}
