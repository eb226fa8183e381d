import type { Node } from '../pattern/tree.js';
import type { Scanner } from '../prefilter/scanner.js';
import { build } from './build.js';
import { encode, HEADER } from './encode.js';

/** Decides whether its pattern matches a line, and where the groups are, as RE2 would. */
export interface LineProgram {
  /**
   * The line from `start` to `end`, addresses in the scanner's memory, without its end and of valid UTF-8; 64 bytes
   * behind it must be readable. Takes at most a number of steps that grows with the line.
   */
  run(start: number, end: number): Answer;
  /** After a 1: start and end of each group, group 0 first, as addresses; -1 for one that took no part. Till the next run. */
  readonly spans: Int32Array;
  /** Steps that the last run took. */
  readonly steps: number;
}

/** 1: it matches; 0: it doesn't; -1: it is not known, and RE2 has to be asked. */
export type Answer = 1 | 0 | -1;

/** The programs of one scanner. They share what they work with, as only one runs at a time. */
export interface Programs {
  /** Undefined for a pattern that RE2 has to do. `groups`: how many it has. */
  compile(pattern: Node, groups: number): LineProgram | undefined;
  /** Copies a line into the scanner's memory and gives the address of its start. Till the next line. Undefined for one over `LONGEST_LINE`. */
  place(line: Uint8Array): number | undefined;
}

/** What is copied in to be looked at, in bytes. A line that lies in the memory may be of any length. */
export const LONGEST_LINE = 64 * 1024;

const MOST_GROUPS = 255;
/** Of all programs of a scanner, in bytes; some thousand of the common kind. */
const MOST_MEMORY = 16 * 1024 * 1024;

const WORD = 4;
const SPANS = (MOST_GROUPS + 1) * 2 * WORD;
const MEMOS = 32 * 1024;
const FRAMES = 256 * 1024;
/** One instruction writes two frames at most. */
const FRAMES_SPARE = 64;
const ROWS = 64 * 1024;
/** What vector instructions may read behind a line. */
const BEHIND = 64;

export function openPrograms(scanner: Scanner): Programs {
  const spans = scanner.reserve(SPANS);
  const memos = scanner.reserve(MEMOS);
  const frames = scanner.reserve(FRAMES);
  const rows = scanner.reserve(ROWS);
  const steps = scanner.reserve(WORD);
  const line = scanner.reserve(LONGEST_LINE + BEHIND);
  const memory = scanner.memory();
  let left = MOST_MEMORY;

  return {
    compile(pattern, groups) {
      if (groups > MOST_GROUPS) return undefined;
      const start = build(pattern);
      if (!start) return undefined;
      const code = encode(start);
      if (code.size > Math.min(left, scanner.left) || code.memos > MEMOS) return undefined;
      left -= code.size;
      const program = scanner.reserve(code.size);
      const { bytes, entry } = code.at(program);
      memory.set(bytes, program);
      const used = (groups + 1) * 2;
      const header = new Uint32Array(memory.buffer, program, HEADER / WORD);
      header.set([entry, spans, used * WORD, memos, code.memos]);
      header.set([frames, frames + FRAMES - FRAMES_SPARE, rows, ROWS, code.rows, steps], 5);
      return new Program(scanner, program, spans, used, steps);
    },
    place(bytes) {
      if (bytes.length > LONGEST_LINE) return undefined;
      memory.set(bytes, line);
      return line;
    },
  };
}

class Program implements LineProgram {
  readonly #run: (program: number, start: number, end: number) => number;
  readonly #scanner: Scanner;
  readonly #address: number;
  readonly #at: number;
  readonly #count: number;
  readonly #steps: number;
  #spans: Int32Array = new Int32Array(0);

  constructor(scanner: Scanner, address: number, spans: number, count: number, steps: number) {
    this.#run = scanner.exports.runProgram;
    this.#scanner = scanner;
    this.#address = address;
    this.#at = spans;
    this.#count = count;
    this.#steps = steps;
  }

  run(start: number, end: number): Answer {
    return this.#run(this.#address, start, end) as Answer;
  }

  get spans(): Int32Array {
    if (this.#spans.length === 0) this.#spans = new Int32Array(this.#scanner.memory().buffer, this.#at, this.#count);
    return this.#spans;
  }

  get steps(): number {
    return this.#scanner.memory().readUInt32LE(this.#steps);
  }
}
