import { COVER, coverShapes } from './cover.js';

/** Covers secrets in a text. */
export type Redactor = (text: string) => string;

/** Shorter texts stand in too many places that are none. */
const LEAST = 4;
const LEAST_PATH = 12;

/** Covers the values that are known to be secrets, in every form in which a message may hold them, and all that looks like one. */
export function redactor(values: readonly string[] = []): Redactor {
  const forms = [...new Set(values.flatMap(formsOf))].filter((form) => form.length >= LEAST);
  // The longest first: what it holds needs no looking for.
  forms.sort((a, b) => b.length - a.length);
  return (text) => coverShapes(forms.reduce((covered, form) => covered.replaceAll(form, COVER), text));
}

function formsOf(value: string): readonly string[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  return [value, quoted, encodeURIComponent(Buffer.from(value).toString()), ...partsOfUrl(value)];
}

/** What of an address is secret by itself: its password, and a long path, which messages of servers tell without the host. */
function partsOfUrl(value: string): readonly string[] {
  if (!value.includes('://') || !URL.canParse(value)) return [];
  const { password, pathname, search } = new URL(value);
  const paths = [pathname + search, pathname, search.slice(1)].filter((path) => path.length >= LEAST_PATH);
  return [...paths, password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same of every text in a value of Json. */
export function redacted<T>(value: T, redact: Redactor): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((one) => redacted(one, redact)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redacted(one, redact)])) as T;
}
