import type { Fields } from '../contract.js';
import type { CompiledRule } from './compile-rule.js';
import { afterPrefix, blockPrefixes, type Exception, isFrame, isTraceback, readException } from './traceback.js';
import type { OpenBlock } from './types.js';

/** Blocks that may be open at once; then the oldest is closed. */
export const MAX_OPEN = 64;
/** Lines of a source after which a traceback that never showed its exception is closed. */
const MAX_AGE = 2000;

/** A line where blocks are open: its place and its text. */
export interface Placed {
  readonly line: number;
  readonly offset: number;
  readonly text: string;
}

/** What a line does to a block: nothing, it belongs to it, or it is its last one. */
export type Step =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'inside'; readonly block: OpenBlock }
  | { readonly kind: 'ended'; readonly block: OpenBlock; readonly exception?: Exception };

/** The block that begins with a line, for a rule that asks for one. */
export function openBlock(compiled: CompiledRule, first: Placed, fields: Fields): OpenBlock {
  return {
    rule: compiled.rule.name,
    line: first.line,
    offset: first.offset,
    text: first.text,
    fields,
    lines: [first.text],
    traceback: isTraceback(first.text),
    prefixes: blockPrefixes(first.text),
  };
}

/** Shows a line to an open block. `limit` is the rule's `lines`. */
export function stepBlock(block: OpenBlock, line: Placed, limit: number): Step {
  const step = block.traceback ? stepTraceback(block, line.text, limit) : stepPlain(block, line.text, limit);
  const aged = step.kind !== 'ended' && line.line - block.line >= MAX_AGE;
  return aged ? { kind: 'ended', block: step.kind === 'inside' ? step.block : block } : step;
}

function stepPlain(block: OpenBlock, text: string, limit: number): Step {
  if (afterPrefix(text, block.prefixes[0]!) === undefined) return { kind: 'foreign' };
  const grown = { ...block, lines: [...block.lines, text] };
  return { kind: grown.lines.length >= limit ? 'ended' : 'inside', block: grown };
}

/**
 * A traceback goes on until its exception, however deep it is: the exception is the one line that matters, so a block
 * that is full loses its second line rather than the newest.
 */
function stepTraceback(block: OpenBlock, text: string, limit: number): Step {
  for (const prefix of block.prefixes) {
    const rest = afterPrefix(text, prefix);
    if (rest === undefined) continue;
    const undecided = block.prefixes.length > 1;
    if (undecided && isFrame(rest))
      return { kind: 'inside', block: grow({ ...block, prefixes: [prefix] }, text, limit) };
    const exception = readException(rest);
    if (exception && !(undecided && startsLower(exception.exception))) {
      return { kind: 'ended', block: grow(block, text, limit), exception };
    }
    const inside = rest.startsWith(' ') || rest.startsWith('\t') || rest === '';
    if (!undecided && inside) return { kind: 'inside', block: grow(block, text, limit) };
  }
  return { kind: 'foreign' };
}

/** `node02: …` reads like an exception as long as it is not known what stands before the lines of this block. */
const startsLower = (name: string): boolean => name[0]! >= 'a' && name[0]! <= 'z' && !name.includes('.');

function grow(block: OpenBlock, text: string, limit: number): OpenBlock {
  const [first, ...others] = block.lines;
  const room = Math.max(0, limit - 1);
  return { ...block, lines: [first!, ...[...others, text].slice(Math.max(0, others.length + 1 - room))] };
}

/** The fields that the end of a block brings. */
export function blockFields(block: OpenBlock, exception: Exception | undefined): Fields {
  return {
    ...(exception ? { exception: exception.exception, message: exception.message } : {}),
    first_line: block.line,
  };
}
