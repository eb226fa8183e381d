import { isUtf8 } from 'node:buffer';
import type { Fields } from '../../contract.js';
import type { CompiledRule } from '../compile-rule.js';
import { normalise } from '../normalise.js';
import { requirementOf } from '../pattern/requirement.js';
import { createPrefilter, type Prefilter } from '../prefilter/prefilter.js';
import type { Scanner } from '../prefilter/scanner.js';
import { type LineProgram, openPrograms, type Programs } from '../program/programs.js';
import { FramedLine, readFields } from '../read-fields.js';
import { type SpanFields, spanFields } from '../span-fields.js';
import type { Found, FoundLine } from '../types.js';
import { AskedTogether } from './asked-together.js';
import { Candidates } from './candidates.js';
import { Lines } from './lines.js';
import { LineShapes } from './shapes.js';
import { WithoutTextFinder } from './without-text.js';

const noFields: Fields = Object.freeze({});

/** How one rule is decided where a program can do it. */
interface Decider {
  readonly program: LineProgram;
  readonly fields: SpanFields;
}

/** A chunk that is searched. */
interface Searched {
  readonly chunk: Buffer;
  /** Where it stands in the scanner's memory. */
  readonly address: number;
  readonly ascii: boolean;
  valid: boolean | undefined;
}

/**
 * Looks only at lines that hold what a rule needs, and decides there by programs where it can: most lines are passed over
 * without being told apart, and a hit makes no string but those of its fields. Rules that need no text have a finder of their own.
 */
export class NeedleFinder {
  readonly #compiled: readonly CompiledRule[];
  readonly #prefilter: Prefilter;
  readonly #programs: Programs;
  readonly #deciders: (Decider | 'none' | undefined)[] = [];
  readonly #together: AskedTogether;
  readonly #withoutText: WithoutTextFinder;
  readonly #shapes: LineShapes;

  constructor(compiled: readonly CompiledRule[], scanner: Scanner, note: (text: string) => void) {
    this.#compiled = compiled;
    this.#programs = openPrograms(scanner);
    this.#shapes = new LineShapes(compiled, scanner, this.#programs);
    this.#prefilter = createPrefilter(
      scanner,
      compiled.map(({ tree, reader }) => (reader?.required?.length ? reader.required : requirementOf(tree))),
      { shapes: this.#shapes.address },
    );
    this.#together = new AskedTogether(compiled);
    this.#withoutText = new WithoutTextFinder(compiled, this.#prefilter.unfiltered, scanner, note);
  }

  /** Memory of which a chunk need not be copied. */
  room(bytes: number): Buffer {
    return this.#prefilter.room(bytes);
  }

  find(chunk: Buffer): Found {
    const lines = new Lines();
    this.#together.begin();
    this.#shapes.begin();
    const found = this.#prefilter.find(chunk);
    const searched: Searched = { chunk, address: found.address, ascii: found.ascii, valid: undefined };
    const byText = new Candidates(found, () => this.#prefilter.next());
    const byRun = this.#withoutText.find(chunk, found.address);
    let asked: readonly FoundLine[] | undefined;
    let next = 0;
    for (;;) {
      if (byRun.start === Number.POSITIVE_INFINITY) asked ??= this.#withoutText.rest();
      const byRuns = byRun.start < byText.start;
      const candidate = byRuns ? byRun : byText;
      const { start, end, before, rule } = candidate;
      for (; asked && next < asked.length && asked[next]!.start < start; next++) lines.take(asked[next]!);
      if (start === Number.POSITIVE_INFINITY) break;
      const { slot, shape } = candidate;
      const spans = this.#shapes.spansOf(rule, slot, shape);
      const fields =
        spans === undefined
          ? this.#decide(rule, searched, start, end, slot, shape)
          : this.#fieldsAt(rule, spans, chunk, -start);
      if (fields !== undefined) lines.add(start, end, before, rule, fields);
      else if (byRuns) this.#withoutText.wasInVain();
      else {
        const valid = searched.valid === true;
        this.#shapes.saidNo(rule, searched.address + start, searched.address + end, valid, slot, shape);
      }
      candidate.advance();
    }
    this.#withoutText.end();
    return { lines: lines.found, count: found.lines };
  }

  /** What the rule reads on a line that holds what it needs; undefined when it does not match. */
  #decide(
    rule: number,
    searched: Searched,
    start: number,
    end: number,
    slot: number,
    shape: number,
  ): Fields | undefined {
    const compiled = this.#compiled[rule]!;
    const { chunk, address, ascii } = searched;
    searched.valid ??= ascii || isUtf8(chunk);
    const decider = searched.valid ? this.#deciderOf(rule, compiled) : 'none';
    let answer = -1;
    if (decider !== 'none') {
      const struck = compiled.unless && this.#together.answer('unless', rule, chunk, start, end);
      if (struck === true || this.#together.answer('pattern', rule, chunk, start, end) === false) return undefined;
      answer = decider.program.run(address + start, address + end);
      if (answer === 0) {
        this.#together.saidNo(rule, decider.program.steps);
        return undefined;
      }
      if (answer === 1 && compiled.reader === undefined) {
        if (struck === undefined && this.#isStruck(rule, compiled, chunk, start, end)) return undefined;
        const { spans } = decider.program;
        this.#shapes.saidYes(rule, address + start, spans, slot, shape);
        return this.#fieldsAt(rule, spans, chunk, address);
      }
    }
    const line = chunk.subarray(start, end);
    const { bytes, valid } = searched.valid ? { bytes: line, valid: true } : normalise(line);
    if (answer !== 1 && !compiled.test().test(bytes)) return undefined;
    return readFields(compiled, new FramedLine(bytes, chunk, start, end, valid));
  }

  /** `shift`: the place of the chunk's first byte, as the spans count. */
  #fieldsAt(rule: number, spans: Int32Array, chunk: Buffer, shift: number): Fields {
    const { extraction } = this.#compiled[rule]!;
    const decider = this.#deciders[rule];
    if (extraction.plan.length === 0 || decider === undefined || decider === 'none') return noFields;
    return decider.fields(spans, chunk, shift);
  }

  #isStruck(rule: number, { unless }: CompiledRule, chunk: Buffer, start: number, end: number): boolean {
    if (unless === undefined) return false;
    const struck = unless().test(chunk.subarray(start, end));
    this.#together.saidUnless(rule, struck);
    return struck;
  }

  #deciderOf(rule: number, compiled: CompiledRule): Decider | 'none' {
    const known = this.#deciders[rule];
    if (known !== undefined) return known;
    const program = compiled.tree && this.#programs.compile(compiled.tree, compiled.groups);
    const decider = program === undefined ? 'none' : { program, fields: spanFields(compiled.extraction.plan) };
    this.#deciders[rule] = decider;
    return decider;
  }
}
