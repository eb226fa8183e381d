import type { Json } from '../../contract.js';
import { yaml } from '../../lazy-packages.js';
import { InterpolationProblem } from './interpolation-syntax.js';

/** What an interpolation comes to. */
export interface Resolved {
  readonly value: Json;
  /** Some of it is known to the run only; the value is the text to be filled in then. */
  readonly pending: boolean;
  /** Some of it is the value of an environment variable, which no error text may show. */
  readonly secret: boolean;
}

const FALSE_WORDS: ReadonlySet<string> = new Set(['', 'false', '0', 'no', 'off', 'null', 'none', '~']);

/** Whether a condition holds. */
export function truthy(value: Json): boolean {
  return typeof value === 'string' ? !FALSE_WORDS.has(value.trim().toLowerCase()) : Boolean(value);
}

/** A number, a boolean or null where the text is one, as in YAML. */
export function scalar(text: string): Json {
  if (!/^\s*(?:[-+]?[\d.][\d.eE+-]*|true|false|null|True|False)\s*$/.test(text)) return text;
  const value: unknown = yaml().parse(text);
  return typeof value === 'object' ? null : (value as Json);
}

/** The value inside a longer text. */
export function asText(value: Json): string {
  if (value !== null && typeof value === 'object')
    throw new InterpolationProblem(
      'bad_interpolation',
      'a list or a mapping cannot stand inside a text',
      'Let the interpolation be the whole value, or name one of its entries.',
    );
  return String(value);
}

/** The value as an argument of an interpolation that waits for the run. */
export function asArgument(value: Json): string {
  const text = asText(value);
  return /[,}'"]|^\s|\s$/.test(text) ? (text.includes("'") ? `"${text}"` : `'${text}'`) : text;
}
