import RE2 from 're2';
import type { CompiledRule } from '../compile-rule.js';
import { countLines } from '../count-lines.js';
import { FramedLine, readFields } from '../read-fields.js';
import { createRuleSet, type RuleSet } from '../rule-set.js';
import type { FoundLine } from '../types.js';

const LF = 10;
const CR = 13;
/** How much is asked at a time whether it holds any hit, in bytes: some dozens of lines. */
const WINDOW = 8 * 1024;

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
  { perLine, perWindow, rules }: Asked,
  compiled: readonly CompiledRule[],
  chunk: Buffer,
  bytes: Buffer,
  valid: boolean,
): FoundLine[] {
  const found: FoundLine[] = [];
  let counted = 0;
  let before = 0;
  let dense = false;
  for (let at = 0; at < chunk.length; ) {
    const windowed = windowEnd(chunk, bytes, at);
    let hit = false;
    if (dense || !perWindow || perWindow.test(bytes.subarray(at, windowed)))
      for (let start = at; start < windowed; ) {
        const ends = bytes.indexOf(LF, start);
        const end = ends < 0 || ends > windowed ? windowed : ends;
        const seen = bytes.subarray(start, end);
        const matched = perLine.match(seen);
        if (matched.length > 0) {
          hit = true;
          before += countLines(chunk, counted, start);
          counted = start;
          const framed = new FramedLine(seen, chunk, start, end, valid);
          const matches = matched.flatMap((index) => {
            const rule = rules[index]!;
            const fields = readFields(compiled[rule]!, framed);
            return fields ? { rule, fields } : [];
          });
          if (matches.length > 0) found.push({ start, end, before, matches });
        }
        start = end + (chunk[end] === CR && chunk[end + 1] === LF ? 2 : 1);
      }
    // Where one window has hits, the next one often has them too, and asking first would be wasted.
    dense = hit;
    at = windowed;
  }
  return found;
}

/** The end of the last line that fits into a window from `at` on, or of the first one when it is longer. */
function windowEnd(chunk: Buffer, bytes: Buffer, at: number): number {
  if (at + WINDOW >= bytes.length) return bytes.length;
  const last = bytes.lastIndexOf(LF, at + WINDOW - 1);
  const end = last >= at ? last : bytes.indexOf(LF, at + WINDOW);
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
