import type { Json, SigwatchEvent } from '@sigwatch/core';
import { sanitize } from './sanitize.js';

/** A log line may have a megabyte; no more of it is ever shown. */
const LONGEST = 4_000;

/** Typed looks into an event's data. Events may be of another version or hand-written: a wrong type reads as absent. */
export interface Data {
  /** Safe to print; undefined when absent, null or empty. */
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  /** A metric: a number, or a text such as `NaN`. */
  metric(name: string): number | string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
  /** Of a list its length, of a number the number. */
  size(name: string): number;
  object(name: string): Data | undefined;
  /** The objects of a list. */
  objects(name: string): readonly Data[];
}

export function dataOf(event: SigwatchEvent): Data {
  return view(event.data);
}

export function timeOf(event: SigwatchEvent): number {
  return Date.parse(event.timestamp);
}

function view(data: { readonly [key: string]: Json | undefined }): Data {
  const text = (value: Json | undefined) =>
    typeof value === 'string' && value !== '' ? sanitize(value.slice(0, LONGEST)) : undefined;
  return {
    text: (name) => text(data[name]),
    number: (name) => (typeof data[name] === 'number' ? data[name] : undefined),
    metric: (name) => (typeof data[name] === 'number' ? data[name] : text(data[name])),
    flag: (name) => data[name] === true,
    list(name) {
      const value = data[name];
      return Array.isArray(value)
        ? value.filter((item) => typeof item === 'string').map((item) => sanitize(item.slice(0, LONGEST)))
        : [];
    },
    size(name) {
      const value = data[name];
      return typeof value === 'number' ? value : Array.isArray(value) ? value.length : 0;
    },
    object(name) {
      const value = data[name];
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isObject ? view(value as { readonly [key: string]: Json }) : undefined;
    },
    objects(name) {
      const value = data[name];
      const isObject = (one: Json) => typeof one === 'object' && one !== null && !Array.isArray(one);
      return Array.isArray(value)
        ? value.filter(isObject).map((one) => view(one as { readonly [key: string]: Json }))
        : [];
    },
  };
}
