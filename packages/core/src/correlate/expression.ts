import type { ParseResult } from '@marcbachmann/cel-js';
import { nearest } from '../config/nearest.js';
import type { ConfigProblem } from '../contract.js';
import { cel } from '../lazy-packages.js';
import { celEnvironment, NoData } from './cel-environment.js';
import { fieldsIn, type Name, neededBy } from './expression-names.js';
import { functions } from './on-numbers.js';
import { type Given, straightOf, type UNSURE } from './straight.js';
import { ACROSS, OVER_TIME, takeWindowCalls, type WindowCall } from './window-call.js';

/** A CEL expression over the fields of a signal, and over windows of earlier ones. */
export interface Expression {
  readonly text: string;
  /** What it asks of windows, each once. */
  readonly calls: readonly WindowCall[];
  /** Fields that it names. */
  readonly fields: readonly string[];
  /**
   * What it says; undefined where a field or a window is not there, or is no number where one is needed. `windows` are
   * the values of `calls`. Throws for what can't be worked out at all.
   */
  evaluate(
    fields: Readonly<Record<string, string | number>>,
    windows: readonly (number | undefined)[],
  ): boolean | undefined;
  /** The same for what it would be given, without the interpreter; it looks up only what settles the matter. Undefined where only CEL can tell what the expression says of anything. */
  readonly straight: ((given: Given) => boolean | undefined | typeof UNSURE) | undefined;
}

/** Parses and type-checks. An error has a column, and says what to write instead. */
export function parseExpression(text: string): Expression | ConfigProblem {
  const parsed = attempt(() => new (cel().Environment)({ limits }).parse(text));
  if ('message' in parsed) return parsed;
  const taken = takeWindowCalls(parsed.ast, text);
  if ('message' in taken) return taken;
  const environment = celEnvironment(taken.calls.length);
  // What follows is read from the text that the tree has now: numbers are doubles, and windows are variables.
  const ready = attempt(() => environment.parse(taken.text));
  if ('message' in ready) return ready;
  const wrong = typeProblem(ready);
  if (wrong !== undefined) return wrong;
  const evaluate = evaluator(ready, neededBy(parsed.ast), taken.calls.length);
  return { text, calls: taken.calls, fields: fieldsIn(parsed.ast), evaluate, straight: straightOf(parsed.ast) };
}

/** What was probably meant by a name that cel-js does not know. */
function instead(said: string): string {
  const variable = said.startsWith('Unknown variable: ') ? said.slice('Unknown variable: '.length) : undefined;
  if (variable !== undefined) return `; a field is written \`fields.${variable}\``;
  const name = said.startsWith('found no matching overload for ') ? said.split("'")[1]?.split('(')[0] : undefined;
  const near = name === undefined || FUNCTIONS.includes(name) ? undefined : nearest(name, FUNCTIONS);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

const FUNCTIONS = [...OVER_TIME, ...ACROSS, ...Object.keys(functions), 'has', 'matches'];

const limits = { maxAstNodes: 500, maxDepth: 50 };

function evaluator(ready: ParseResult, needed: readonly Name[], windows: number): Expression['evaluate'] {
  return (fields, values) => {
    const lacks = (one: Name) =>
      'field' in one ? !Object.hasOwn(fields, one.field) : values[one.window] === undefined;
    if (needed.some(lacks)) return undefined;
    const context: Record<string, unknown> = { fields };
    for (let i = 0; i < windows; i++) if (values[i] !== undefined) context[`window_${i}`] = values[i];
    try {
      const said: unknown = ready(context);
      return typeof said === 'boolean' ? said : undefined;
    } catch (error) {
      if (error instanceof NoData || MISSING.has((error as { code?: string }).code ?? '')) return undefined;
      throw error;
    }
  };
}

/** What cel-js says where something that the expression names is not there. */
const MISSING: ReadonlySet<string> = new Set(['no_such_key', 'unknown_variable']);

function typeProblem(ready: ParseResult): ConfigProblem | undefined {
  const checked = ready.check();
  if (!checked.valid) return problemOf(checked.error, false);
  const type = String(checked.type);
  if (type === 'bool' || type === 'dyn') return undefined;
  return { path: [], message: `the expression is a ${type}, and has to be true or false: compare it with something` };
}

function attempt<T extends object>(parse: () => T): T | ConfigProblem {
  try {
    return parse();
  } catch (error) {
    return problemOf(error, true);
  }
}

/** The first line of what cel-js says; below it stands the text, which a finding shows by its column. */
function problemOf(error: unknown, written: boolean): ConfigProblem {
  const { message, range } = error as { message?: string; range?: { start?: number } };
  const first = (message ?? String(error)).split('\n', 1)[0] as string;
  const column = written && range?.start !== undefined ? { column: range.start + 1 } : {};
  return { path: [], ...column, message: `the expression can’t be used: ${first}${instead(first)}` };
}
