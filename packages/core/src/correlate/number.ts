import { fieldNumber } from '../match/field-value.js';

/** Base units: seconds and bytes; SI prefixes are decimal, IEC ones binary (IEC 80000-13). */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  millisecond: 1e-3,
  milliseconds: 1e-3,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  b: 1,
  bytes: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  '%': 1,
};
/** Counts, where case tells millions from minutes. */
const COUNTS: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
/** Units that are parts of one duration, as in `1h3m12s`. */
const PARTS = ['d', 'h', 'm', 's', 'ms'];

/**
 * The number that a text means: `1.2e-5`, `1,234`, `nan`, `-inf`, and with units in seconds and bytes: `600000 ms` is
 * 600, `3m12s` 192, `01:02:03` 3723, `2.00 GiB` 2147483648, `12.5k` 12500; a rate (`30.2 it/s`) and a share (`85%`)
 * are as they are written. Undefined where it is no number, or of another unit.
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return fieldNumber(text) ?? clock(text) ?? withUnits(text);
}

/** `01:02:03`, `12:30`: hours, minutes and seconds, the last of which may have a fraction. */
function clock(text: string): number | undefined {
  if (!text.includes(':')) return undefined;
  const parts = text.split(':');
  if (parts.length > 3 || parts.some((part) => part === '' || !isDigits(part.replace('.', '')))) return undefined;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function withUnits(text: string): number | undefined {
  let sum: number | undefined;
  let at = 0;
  let parts = 0;
  while (at < text.length) {
    const end = numberEnd(text, at);
    const count = end === at ? undefined : fieldNumber(text.slice(at, end));
    if (count === undefined) return undefined;
    let from = end;
    while (text[from] === ' ') from += 1;
    let to = from;
    while (to < text.length && !startsNumber(text, to)) to += 1;
    const unit = text.slice(from, to).trim();
    const size = sizeOf(unit, from === end);
    if (size === undefined || (parts > 0 && !PARTS.includes(unit))) return undefined;
    sum = (sum ?? 0) + count * size;
    parts += 1;
    at = to;
  }
  return sum;
}

function sizeOf(unit: string, attached: boolean): number | undefined {
  if (attached && Object.hasOwn(COUNTS, unit)) return COUNTS[unit];
  const small = unit.toLowerCase();
  if (Object.hasOwn(UNITS, small)) return UNITS[small];
  // Tokens, steps or iterations by time: what is counted makes no difference to the number.
  const slash = unit.indexOf('/');
  return slash >= 0 && slash < unit.length - 1 ? 1 : undefined;
}

function numberEnd(text: string, from: number): number {
  let at = from;
  if (text[at] === '-' || text[at] === '+') at += 1;
  while (at < text.length && (isDigit(text[at] as string) || text[at] === '.' || text[at] === ',')) at += 1;
  const exponent = text[at] === 'e' || text[at] === 'E';
  const signed = exponent && (text[at + 1] === '-' || text[at + 1] === '+') ? 2 : 1;
  if (exponent && isDigit(text[at + signed] ?? '')) {
    at += signed;
    while (at < text.length && isDigit(text[at] as string)) at += 1;
  }
  return at;
}

const isDigit = (sign: string) => sign >= '0' && sign <= '9';
const isDigits = (text: string) => text !== '' && [...text].every(isDigit);
const startsNumber = (text: string, at: number) => isDigit(text[at] as string);
