import type { Assertion } from '../pattern/tree.js';
import type { ByteSet } from './byte-set.js';
import type { CharClass } from './char-class.js';

/** A byte of a text: it fits where `byte | mask` is this value. */
export interface Letter {
  readonly byte: number;
  readonly mask: number;
}

interface Common {
  /** What it and all that follows it may begin with: elsewhere it fails. */
  readonly first: ByteSet;
  /** From here on a match is certain. */
  readonly sure: boolean;
}

export interface Match extends Common {
  readonly op: 'match';
}

/** Up to 64 letters. */
export interface Text extends Common {
  readonly op: 'text';
  readonly letters: readonly Letter[];
  readonly next: Instruction;
}

export interface Character extends Common {
  readonly op: 'character';
  readonly of: CharClass;
  readonly next: Instruction;
}

/** Keeps the place: slot 2g is where group g begins, 2g + 1 where it ends. */
export interface Save extends Common {
  readonly op: 'save';
  readonly slot: number;
  readonly next: Instruction;
}

export interface Assert extends Common {
  readonly op: 'assert';
  readonly what: Assertion;
  readonly next: Instruction;
}

/** As many characters of a class as there are; any fewer would lead nowhere. `group` 0: kept by none. */
export interface Span extends Common {
  readonly op: 'span';
  readonly of: CharClass;
  readonly min: number;
  readonly max: number;
  readonly group: number;
  readonly next: Instruction;
}

/** Characters of a class, tried at every length. `start`: what stands before a match, and is no part of it. */
export interface Run extends Common {
  readonly op: 'run';
  readonly of: CharClass;
  readonly min: number;
  readonly max: number;
  readonly greedy: boolean;
  readonly start: boolean;
  readonly next: Instruction;
}

/** The ways in order. Those of a loop lead back to it, which is why they are set when it is known. */
export interface Switch extends Common {
  readonly op: 'switch';
  ways: readonly Instruction[];
}

/** A program is a graph of these; only loops lead back. */
export type Instruction = Match | Text | Character | Save | Assert | Span | Run | Switch;
