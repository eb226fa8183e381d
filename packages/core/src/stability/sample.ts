import type { Json } from '../contract.js';
import { numberOf } from '../correlate/number.js';

/** Where values can be found that are not finite. */
export type Place = 'loss' | 'gradients' | 'parameters';
const PLACES: readonly string[] = ['loss', 'gradients', 'parameters'] satisfies Place[];

export type ByName = Readonly<Record<string, number>>;

/** What one line tells of a step. Numbers may be NaN or infinite. */
export interface Sample {
  readonly step?: number;
  readonly loss?: number;
  readonly grad_norm?: number;
  /** Values that are NaN (infinite), as far as the program has looked for them. */
  readonly nan_count?: number;
  readonly inf_count?: number;
  readonly nonfinite_in?: readonly Place[];
  readonly condition_numbers?: ByName;
  readonly schatten_norms?: ByName;
  readonly eigenvalues?: Readonly<Record<string, ByName>>;
  /** `total`, `epoch`, `learning_rate`, `throughput`: only shown. */
  readonly beside: ByName;
}

const NUMBERS = ['step', 'loss', 'grad_norm', 'nan_count', 'inf_count'] as const;
const BESIDE = ['total', 'epoch', 'learning_rate', 'throughput'] as const;
/** Matrices of which a line may tell. */
const MOST_NAMES = 200;

/** The sample in the fields of a signal, or in the data of an event. */
export function sampleOf(fields: Readonly<Record<string, Json | undefined>>): Sample {
  const numbers = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => entry(name, numberOf(fields[name]))));
  const places = parsedField(fields.nonfinite_in);
  const eigenvalues = Object.entries(asObject(fields.eigenvalues)).map(([name, of]) => [name, byName(of)] as const);
  return {
    ...numbers(NUMBERS),
    ...(Array.isArray(places)
      ? { nonfinite_in: places.filter((one): one is Place => PLACES.includes(String(one))) }
      : {}),
    ...named('condition_numbers', fields),
    ...named('schatten_norms', fields),
    ...(eigenvalues.length === 0 ? {} : { eigenvalues: Object.fromEntries(eigenvalues.slice(0, MOST_NAMES)) }),
    beside: numbers(BESIDE) as ByName,
  };
}

const entry = <T>(name: string, value: T | undefined) => (value === undefined ? [] : [[name, value] as const]);

function named(name: string, fields: Readonly<Record<string, Json | undefined>>): Record<string, ByName> {
  const found = byName(fields[name]);
  return Object.keys(found).length === 0 ? {} : { [name]: found };
}

function byName(value: Json | undefined): ByName {
  const numbers = Object.entries(asObject(value)).flatMap(([name, one]) => entry(name, numberOf(one)));
  return Object.fromEntries(numbers.slice(0, MOST_NAMES));
}

/** Fields of signals are texts: an object is one as its line writes it. */
function asObject(value: Json | undefined): Readonly<Record<string, Json>> {
  const found = parsedField(value);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, Json>) : {};
}

/** What stands in a field that is an object or a list; of a text that is none undefined. */
export function parsedField(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  if (!value.startsWith('{') && !value.startsWith('[')) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** Whether it tells anything that is judged. */
export const isMeasured = ({ step: _, beside: __, ...measured }: Sample): boolean => Object.keys(measured).length > 0;

/** What it looked at: whatever was found there before is over unless it is found again. */
export function told({ loss, grad_norm, nan_count, inf_count, nonfinite_in }: Sample): readonly Place[] {
  if (nan_count !== undefined || inf_count !== undefined || nonfinite_in !== undefined) return PLACES as Place[];
  return [...(loss === undefined ? [] : ['loss' as const]), ...(grad_norm === undefined ? [] : ['gradients' as const])];
}

/** Where it tells values that are NaN, and where infinite ones. Of a count that does not say where, they are in the weights. */
export function nonFinite(sample: Sample): { readonly nan: readonly Place[]; readonly inf: readonly Place[] } {
  const { loss, grad_norm, nan_count = 0, inf_count = 0, nonfinite_in } = sample;
  const counted = (count: number): readonly Place[] => (count > 0 ? (nonfinite_in ?? own(sample)) : []);
  const measured = (is: (value: number) => boolean): readonly Place[] => [
    ...(loss !== undefined && is(loss) ? ['loss' as const] : []),
    ...(grad_norm !== undefined && is(grad_norm) ? ['gradients' as const] : []),
  ];
  return {
    nan: [...new Set([...measured(Number.isNaN), ...counted(nan_count)])],
    inf: [...new Set([...measured((value) => Math.abs(value) === Number.POSITIVE_INFINITY), ...counted(inf_count)])],
  };
}

const own = ({ loss = 0, grad_norm = 0 }: Sample): readonly Place[] =>
  Number.isFinite(loss) && Number.isFinite(grad_norm) ? ['parameters'] : [];
