/** Standard names of what a progress line tells, whatever the software calls it; their values are numbers. */
export const progressFields = [
  'step',
  'total',
  'epoch',
  'loss',
  'eval_loss',
  'grad_norm',
  'learning_rate',
  'loss_scale',
  'step_time_ms',
  'throughput',
  'samples',
  'tokens',
  'skipped_iterations',
  'nan_iterations',
] as const;
export type ProgressField = (typeof progressFields)[number];

/** What the throughput counts: `it/s`, `samples/s`, `tokens/s`, `tokens/s/GPU` … A text, that the rule says for all its lines. */
export const THROUGHPUT_UNIT = 'throughput_unit';

/** All that a progress line may tell under a standard name. */
export const standardNames: readonly string[] = [...progressFields, THROUGHPUT_UNIT];

const numeric: ReadonlySet<string> = new Set(progressFields);

export const isProgressField = (name: string): boolean => numeric.has(name);

/**
 * The value of a field from the text that was captured. Standard progress fields become numbers; NaN and infinities
 * become `nan`, `inf` and `-inf`, since JSON has no such numbers, and so does a number beyond a double's range.
 * What is no number at all stays the text it is.
 */
export function fieldValue(field: string, text: string): string | number {
  return isProgressField(field) ? readNumber(text) : text;
}

/** A text as the number that it is, NaN and infinities among them; undefined when it is none. */
export function fieldNumber(text: string): number | undefined {
  const value = readNumber(text);
  return typeof value === 'number' ? value : NOT_FINITE.get(value);
}

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function readNumber(text: string): string | number {
  let bare = text.trim();
  const quote = bare[0];
  if ((quote === '"' || quote === "'") && bare.length > 1 && bare.endsWith(quote)) bare = bare.slice(1, -1).trim();
  const special = notFinite(bare.toLowerCase());
  if (special !== undefined) return special;
  const digits = withoutThousands(bare);
  if (!looksNumeric(digits)) return text;
  const value = Number(digits);
  if (Number.isNaN(value)) return text;
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? 0 : value;
}

function notFinite(word: string): string | undefined {
  const negative = word.startsWith('-');
  const bare = negative || word.startsWith('+') ? word.slice(1) : word;
  if (bare === 'nan') return 'nan';
  return bare === 'inf' || bare === 'infinity' ? `${negative ? '-' : ''}inf` : undefined;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

/** `25,226` and `1,234,567.5`: commas with exactly three digits after each, and one to three before the first. */
function withoutThousands(text: string): string {
  if (!text.includes(',')) return text;
  const whole = text.split('.', 1)[0]!;
  const signed = whole.startsWith('-') || whole.startsWith('+') ? 1 : 0;
  const [head, ...groups] = whole.slice(signed).split(',');
  const wellFormed = head!.length >= 1 && head!.length <= 3 && groups.every((group) => group.length === 3);
  return wellFormed ? text.replaceAll(',', '') : text;
}

/** Only what Python and C print: `Number` would also take hexadecimal, and empty text for 0. */
function looksNumeric(text: string): boolean {
  let seen = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code)) seen = true;
    else if (!'+-.eE'.includes(text[index]!)) return false;
  }
  return seen;
}

/** What software prints in seconds; a hit has it as `step_time_ms`. */
export const SECONDS = 'step_time_s';

export function milliseconds(text: string): string | number {
  const value = fieldValue('step_time_ms', text);
  // To the microsecond: 1.1 s are 1100 ms, and not 1100.0000000000002.
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e3 : value;
}
