import type { Fields } from '../contract.js';
import { decimalAt } from './decimal.js';
import type { Plan } from './extraction.js';
import { fieldValue, isProgressField, milliseconds, SECONDS, THROUGHPUT_UNIT } from './field-value.js';

/** Makes the fields of a line from where its groups are: the same as `fieldsOf` makes of their texts. */
export type SpanFields = (spans: Int32Array, bytes: Buffer, shift: number) => Fields;

/** How short a text is looked through for whether it is ASCII, which is made a string of in less time. */
const SHORT = 64;

/**
 * For a plan whose groups are numbers. The function takes start and end of each group, -1 for those that took no part,
 * and the bytes that the log holds; `shift` is the place of byte 0 as the spans count. Numbers are read from the bytes.
 */
export function spanFields(plan: Plan): SpanFields {
  const steps = plan.map(([field, group, unit]) => ({
    field,
    unit,
    slot: 2 * Number(group),
    number: isProgressField(field),
    seconds: field === SECONDS,
  }));
  return (spans, bytes, shift) => {
    const fields: Record<string, string | number> = {};
    for (const { field, unit, slot, number, seconds } of steps) {
      const start = spans[slot]!;
      if (start < 0) continue;
      const from = start - shift;
      const to = spans[slot + 1]! - shift;
      if (seconds) fields.step_time_ms ??= milliseconds(textAt(bytes, from, to));
      else if (number) fields[field] = decimalAt(bytes, from, to) ?? fieldValue(field, textAt(bytes, from, to));
      else fields[field] = textAt(bytes, from, to);
      if (unit !== undefined) fields[THROUGHPUT_UNIT] = unit;
    }
    return fields;
  };
}

function textAt(bytes: Buffer, from: number, to: number): string {
  let ascii = to - from <= SHORT;
  for (let at = from; ascii && at < to; at++) ascii = bytes[at]! < 0x80;
  return bytes.toString(ascii ? 'latin1' : 'utf8', from, to);
}
