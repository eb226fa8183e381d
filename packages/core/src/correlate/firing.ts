import { fillText } from '../config/text/template.js';
import type { Firing, Millis, Signal } from '../contract.js';
import { wall } from '../run/active-clock.js';
import type { Now } from './correlate.js';
import type { OperatorSpec } from './operators.js';

/** The signal of a rule that its operator puts out. */
export function firing(
  { said, when }: OperatorSpec,
  learnt: Millis,
  { attempt, clock }: Now,
  { text, from, fields, group, at, resolved, absence }: Firing,
): Signal {
  const time = from?.time ?? Math.min(at === undefined ? learnt : (wall(clock, at) ?? learnt), learnt);
  const all = { ...from?.fields, ...fields };
  const source = from?.source ?? 'sigwatch';
  const place = from === undefined ? `${attempt}/${source}@${time}` : from.id;
  return {
    ...(resolved ? over(said) : said),
    id: `${place}>${said.name}${group === undefined || group === '' ? '' : `[${group}]`}${resolved ? '/over' : ''}`,
    source,
    line: from?.line ?? 0,
    offset: from?.offset ?? 0,
    time,
    text: resolved || when.message === undefined ? text : fillText(when.message, asTexts(all)),
    ...(from?.block === undefined ? {} : { block: from.block }),
    fields: all,
    ...(group === undefined || group === '' ? {} : { group }),
    ...(resolved ? { resolved: true } : {}),
    ...(absence ? { absence: true } : {}),
    ...(from?.beside ? { beside: true } : {}),
    ...(from?.late ? { late: true } : {}),
  };
}

/** That something is over is a note, and no failure. */
function over({
  mode: _,
  terminates: __,
  suffices: ___,
  latent: ____,
  shows: _____,
  ...said
}: OperatorSpec['said']): OperatorSpec['said'] {
  return { ...said, kind: 'notice', severity: 'warning' };
}

const asTexts = (fields: Signal['fields']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'number' ? short(value) : value]),
  );

/** Five digits are enough for a sentence. */
export const short = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
