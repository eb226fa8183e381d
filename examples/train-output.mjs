import { writeSync } from 'node:fs';

/** Written at once: a process that aborts flushes nothing. */
export function print(text) {
  writeSync(1, `${text}\n`);
}

export function printError(text) {
  writeSync(2, `${text}\n`);
}

/** `2026-11-22 01:33:10.123`, local time. */
export function timestamp(date = new Date()) {
  const two = (value) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
