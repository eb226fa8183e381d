import type { Fields, Millis, Rule, Signal } from '../contract.js';
import { THROUGHPUT_UNIT } from '../match/field-value.js';
import { saidBy } from '../match/said-by.js';
import type { Hit } from '../match/types.js';

/** Where a hit stands; with the rule, what makes its signal this one and no other. */
export interface HitPlace {
  readonly attempt: number;
  readonly source: string;
  /** Of the cursor: offsets begin anew in each file that a source goes through. */
  readonly generation: number;
  readonly beside?: true;
  readonly last_word?: true;
  readonly late?: true;
}

export function signalId({ attempt, source, generation }: HitPlace, hit: Hit): string {
  return `${attempt}/${source}#${generation}:${hit.offset}/${hit.rule.name}`;
}

/** Of each rule a signal of no line: to copy it costs a fiftieth of adding its keys one by one, and a log may hold millions of hits. */
export type Blanks = Map<Rule, Signal>;

function blankOf({ rule, order }: Hit, blanks: Blanks): Signal {
  const known = blanks.get(rule);
  if (known?.order === order) return known;
  const nowhere = { id: '', source: '', line: 0, offset: 0, time: 0, text: '', fields: {} };
  const blank = { ...saidBy(rule, order), ...nowhere };
  blanks.set(rule, blank);
  return blank;
}

/** The signal of one hit. `blanks` is what this has kept of earlier ones. */
export function signalOf(place: HitPlace, hit: Hit, time: Millis, blanks: Blanks): Signal {
  const { line, offset, text, block, fields } = hit;
  const id = signalId(place, hit);
  const { source } = place;
  // Set in a copy, by names that it has: half of what it costs to write them into the literal.
  const signal: Mutable<Signal> = { ...blankOf(hit, blanks) };
  signal.id = id;
  signal.source = source;
  signal.line = line;
  signal.offset = offset;
  signal.time = time;
  signal.text = text;
  signal.fields = fields;
  const { beside, late } = place;
  const last_word = place.last_word && isFailure(hit.rule);
  if (block === undefined && !hit.contradicted && !beside && !last_word && !late) return signal;
  return {
    ...signal,
    ...(block && { block }),
    ...(hit.contradicted && { contradicted: true }),
    ...(beside && { beside }),
    ...(late && { late }),
    ...(last_word && { last_word }),
    ...(last_word && tellsCause(hit.rule) && { platform: true }),
  };
}

const isFailure = ({ mode }: Rule): boolean => mode !== undefined && mode !== 'success';

/** That something failed is told by the job's end as well: it explains nothing, whoever says it. */
const tellsCause = ({ symptom_of }: Rule): boolean => !symptom_of.includes('*');

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Several progress rules may each know some fields of one line: the line is one step, with all of them. */
export function mergeProgress(hits: readonly Hit[]): readonly Hit[] {
  const merged: Hit[] = [];
  let furthest = -1;
  for (const hit of hits) {
    const isStep = hit.rule.kind === 'progress';
    // Hits come in the order of their lines, but for blocks, whose first lines are past.
    const first = isStep && hit.offset <= furthest ? stepAt(merged, hit.offset) : -1;
    if (first >= 0) {
      const before = merged[first] as Hit;
      merged[first] = { ...before, fields: together(before.fields, hit.fields) };
      continue;
    }
    if (isStep && hit.offset > furthest) furthest = hit.offset;
    merged.push(hit);
  }
  return merged;
}

/** A unit belongs to the throughput of its own rule. */
function together(before: Fields, more: Fields): Fields {
  if (before.throughput === undefined || more[THROUGHPUT_UNIT] === undefined) return { ...more, ...before };
  const { [THROUGHPUT_UNIT]: _, ...rest } = more;
  return { ...rest, ...before };
}

const stepAt = (hits: readonly Hit[], offset: number): number =>
  hits.findLastIndex((hit) => hit.offset === offset && hit.rule.kind === 'progress');
