type Fields = Readonly<Record<string, unknown>>;

/** What stands in a file as one JSON object; else why it can't be read. */
export function readFields(bytes: Buffer): { readonly fields: Fields } | { readonly problem: string } {
  const text = readText(bytes);
  if (text.trim() === '') return { problem: 'it is empty' };
  const fields = readJson(text);
  if (fields === undefined) return { problem: 'it is no whole JSON' };
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  return isObject ? { fields: fields as Fields } : { problem: 'it is no JSON object' };
}

/** As text without its byte order mark; UTF-16, which PowerShell writes, is told by that. */
export function readText(bytes: Buffer): string {
  const [first, second] = bytes;
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (first === 0xff && second === 0xfe) return even.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff) return Buffer.from(even.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Undefined of what is no JSON; numbers that are none are read as their names. */
export const readJson = (text: string): unknown =>
  parsed(text) ?? parsed(text.replaceAll(NO_NUMBER, (one) => (one.startsWith('"') ? one : `"${one}"`)));

/** Python writes these for numbers that are none; JSON knows no such words. In a text they are left as they are. */
const NO_NUMBER = /"(?:[^"\\]+|\\.)*"?|-?Infinity|NaN/gs;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first of the names that has a text or a number. */
export function textOf(fields: Fields, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 200);
    if (typeof value === 'number') return String(value);
  }
  return null;
}

/** The first of the names that has a finite number, or a text that is one. */
export function numberOf(fields: Fields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = fields[name];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return null;
}

/** The first of the names that tells a moment. */
export function timeOf(fields: Fields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const time = readTime(fields[name]);
    if (time !== null) return time;
  }
  return null;
}

/** Seconds of the year 5138, milliseconds of March 1973: what is larger counts milliseconds, then micro- and nanoseconds. */
const LARGEST_SECONDS = 1e11;

/**
 * ISO 8601 (without a zone it is UTC: if it is not, that shows as a skew of the clock) or a number since the epoch in
 * seconds, or in smaller units by its size; as a number or a text. Null for all else.
 */
export function readTime(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*[\d.]+\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') return Number.isFinite(number) && number > 0 ? inMillis(number) : null;
  if (typeof value !== 'string') return null;
  const iso =
    /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?\s*$/i.exec(value);
  if (iso === null) return null;
  const [, day, time = '00:00', fraction = '0', zone = 'Z'] = iso;
  const offset = /^(?:Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2');
  const at = Date.parse(
    `${day}T${time}${time.length === 5 ? ':00' : ''}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  );
  return Number.isNaN(at) ? null : at;
}

function inMillis(number: number): number {
  let millis = number < LARGEST_SECONDS ? number * 1000 : number;
  while (millis >= LARGEST_SECONDS * 1000) millis /= 1000;
  return Math.round(millis);
}
