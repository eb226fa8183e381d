import type { Json, Signal } from '../contract.js';
import { progressFields } from '../match/field-value.js';

type Data = Record<string, Json | undefined>;

/**
 * What a progress event tells: the standard fields that are numbers, in one order, and the line. Copying an object that
 * has the keys already is ten times as fast as making it key by key, and the lines of one log have the same few sets of
 * fields, so that one is kept for each set.
 */
export function progressData(signal: Signal, step: number): Readonly<Data> {
  const { fields, source, line } = signal;
  let present = 0;
  for (let i = 0; i < progressFields.length; i++) if (isMetric(fields[progressFields[i] as string])) present |= 1 << i;
  const data: Data = { ...withKeys(present) };
  for (let i = 0; i < progressFields.length; i++) {
    const name = progressFields[i] as string;
    if ((present & (1 << i)) !== 0) data[name] = fields[name];
  }
  data.source = source;
  data.line = line;
  data.step = step;
  return data;
}

const templates = new Map<number, Readonly<Data>>();

function withKeys(present: number): Readonly<Data> {
  const known = templates.get(present);
  if (known !== undefined) return known;
  const keys = [...progressFields.filter((_, i) => (present & (1 << i)) !== 0), 'source', 'line', 'step'];
  const made: Data = Object.fromEntries(keys.map((key) => [key, 0]));
  templates.set(present, made);
  return made;
}

/** A capture that is no number after all stays in the log; an event holds numbers, and the words for those that JSON lacks. */
function isMetric(value: string | number | undefined): boolean {
  return typeof value === 'number' || value === 'nan' || value === 'inf' || value === '-inf';
}
