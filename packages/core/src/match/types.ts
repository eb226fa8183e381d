import type { Fields, Rule } from '../contract.js';
import type { Neighbours } from './echo/neighbours.js';

/** One rule matched one line. Json apart from `rule`, which is the object that was compiled. */
export interface Hit {
  readonly rule: Rule;
  /** Position of the rule in its pack, from 0. */
  readonly order: number;
  /** 1-based, counted by `\n` only; the segments between bare `\r` share the number of their line. */
  readonly line: number;
  /** Byte offset of the start of the line (or of its segment). */
  readonly offset: number;
  /** UTF-8 with U+FFFD for what is not, without the line end, cut after 16 KiB. */
  readonly text: string;
  /** The raw lines of the block, when the rule asks for one. */
  readonly block?: readonly string[];
  readonly fields: Fields;
  /** Its own line tells a step, and shows that the metric has not failed. */
  readonly contradicted?: boolean;
}

/** A block whose end has not been seen yet. Json. */
export interface OpenBlock {
  /** The rule by name, so that a state outlives a reload of the pack. */
  readonly rule: string;
  readonly line: number;
  readonly offset: number;
  readonly text: string;
  readonly fields: Fields;
  readonly lines: readonly string[];
  /** A Python traceback ends at its exception line; any other block after its number of lines. */
  readonly traceback: boolean;
  /** What a line must start with to belong to the block; several while the second line has not told which. */
  readonly prefixes: readonly string[];
}

/** What a scan hands to the next one: a value, never shared or changed. Json. */
export interface ScanState {
  readonly blocks: readonly OpenBlock[];
  /** What the last lines were part of, such as a dump of settings. */
  readonly neighbours?: Neighbours;
}

/** Before the first chunk of a source. */
export const emptyScanState: ScanState = { blocks: [] };

/** Where a chunk lies in its source. */
export interface ChunkBase {
  /** Byte offset of the chunk's first byte in the source. */
  readonly offset: number;
  /** Number (1-based) of the chunk's first line. The next chunk's is this plus `lines` of the result. */
  readonly line: number;
}

export interface ScanResult {
  /** In the order of the lines; on one line in order of precedence. */
  readonly hits: Hit[];
  /** How many `\n` the chunk holds. */
  readonly lines: number;
  readonly state: ScanState;
}

/** A line that rules match. Json. */
export interface FoundLine {
  /** Where it lies in the chunk, without its end. */
  readonly start: number;
  readonly end: number;
  /** How many `\n` of the chunk stand before it. */
  readonly before: number;
  /** Indices of the rules, and the fields that each reads there. */
  readonly matches: readonly { readonly rule: number; readonly fields: Fields }[];
}

/** What rules find in a chunk, whatever stood before it: in order, and still with what only repeats a text. Json. */
export interface Found {
  readonly lines: readonly FoundLine[];
  /** How many `\n` the chunk holds. */
  readonly count: number;
}

/** The rules of a monitor, compiled. */
export interface Matcher {
  /** What a person should know about how the rules run, such as a set that was too large for RE2. */
  readonly notes: readonly string[];
  /**
   * Finds every hit in a chunk of whole lines, each ended by `\n` or a bare `\r`; the last one may lack its end
   * when the source has ended. Never throws for any bytes, and never changes the chunk or the state. The same as
   * `assemble` of what `find` finds.
   */
  scan(chunk: Buffer, base: ChunkBase, state: ScanState): ScanResult;
  /** Memory for at least so many bytes; a chunk that lies in it is not copied. */
  room(bytes: number): Buffer;
  /** The part of `scan` that needs no state, so that several threads can share it. */
  find(chunk: Buffer): Found;
  /** The part of `scan` that goes from chunk to chunk. */
  assemble(chunk: Buffer, found: Found, base: ChunkBase, state: ScanState): ScanResult;
  /** What each rule says, in short, by its name: worked out once. */
  digests?(): Readonly<Record<string, string>>;
  /** Closes what is open: the job ended, or was quiet for long. */
  flush(state: ScanState): { readonly hits: Hit[]; readonly state: ScanState };
}

/** One thing that is wrong with one rule. */
export interface PatternFinding {
  readonly rule: string;
  readonly key: 'pattern' | 'unless' | 'flags' | 'extract_groups';
  /** 1-based position in the value of `key`. */
  readonly column: number;
  /** The text that is refused. */
  readonly construct: string;
  readonly message: string;
  readonly remedy: string;
}

/** What is wrong at one place of one pattern, before it is known which rule and key it belongs to. */
export type PatternIssue = Omit<PatternFinding, 'rule' | 'key'>;
