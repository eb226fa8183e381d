import type { Signal } from '../contract.js';
import { originOf } from '../match/line-origin.js';

/** Groups that one operator holds apart; beyond that the one that was quiet for longest is let go of. */
const MOST_GROUPS = 1_000;

/** What `by` may name beside the fields of a signal. */
export const groupNames = ['source', 'rank', 'signal'] as const;

/** The value of one name: of a field, or of the line itself. */
export function namedValue(signal: Signal, name: string): string | undefined {
  const field = signal.fields[name];
  if (field !== undefined) return String(field);
  if (name === 'source') return signal.source;
  if (name === 'signal') return signal.name;
  const rank = name === 'rank' ? originOf(signal.text).rank : undefined;
  return rank === undefined ? undefined : String(rank);
}

/** Which group a signal belongs to: its values of all names; a missing one is empty. Without names there is one group. */
export function groupOf(signal: Signal, by: readonly string[] | undefined): string {
  return (by ?? []).map((name) => namedValue(signal, name) ?? '').join(' ');
}

/** Whether a signal tells its group at all: one that does not speaks of every group. */
export const tellsGroup = (signal: Signal, by: readonly string[] | undefined): boolean =>
  (by ?? []).every((name) => namedValue(signal, name) !== undefined);

/** What stands for one group in a sentence: ` (host n1, rank 3)`. */
export function groupText(signal: Signal, by: readonly string[] | undefined): string {
  const parts = (by ?? []).flatMap((name) => {
    const value = namedValue(signal, name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

export type Groups<G> = Readonly<Record<string, G>>;

/** Sets or (by undefined) removes a group; the one that changed last stands last. */
export function withGroup<G>(groups: Groups<G>, key: string, group: G | undefined): Groups<G> {
  const { [key]: _, ...rest } = groups;
  if (group === undefined) return rest;
  const [oldest, ...others] = Object.keys(rest);
  if (oldest === undefined || others.length + 1 < MOST_GROUPS) return { ...rest, [key]: group };
  const { [oldest]: __, ...kept } = rest;
  return { ...kept, [key]: group };
}
