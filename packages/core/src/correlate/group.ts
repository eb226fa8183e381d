import type { Signal } from '../contract.js';
import { digest } from '../hash.js';
import { rankOf } from '../match/line-origin.js';

/** What `by` may name beside the fields of a signal. */
export const groupNames = ['source', 'rank', 'signal'] as const;

/** Longer values of a field are remembered by their beginning and their hash. */
const LONGEST = 120;

/** The value of one name: of a field, or of the line itself. */
export function namedValue(signal: Signal, name: string): string | undefined {
  const field = signal.fields[name];
  // Every object has a `constructor`, which is no field.
  if (field !== undefined && Object.hasOwn(signal.fields, name)) return shortened(String(field));
  if (name === 'source') return signal.source;
  if (name === 'signal') return signal.name;
  const rank = name === 'rank' ? rankOf(signal.text) : undefined;
  return rank === undefined ? undefined : String(rank);
}

function shortened(value: string): string {
  if (value.length <= LONGEST) return value;
  return `${value.slice(0, LONGEST)}…${digest(value)}`;
}

/** Tells which group a signal belongs to: its values of all names; a missing one is empty. Without names there is one group. */
export function grouping(by: readonly string[] = []): (signal: Signal) => string {
  if (by.length === 0) return () => '';
  const key = JSON.stringify(by);
  const known = groupings.get(key) ?? remembering(by);
  if (groupings.size < MOST_GROUPINGS) groupings.set(key, known);
  return known;
}

/** One for all operators that hold their input apart by the same: they are asked of one signal in turn. */
const groupings = new Map<string, (signal: Signal) => string>();
const MOST_GROUPINGS = 1_000;

function remembering(by: readonly string[]): (signal: Signal) => string {
  // Most lines belong to the group of the one before.
  let last: readonly string[] = [];
  let group = '';
  let asked: Signal | undefined;
  return (signal) => {
    if (signal === asked) return group;
    asked = signal;
    let same = last.length === by.length;
    for (let i = 0; same && i < by.length; i++) same = (namedValue(signal, by[i] as string) ?? '') === last[i];
    if (same) return group;
    last = by.map((name) => namedValue(signal, name) ?? '');
    group = groupOf(last);
    return group;
  };
}

/** Of several values none may run into the next. */
function groupOf(values: readonly string[]): string {
  return values.length < 2
    ? (values[0] ?? '')
    : values.map((value) => (value.includes(' ') ? value.replaceAll(' ', '\\ ') : value)).join(' ');
}

/** Whether a signal tells its group at all: one that does not speaks of every group. */
export const tellsGroup = (signal: Signal, by: readonly string[] | undefined): boolean =>
  (by ?? []).every((name) => namedValue(signal, name) !== undefined);

/** The values that make up a group, as fields of what is told of it. */
export const groupFields = (signal: Signal, by: readonly string[] | undefined): Signal['fields'] =>
  Object.fromEntries(
    (by ?? []).flatMap((name) => {
      const value = namedValue(signal, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** What stands for one group in a sentence: ` (host n1, rank 3)`. */
export function groupText(signal: Signal, by: readonly string[] | undefined): string {
  const parts = Object.entries(groupFields(signal, by)).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
