import type { CompiledRule } from './compile-rule.js';
import { type Before, neighboursBehind, neighboursIn } from './echo/chunk-neighbours.js';
import { echoOf } from './echo.js';
import { lineHits } from './line-hits.js';
import { lineText } from './text.js';
import type { ChunkBase, Found, FoundLine, Hit, OpenBlock, ScanResult, ScanState } from './types.js';

const LF = 10;
const CR = 13;

export interface Rules {
  readonly compiled: readonly CompiledRule[];
  readonly byName: ReadonlyMap<string, CompiledRule>;
  /** Whether any of them spares echoes, so that it matters what lines were part of. */
  readonly sparesEchoes: boolean;
}

/** Makes hits of what was found in a chunk: with the blocks that are open, and without what only repeats a text. */
export function assemble(rules: Rules, chunk: Buffer, found: Found, base: ChunkBase, state: ScanState): ScanResult {
  if (found.lines.length === 0 && state.blocks.length === 0) {
    const said = rules.sparesEchoes ? neighboursBehind(chunk, state.neighbours) : undefined;
    const next = said === state.neighbours ? state : { blocks: state.blocks, ...(said && { neighbours: said }) };
    return { hits: [], lines: found.count, state: next };
  }
  const neighbours = neighboursIn(chunk, state.neighbours);
  const walk = new Walk(rules, chunk, base, neighbours, state.blocks);
  for (const line of found.lines) {
    walk.to(line.start, line.before);
    walk.take(line);
  }
  walk.to(chunk.length, found.count);
  const said = rules.sparesEchoes ? neighbours(chunk.length) : undefined;
  const same = walk.open === state.blocks && said === state.neighbours;
  const { hits, open } = walk;
  return { hits, lines: found.count, state: same ? state : { blocks: open, ...(said && { neighbours: said }) } };
}

/** From one line that rules matched to the next; while a block is open, line by line. */
class Walk {
  readonly hits: Hit[] = [];
  /** Where the next line starts, and how many `\n` of the chunk stand before it. */
  #at = 0;
  #before = 0;

  constructor(
    readonly rules: Rules,
    readonly chunk: Buffer,
    readonly base: ChunkBase,
    readonly neighbours: Before,
    public open: readonly OpenBlock[],
  ) {}

  /** Shows the lines before `start` to the blocks that are open. */
  to(start: number, before: number): void {
    while (this.open.length > 0 && this.#at < start)
      this.take({ start: this.#at, end: lineEnd(this.chunk, this.#at), before: this.#before, matches: [] });
    this.#at = start;
    this.#before = before;
  }

  take({ start, end, before, matches }: FoundLine): void {
    const { compiled, byName } = this.rules;
    const text = lineText(this.chunk, start, end);
    const [first] = matches;
    if (this.open.length === 0 && matches.length === 1 && first !== undefined) {
      const one = compiled[first.rule] as CompiledRule;
      // A step, most often: no other rule, no block and no echo has a say.
      if (!one.sparesEchoes && one.rule.lines === undefined) {
        const { rule, order } = one;
        const [line, offset] = [this.base.line + before, this.base.offset + start];
        this.hits.push({ rule, order, line, offset, text, fields: first.fields });
        return;
      }
    }
    const told = matches.flatMap(({ rule, fields }) => {
      const one = compiled[rule] as CompiledRule;
      const echoes = one.sparesEchoes && echoOf(text, one.place(), this.neighbours(start)) !== undefined;
      return echoes ? [] : { compiled: one, fields };
    });
    const placed = { line: this.base.line + before, offset: this.base.offset + start, text };
    const { hits, open } = lineHits(told, placed, this.open, (name) => byName.get(name));
    for (const hit of hits) this.hits.push(hit);
    this.open = open;
    const carriage = this.chunk[end] === CR && this.chunk[end + 1] === LF;
    this.#before = before + (carriage || this.chunk[end] === LF ? 1 : 0);
    this.#at = end + (carriage ? 2 : 1);
  }
}

/** Where the line ends that starts at `start`: before its `\n` or `\r`. */
function lineEnd(chunk: Buffer, start: number): number {
  const found = chunk.indexOf(LF, start);
  const end = found < 0 ? chunk.length : found;
  const carriage = chunk.subarray(start, end).indexOf(CR);
  return carriage < 0 ? end : start + carriage;
}
