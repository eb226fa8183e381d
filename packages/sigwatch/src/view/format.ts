import { isAbsolute, relative, sep } from 'node:path';
import { sanitize } from './sanitize.js';

/** `10:04:31` in the local zone; empty for a time that is none. */
export function clock(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** The two largest units: `450ms`, `8s`, `2m 05s`, `3h 20m`, `2d 04h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  const positive = Math.max(0, ms);
  if (positive < 1000) return positive === 0 ? '0s' : `${Math.round(positive)}ms`;
  const seconds = Math.round(positive / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** The same in whole seconds, for ages of what is looked at once in a while. */
export const wholeDuration = (ms: number): string => duration(Math.floor(ms / 1000) * 1000);

/** Steps per second where that is at least one, else seconds per step. */
export function rate(stepsPerSecond: number): string {
  if (!(stepsPerSecond > 0) || !Number.isFinite(stepsPerSecond)) return '';
  if (stepsPerSecond >= 1) return `${short(stepsPerSecond)} steps/s`;
  return `${short(1 / stepsPerSecond)} s/step`;
}

/** A number as a person writes it, of four digits or so; a text such as `NaN` as it is. */
export function number(value: number | string): string {
  if (typeof value === 'string') return sanitize(value).slice(0, 12);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
  if (value === 0 || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) return value.toExponential(2);
  return value.toPrecision(4).slice(0, 8);
}

/** `1 signal`, `2 signals`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`;
}

export interface Place {
  readonly cwd: string;
  readonly home: string;
}

/** A source as a person would type it from here: below `cwd` relative, below the home with `~`, else as it is. */
export function shortPath(source: string, { cwd, home }: Place): string {
  const path = sanitize(source);
  if (!isAbsolute(path)) return path;
  const fromHere = cwd === '' ? '' : relative(cwd, path);
  if (fromHere !== '' && !fromHere.startsWith('..') && !isAbsolute(fromHere)) return fromHere;
  return home !== '' && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
