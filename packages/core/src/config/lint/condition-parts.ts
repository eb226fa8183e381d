import type { Json, Millis } from '../../contract.js';
import { parseExpression } from '../../correlate/expression.js';
import { parsePattern } from '../../match/pattern/parse.js';
import { textsOfAll } from '../../match/pattern/requirement.js';
import type { Node } from '../../match/pattern/tree.js';
import { duration } from '../duration.js';

/** What of a rule's YAML an operator reads; plain values, so that nothing depends on which operators there are. */
export interface WhenEntry {
  readonly name: string;
  readonly pattern?: string | null;
  readonly when?: Json | undefined;
  readonly input?: Json | undefined;
}

type Mapping = { readonly [key: string]: Json | undefined };

/** The settings of `when`; none where it is no mapping, or a plugin's operator, which has settings of its own. */
export function settingsOfWhen(when: Json | undefined): Mapping {
  const isMapping = when !== null && typeof when === 'object' && !Array.isArray(when);
  return isMapping && !Object.hasOwn(when, 'class_name') ? (when as Mapping) : {};
}

export function spanOf(value: Json | undefined): Millis | undefined {
  return typeof value === 'string' || typeof value === 'number' ? duration(value) : undefined;
}

/** One text, or those of a list, each with the steps that lead to it. */
export function namesAt(
  value: Json | undefined,
): readonly { readonly name: string; readonly below: readonly number[] }[] {
  if (typeof value === 'string') return [{ name: value, below: [] }];
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).flatMap((name, i) => (typeof name === 'string' ? [{ name, below: [i] }] : []));
}

/** Rules that a value names as an input: by name, or by a selector that names a signal and nothing else. */
export function inputsAt(
  value: Json | undefined,
): readonly { readonly name: string; readonly below: readonly (string | number)[] }[] {
  const list = Array.isArray(value)
    ? (value as readonly Json[]).map((one, i) => ({ one, at: [i] }))
    : [{ one: value, at: [] }];
  return list.flatMap(({ one, at }) => {
    if (typeof one === 'string') return [{ name: one, below: at }];
    const signal = one !== null && typeof one === 'object' && !Array.isArray(one) ? (one as Mapping).signal : undefined;
    return typeof signal === 'string' ? [{ name: signal, below: [...at, 'signal'] }] : [];
  });
}

/** Whether a value names every one of its inputs, so that all of them are known. */
export function namesAll(value: Json | undefined): boolean {
  return (
    typeof value === 'string' || (Array.isArray(value) && namesAt(value).length === value.length && value.length > 0)
  );
}

/** How many values a named group of a pattern can have; undefined where that is not a matter of a few texts. */
export function valuesOfGroup(pattern: string, name: string): number | undefined {
  const tree = parsePattern(pattern);
  const group = tree && groupNamed(tree, name);
  const texts = group && textsOfAll(group);
  return texts && new Set(texts.map(({ text }) => text)).size;
}

function groupNamed(node: Node, name: string): Node | undefined {
  if (!('of' in node)) return undefined;
  if (node.kind === 'capture' && node.name === name) return node.of;
  const parts = node.kind === 'concat' || node.kind === 'alternate' ? node.of : [node.of];
  for (const part of parts) {
    const found = groupNamed(part, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Fields that an expression reads, of the signal and over windows; none of one that can't be used, which is told elsewhere. */
export function fieldsInExpression(expression: string): readonly string[] {
  const parsed = parseExpression(expression);
  if ('message' in parsed) return [];
  return [...new Set([...parsed.fields, ...parsed.calls.map(({ field }) => field)])];
}
