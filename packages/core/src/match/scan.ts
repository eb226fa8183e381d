import type { CompiledRule } from './compile-rule.js';
import { type Before, neighboursIn } from './echo/chunk-neighbours.js';
import { echoOf } from './echo.js';
import { lineHits, type Match } from './line-hits.js';
import { normalise } from './normalise.js';
import { FramedLine, readFields } from './read-fields.js';
import type { RuleSet } from './rule-set.js';
import { lineText } from './text.js';
import type { ChunkBase, Hit, OpenBlock, ScanResult, ScanState } from './types.js';

const LF = 10;
const CR = 13;
/** How much is asked at a time whether it holds any hit, in bytes: some dozens of lines. */
const WINDOW = 8 * 1024;

export interface Rules {
  readonly compiled: readonly CompiledRule[];
  readonly byName: ReadonlyMap<string, CompiledRule>;
  /** Says which rules match one line. What it says holds. */
  readonly perLine: RuleSet;
  /** Says whether a window may hold a hit. Absent when RE2 can't do that for this pack. */
  readonly perWindow: RuleSet | undefined;
}

/** Scans one chunk: whole windows are asked first, and only lines of a window with a hit are looked at one by one. */
export function scanChunk(rules: Rules, chunk: Buffer, base: ChunkBase, state: ScanState): ScanResult {
  const { bytes, valid } = normalise(chunk);
  const hits: Hit[] = [];
  let open = state.blocks;
  let line = base.line;
  let dense = false;
  const neighbours = neighboursIn(chunk, bytes, state.neighbours);
  const spares = rules.compiled.some(({ sparesEchoes }) => sparesEchoes);

  for (let at = 0; at < chunk.length; ) {
    const end = windowEnd(chunk, bytes, at);
    const look = dense || open.length > 0 || !rules.perWindow || rules.perWindow.test(bytes.subarray(at, end));
    if (look) {
      const before = hits.length;
      ({ line, open } = scanLines(rules, { chunk, bytes, valid, base, neighbours }, at, end, line, open, hits));
      // Where one window has hits, such as steps, the next one has them too, and asking first would be wasted.
      dense = hits.length > before;
    } else line += countLines(chunk, at, end);
    at = end;
  }
  const said = spares ? neighbours(chunk.length) : undefined;
  const same = open === state.blocks && said === state.neighbours;
  return { hits, lines: line - base.line, state: same ? state : { blocks: open, ...(said && { neighbours: said }) } };
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

interface Chunk {
  readonly chunk: Buffer;
  readonly bytes: Buffer;
  readonly valid: boolean;
  readonly base: ChunkBase;
  readonly neighbours: Before;
}

/** Looks at each line from `from` to `to`, and counts them. */
function scanLines(
  rules: Rules,
  { chunk, bytes, valid, base, neighbours }: Chunk,
  from: number,
  to: number,
  firstLine: number,
  blocks: readonly OpenBlock[],
  hits: Hit[],
): { line: number; open: readonly OpenBlock[] } {
  let line = firstLine;
  let open = blocks;
  for (let start = from; start < to; ) {
    const found = bytes.indexOf(LF, start);
    const end = found < 0 || found > to ? to : found;
    const seen = bytes.subarray(start, end);
    const matched = rules.perLine.match(seen);
    if (matched.length > 0 || open.length > 0) {
      const framed = new FramedLine(seen, chunk, start, end, valid);
      const matches = matched.flatMap((index): Match | [] => {
        const compiled = rules.compiled[index]!;
        const fields = readFields(compiled, framed);
        return fields ? { compiled, fields } : [];
      });
      if (matches.length > 0 || open.length > 0) {
        const text = lineText(chunk, start, end);
        const told = matches.filter(
          ({ compiled }) => !compiled.sparesEchoes || echoOf(text, compiled.place(), neighbours(start)) === undefined,
        );
        const placed = { line, offset: base.offset + start, text };
        const result = lineHits(told, placed, open, (name) => rules.byName.get(name));
        hits.push(...result.hits);
        open = result.open;
      }
    }
    const carriage = chunk[end] === CR && chunk[end + 1] === LF;
    if (chunk[end] === LF || carriage) line += 1;
    start = end + (carriage ? 2 : 1);
  }
  return { line, open };
}

function countLines(chunk: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = chunk.indexOf(LF, from); at >= 0 && at < to; at = chunk.indexOf(LF, at + 1)) count += 1;
  return count;
}
