import type { ASTNode } from '@marcbachmann/cel-js';
import RE2 from 're2';
import { duration } from '../config/duration.js';
import type { ConfigProblem } from '../contract.js';
import { placed, statistics } from './statistics.js';
import type { Span } from './window.js';

/** What an expression asks of the past: a statistic of a field over a span, or over the last values of each rank, source … */
export interface WindowCall {
  readonly name: string;
  readonly field: string;
  readonly span: Span;
  /** The share of `percentile`. */
  readonly argument?: number;
  /** Of `max_by` and its like: what the values are held apart by. */
  readonly by?: string;
}

/** Over the last value of each group. */
export const ACROSS = ['min_by', 'max_by', 'mean_by', 'median_by', 'count_by'] as const;
export const OVER_TIME = [...Object.keys(statistics), ...Object.keys(placed)];
/** CEL’s loops over lists; a rule has none, and an expression with one could take long. */
const LOOPS = ['all', 'exists', 'exists_one', 'map', 'filter'];

type Node = { op: string; args: unknown; start: number; end: number };

/** What stands in place of a part of an expression. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Takes the calls of windows out of an expression, in whose place variables stand then, and makes every number a double,
 * so that `1/2` is a half and whole numbers compare with fractions. Changes the tree, and gives the text that it is then:
 * cel-js would write one from the tree, without the brackets of `a - (b - c)`.
 */
export function takeWindowCalls(
  ast: ASTNode,
  text: string,
): { readonly calls: readonly WindowCall[]; readonly text: string } | ConfigProblem {
  const calls: WindowCall[] = [];
  const edits: Edit[] = [];
  let wrong: ConfigProblem | undefined;
  const refuse = ({ start }: Node, message: string) => {
    wrong ??= { path: [], column: start + 1, message };
  };
  const visit = (one: unknown): void => {
    if (Array.isArray(one)) return one.forEach(visit);
    if (one === null || typeof one !== 'object' || !('op' in one)) return;
    const node = one as Node;
    if (node.op === 'value' && typeof node.args === 'bigint') {
      node.args = Number(node.args);
      edits.push({ start: node.start, end: node.end, text: `${node.args}.0` });
    }
    if (node.op === 'rcall') {
      const renamed = receiverCall(node, text, refuse);
      if (renamed !== undefined) edits.push(renamed);
    }
    if (node.op === 'call') {
      const [name, given] = node.args as [string, Node[]];
      if (OVER_TIME.includes(name) || (ACROSS as readonly string[]).includes(name)) {
        const call = callOf(name, given);
        if (typeof call === 'string') return refuse(node, call);
        const same = calls.findIndex((other) => JSON.stringify(other) === JSON.stringify(call));
        node.op = 'id';
        node.args = `window_${same < 0 ? calls.push(call) - 1 : same}`;
        edits.push({ start: node.start, end: node.end, text: node.args as string });
        return;
      }
    }
    visit(node.args);
  };
  visit(ast);
  return wrong ?? { calls, text: edited(text, edits) };
}

function edited(text: string, edits: readonly Edit[]): string {
  let out = '';
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    out += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return out + text.slice(from);
}

/** `text.matches(pattern)` is RE2’s; CEL’s own would be a JavaScript RegExp. */
function receiverCall(node: Node, text: string, refuse: (node: Node, message: string) => void): Edit | undefined {
  const args = node.args as [string, Node, Node[]];
  if (LOOPS.includes(args[0])) refuse(node, `\`${args[0]}\` is a loop, which an expression here can’t have`);
  if (args[0] !== 'matches') return undefined;
  const pattern = args[2][0];
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    refuse(node, 'the pattern of `matches` has to stand there as a text');
    return undefined;
  }
  try {
    new RE2(pattern.args, 'u');
  } catch (error) {
    refuse(pattern, `RE2 refuses the pattern: ${(error as Error).message}`);
  }
  // The last one before the pattern: what it is asked of may hold the word, too.
  const start = text.lastIndexOf('matches', pattern.start);
  args[0] = 'matchesRe2';
  return { start, end: start + 'matches'.length, text: 'matchesRe2' };
}

function callOf(name: string, given: readonly Node[]): WindowCall | string {
  const values = given.map((one) => (one.op === 'value' ? one.args : undefined));
  const [field, over, argument] = values;
  if (typeof field !== 'string') return `\`${name}\` needs the name of a field as a text: ${example(name)}`;
  if ((ACROSS as readonly string[]).includes(name)) {
    if (typeof over !== 'string' || given.length !== 2) return `\`${name}\` needs what to hold apart: ${example(name)}`;
    return { name, field, by: over, span: { kind: 'values', size: 1 } };
  }
  const last = name === 'last' && given.length === 1;
  const span = last ? ({ kind: 'values', size: 1 } as const) : spanOf(over);
  if (span === undefined) return `\`${name}\` needs a window of values, a time, or steps: ${example(name)}`;
  if (given.length > (name === 'percentile' ? 3 : 2)) return `\`${name}\` has too many arguments: ${example(name)}`;
  if (name !== 'percentile') return { name, field, span };
  const share = typeof argument === 'bigint' ? Number(argument) : argument;
  if (typeof share !== 'number' || share < 0 || share > 100)
    return `\`percentile\` needs a share from 0 to 100: ${example(name)}`;
  return { name, field, span, argument: share };
}

/** `100` values, `"10m"`, `"100 steps"`. */
function spanOf(given: unknown): Span | undefined {
  const count = typeof given === 'bigint' ? Number(given) : given;
  if (typeof count === 'number')
    return Number.isInteger(count) && count > 0 ? { kind: 'values', size: count } : undefined;
  if (typeof given !== 'string') return undefined;
  const [size, unit, ...more] = given.trim().split(' ');
  if ((unit === 'steps' || unit === 'step') && more.length === 0) {
    const steps = Number(size);
    return Number.isInteger(steps) && steps > 0 ? { kind: 'steps', size: steps } : undefined;
  }
  const time = duration(given);
  return time === undefined || time <= 0 ? undefined : { kind: 'time', size: time };
}

function example(name: string): string {
  if ((ACROSS as readonly string[]).includes(name)) return `${name}("step", "rank")`;
  if (name === 'percentile') return 'percentile("step_time_ms", 100, 95)';
  return `${name}("loss", 100), ${name}("loss", "10m") or ${name}("loss", "100 steps")`;
}
