import type { Fields, Json, Signal } from '../contract.js';
import { progressFields, THROUGHPUT_UNIT } from '../match/field-value.js';

type Data = Readonly<Record<string, Json | undefined>>;

const NAMES = progressFields.filter((name) => name !== 'step');

/** What a progress event tells: the standard fields that are numbers, in one order, and the line. A field that is not there is no key. */
export function progressData({ fields, source, line }: Signal, step: number): Data {
  const tellsStep = metricOf(fields, 'step') !== undefined;
  const data: Record<string, Json> = tellsStep ? { step } : {};
  for (const name of NAMES) {
    const value = metricOf(fields, name);
    if (value === undefined) continue;
    data[name] = value;
    const unit = name === 'throughput' ? fields[THROUGHPUT_UNIT] : undefined;
    if (unit !== undefined) data[THROUGHPUT_UNIT] = String(unit);
  }
  data.source = source;
  data.line = line;
  // A step that the line does not tell itself comes after what it tells.
  if (!tellsStep) data.step = step;
  return data;
}

/** A capture that is no number after all stays in the log; an event holds numbers, and the words for those that JSON lacks. */
function metricOf(fields: Fields, name: string): string | number | undefined {
  const value = fields[name];
  return typeof value === 'number' || value === 'nan' || value === 'inf' || value === '-inf' ? value : undefined;
}
