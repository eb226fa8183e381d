import { duration, type RetryPace } from '@sigwatch/core';
import { UsageError } from '../problem.js';

export interface RetrySettings {
  readonly pace: RetryPace;
  /** Whether a command that ends with the code is run again. */
  isRetried(code: number): boolean;
}

/** What a shell says of a command that it can't run, or can't find: it will not be there the next time. */
const CANNOT_RUN: ReadonlySet<number> = new Set([126, 127]);

/** The options of `sigwatch retry`. Throws a `UsageError` that says which one can't be used, and what to give. */
export function retrySettings(options: Readonly<Record<string, unknown>>): RetrySettings {
  const { retries, initial, factor, max, onExit } = options as Readonly<Record<string, string | undefined>>;
  const pace = {
    retries: wholeNumber('--retries', retries ?? '3'),
    initial: time('--initial', initial ?? '1s'),
    factor: number('--factor', factor ?? '2'),
    max: time('--max', max ?? '60s'),
  };
  if (pace.factor < 1) throw new UsageError(`--factor ${factor}: give a number from 1 on, such as 2`);
  if (onExit === undefined) return { pace, isRetried: (code) => code !== 0 && !CANNOT_RUN.has(code) };
  const codes = exitCodesIn(onExit);
  return { pace, isRetried: (code) => codes.has(code) };
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`${flag} ${text}: give a whole number, such as 3`);
}

function number(flag: string, text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`${flag} ${text}: give a number, such as 2`);
}

function time(flag: string, text: string): number {
  const value = duration(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (value !== undefined) return value;
  throw new UsageError(`${flag} ${text}: give seconds, or a duration such as 500ms, 2s or 1m`);
}

/** `1,75-78`. 0 is a success, and never tried again. */
function exitCodesIn(text: string): ReadonlySet<number> {
  const codes = text.split(',').flatMap((part) => {
    const [, from = '', to = from] = /^\s*(\d{1,3})(?:-(\d{1,3}))?\s*$/.exec(part) ?? [];
    const [first, last] = [Number(from || Number.NaN), Number(to || Number.NaN)];
    if (!(first >= 1 && last <= 255 && first <= last))
      throw new UsageError(`--on-exit ${text}: give exit codes from 1 to 255, such as 1,75-78`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return new Set(codes);
}
