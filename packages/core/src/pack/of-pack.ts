import type { OperatorFunction } from 'rxjs';
import type { Fields, Signal } from '../contract.js';
import { rxjs } from '../lazy-packages.js';
import { fieldNumber, isProgressField } from '../match/field-value.js';
import { capturedBy } from './captured-by.js';
import type { PackInput, PackSignal } from './pack-types.js';

/**
 * The signals of the rules of a pack, with types that know them: `run.signals$.pipe(ofPack(pack))`. Fields are what their
 * types say: standard numbers such as `loss` are numbers, `NaN` where the line tells none or `nan`; any other field that takes no
 * part in the hit is an empty text.
 */
export function ofPack<P extends PackInput>(pack: P): OperatorFunction<Signal, PackSignal<P>> {
  const { filter, map } = rxjs();
  const fields = new Map((pack.log_signals ?? []).map((rule) => [rule.name, capturedBy(rule)]));
  return (signals) =>
    signals.pipe(
      filter(({ name }) => fields.has(name)),
      map((signal) => ({ ...signal, fields: told(signal.fields, fields.get(signal.name) ?? []) }) as PackSignal<P>),
    );
}

function told(fields: Fields, names: readonly string[]): Fields {
  const whole = names.map((name) => [name, isProgressField(name) ? numberIn(fields[name]) : (fields[name] ?? '')]);
  return { ...fields, ...Object.fromEntries(whole) };
}

const numberIn = (value: string | number | undefined): number =>
  typeof value === 'number' ? value : (fieldNumber(value ?? '') ?? Number.NaN);
