import { sanitize } from '@sigwatch/core';
import { readJson, readText } from './read-json.js';

/** What `_error` or `_complete` says. */
export interface Sentinel {
  /** The line that tells most, safe to print; null where nothing stands in it. */
  readonly message: string | null;
}

const LONGEST = 500;
const TRACEBACK = 'Traceback (most recent call last)';

/** The text of a sentinel: of JSON its traceback and message, else as it is. Ends in a line end unless it is empty. */
export function sentinelText(bytes: Buffer): string {
  const plain = readText(bytes);
  const text = /^\s*[{["]/.test(plain) ? (told(readJson(plain)) ?? plain) : plain;
  return text.trim() === '' ? '' : `${text.trimEnd()}\n`;
}

function told(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? joined(value) : undefined;
  return typeof value === 'object' && value !== null ? worded(value as Readonly<Record<string, unknown>>) : undefined;
}

const joined = (lines: readonly unknown[]): string =>
  lines.map(String).join(lines.some((line) => String(line).endsWith('\n')) ? '' : '\n');

function worded(fields: Readonly<Record<string, unknown>>): string {
  const text = (...names: readonly string[]): string => {
    const value = names.map((name) => fields[name]).find((one) => one !== undefined && one !== null && one !== '');
    if (value === undefined) return '';
    if (Array.isArray(value)) return joined(value);
    return told(value) ?? JSON.stringify(value);
  };
  const traceback = text('traceback', 'stack_trace', 'stacktrace', 'stack').trimEnd();
  const message = text('message', 'error_message', 'error', 'reason').trimEnd();
  const type = text('error_type', 'exception', 'type').trim();
  const headed = type === '' || message.includes(type) ? message : `${type}${message === '' ? '' : `: ${message}`}`;
  // The last line of a traceback is the message already.
  const lines = traceback.includes(message) && traceback !== '' ? [traceback] : [traceback, headed];
  const whole = lines.filter((line) => line !== '').join('\n');
  return whole === '' && Object.keys(fields).length > 0 ? JSON.stringify(fields) : whole;
}

/** Of a traceback its exception, else the first line. */
export function readSentinel(bytes: Buffer): Sentinel {
  const lines = sentinelText(bytes)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '');
  const begins = lines.findLastIndex((line) => line.includes(TRACEBACK));
  // Launchers put the rank before each line: `[rank0]: Traceback …`.
  const before = lines[begins]?.slice(0, lines[begins]?.indexOf(TRACEBACK)) ?? '';
  const after = lines.slice(begins + 1).map((line) => (line.startsWith(before) ? line.slice(before.length) : line));
  const exception = begins < 0 ? undefined : after.find((line) => !line.startsWith(' '));
  const said = exception ?? lines[0];
  const message =
    said === undefined
      ? ''
      : sanitize(said.slice(0, LONGEST * 4))
          .trim()
          .slice(0, LONGEST);
  return { message: message === '' ? null : message };
}
