import type { Node } from '../pattern/tree.js';
import type { Scanner } from '../prefilter/scanner.js';
import { build } from './build.js';
import { encode, HEADER } from './encode.js';

/** Decides whether its pattern matches a line, and where the groups are, as RE2 would. */
export interface LineProgram {
  /**
   * The line from `start` to `end`, addresses in the scanner's memory, without its end and of valid UTF-8; 64 bytes
   * behind it must be readable. Takes a number of steps that grows with the line, and no more.
   */
  run(start: number, end: number): Answer;
  /** After a 1: start and end of each group, group 0 first, as addresses; -1 for one that took no part. Till the next run. */
  readonly spans: Int32Array;
  /** What the last run took. */
  readonly steps: number;
}

/** 1: it matches; 0: it doesn't; -1: it is not known, and RE2 has to be asked. */
export type Answer = 1 | 0 | -1;

/** The programs of one scanner. They share what they work with, as only one runs at a time. */
export interface Programs {
  /** Undefined for a pattern that RE2 has to do. `groups`: how many it has. */
  compile(pattern: Node, groups: number): LineProgram | undefined;
}

export interface ProgramsOptions {
  /** Of all programs together, in bytes; what needs more is left to RE2. Default: 16 MiB, some thousand of the common kind. */
  readonly room?: number;
}

const MOST_GROUPS = 255;
const DEFAULT_ROOM = 16 * 1024 * 1024;

const WORD = 4;
const SPANS = (MOST_GROUPS + 1) * 2 * WORD;
const MEMOS = 32 * 1024;
const FRAMES = 256 * 1024;
/** One instruction writes two frames at most. */
const FRAMES_SPARE = 64;
const ROWS = 64 * 1024;

export function openPrograms(scanner: Scanner, { room = DEFAULT_ROOM }: ProgramsOptions = {}): Programs {
  const spans = scanner.reserve(SPANS);
  const memos = scanner.reserve(MEMOS);
  const frames = scanner.reserve(FRAMES);
  const rows = scanner.reserve(ROWS);
  const steps = scanner.reserve(WORD);
  let left = room;

  return {
    compile(pattern, groups) {
      const start = groups > MOST_GROUPS ? undefined : build(pattern);
      const code = start && encode(start);
      if (!code || code.size > Math.min(left, scanner.left) || code.memos > MEMOS) return undefined;
      left -= code.size;
      const program = scanner.reserve(code.size);
      const memory = scanner.memory();
      const { bytes, entry } = code.at(program);
      memory.set(bytes, program);
      const words = (groups + 1) * 2;
      const header = new Uint32Array(memory.buffer, program, HEADER / WORD);
      header.set([entry, spans, words * WORD, memos, code.memos]);
      header.set([frames, frames + FRAMES - FRAMES_SPARE, rows, ROWS, code.rows, steps], 5);
      return new Program(scanner, program, steps, new Int32Array(memory.buffer, spans, words));
    },
  };
}

class Program implements LineProgram {
  readonly #run: (program: number, start: number, end: number) => number;
  readonly #address: number;
  readonly #steps: Uint32Array;

  constructor(
    scanner: Scanner,
    address: number,
    steps: number,
    readonly spans: Int32Array,
  ) {
    this.#run = scanner.exports.runProgram;
    this.#address = address;
    this.#steps = new Uint32Array(scanner.memory().buffer, steps, 1);
  }

  run(start: number, end: number): Answer {
    return this.#run(this.#address, start, end) as Answer;
  }

  get steps(): number {
    return this.#steps[0]!;
  }
}
