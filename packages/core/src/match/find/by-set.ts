import RE2 from 're2';
import type { CompiledRule } from '../compile-rule.js';
import { countLines } from '../count-lines.js';
import { FramedLine, readFields } from '../read-fields.js';
import { createRuleSet, type RuleSet } from '../rule-set.js';
import type { FoundLine } from '../types.js';

const LF = 10;
const CR = 13;
/** How much is asked at a time whether it holds any hit, in bytes; where it does, its parts are asked: some dozens of lines. */
const WINDOW = 64 * 1024;
const PART = 8 * 1024;

/** Rules that no text tells of beforehand: every line has to be asked for them. */
export interface Asked {
  /** Says which of them match a line. What it says holds. */
  readonly perLine: RuleSet;
  /** Says whether a window may hold a hit. Absent when RE2 can't do that for these rules. */
  readonly perWindow: RuleSet | undefined;
  /** Their indices among all rules. */
  readonly rules: readonly number[];
}

/** `asked` are indices of `compiled`. */
export function askFor(
  compiled: readonly CompiledRule[],
  asked: readonly number[],
  note: (text: string) => void,
): Asked | undefined {
  if (asked.length === 0) return undefined;
  const rules = asked.map((index) => compiled[index]!);
  const perLine = createRuleSet(
    rules.map(({ line }) => line),
    note,
  );
  return { rules: asked, perLine, perWindow: windowSet(rules, note) };
}

/** The lines of a chunk that any of the rules matches. `bytes` are its bytes as RE2 may see them, `valid` whether it was UTF-8. */
export function linesBySet(
  asked: Asked,
  compiled: readonly CompiledRule[],
  chunk: Buffer,
  bytes: Buffer,
  valid: boolean,
): FoundLine[] {
  const { perWindow } = asked;
  const lines = new AskedLines(asked, compiled, chunk, bytes, valid);
  if (perWindow === undefined) {
    lines.look(0, chunk.length);
    return lines.found;
  }
  // Where one window has hits, the next one often has them too, and asking first would be wasted.
  let dense = false;
  let densePart = false;
  for (let at = 0, end = 0; at < chunk.length; at = end) {
    end = windowEnd(chunk, bytes, at, WINDOW);
    if (!dense && !perWindow.test(bytes.subarray(at, end))) continue;
    dense = false;
    for (let from = at, to = at; from < end; from = to) {
      to = Math.min(end, windowEnd(chunk, bytes, from, PART));
      densePart = (densePart || perWindow.test(bytes.subarray(from, to))) && lines.look(from, to);
      dense ||= densePart;
    }
  }
  return lines.found;
}

/** Asks line by line, in the order of the chunk. */
class AskedLines {
  readonly found: FoundLine[] = [];
  /** Up to where `\n` were counted, and how many they were. */
  #counted = 0;
  #before = 0;

  constructor(
    readonly asked: Asked,
    readonly compiled: readonly CompiledRule[],
    readonly chunk: Buffer,
    readonly bytes: Buffer,
    readonly valid: boolean,
  ) {}

  /** Whether a pattern matches in the lines from `from` to `to`. */
  look(from: number, to: number): boolean {
    const { chunk, bytes } = this;
    let hit = false;
    for (let start = from; start < to; ) {
      const ends = bytes.indexOf(LF, start);
      const end = ends < 0 || ends > to ? to : ends;
      const seen = bytes.subarray(start, end);
      const matched = this.asked.perLine.match(seen);
      if (matched.length > 0) {
        hit = true;
        this.#take(matched, seen, start, end);
      }
      start = end + (chunk[end] === CR && chunk[end + 1] === LF ? 2 : 1);
    }
    return hit;
  }

  #take(matched: readonly number[], seen: Buffer, start: number, end: number): void {
    this.#before += countLines(this.chunk, this.#counted, start);
    this.#counted = start;
    const framed = new FramedLine(seen, this.chunk, start, end, this.valid);
    const matches = matched.flatMap((index) => {
      const rule = this.asked.rules[index]!;
      const fields = readFields(this.compiled[rule]!, framed);
      return fields ? { rule, fields } : [];
    });
    if (matches.length > 0) this.found.push({ start, end, before: this.#before, matches });
  }
}

/** The end of the last line that fits into so many bytes from `at` on, or of the first one when it is longer. */
function windowEnd(chunk: Buffer, bytes: Buffer, at: number, size: number): number {
  if (at + size >= bytes.length) return bytes.length;
  const last = bytes.lastIndexOf(LF, at + size - 1);
  const end = last >= at ? last : bytes.indexOf(LF, at + size);
  if (end < 0) return bytes.length;
  // A `\r\n` is two line ends in the normalised bytes, and must not be parted.
  return chunk[end] === CR && chunk[end + 1] === LF ? end + 2 : end + 1;
}

/** The set for whole windows. A pattern whose chunk form RE2 refuses makes every line be looked at, which is slower. */
function windowSet(compiled: readonly CompiledRule[], note: (text: string) => void): RuleSet | undefined {
  const chunks = compiled.map(({ chunk }) => chunk);
  try {
    return createRuleSet(chunks, note);
  } catch (error) {
    const which = compiled.find(({ chunk }) => !compiles(chunk))?.rule.name;
    note(`${which} can only be matched line by line, which is slower for all rules: ${String(error)}`);
    return undefined;
  }
}

function compiles(pattern: string): boolean {
  try {
    new RE2(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
