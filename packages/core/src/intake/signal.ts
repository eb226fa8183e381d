import type { Millis, Signal } from '../contract.js';
import { saidBy } from '../match/said-by.js';
import type { Hit } from '../match/types.js';

/** Where a hit stands; with the rule, what makes its signal this one and no other. */
export interface HitPlace {
  readonly attempt: number;
  readonly source: string;
  /** Of the cursor: offsets begin anew in each file that a source goes through. */
  readonly generation: number;
}

export function signalId({ attempt, source, generation }: HitPlace, hit: Hit): string {
  return `${attempt}/${source}#${generation}:${hit.offset}/${hit.rule.name}`;
}

/** The signal of one hit. */
export function signalOf(place: HitPlace, hit: Hit, time: Millis): Signal {
  return {
    ...saidBy(hit.rule, hit.order),
    id: signalId(place, hit),
    source: place.source,
    line: hit.line,
    offset: hit.offset,
    time,
    text: hit.text,
    ...(hit.block === undefined ? {} : { block: hit.block }),
    fields: hit.fields,
    ...(hit.contradicted ? { contradicted: true } : {}),
  };
}

/** Several progress rules may each know some fields of one line: the line is one step, with all of them. */
export function mergeProgress(hits: readonly Hit[]): readonly Hit[] {
  const merged: Hit[] = [];
  const at = new Map<number, number>();
  for (const hit of hits) {
    const first = hit.rule.kind === 'progress' ? at.get(hit.offset) : undefined;
    if (first !== undefined) {
      const before = merged[first] as Hit;
      merged[first] = { ...before, fields: { ...hit.fields, ...before.fields } };
      continue;
    }
    if (hit.rule.kind === 'progress') at.set(hit.offset, merged.length);
    merged.push(hit);
  }
  return merged;
}
