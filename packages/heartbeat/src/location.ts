import { basename, dirname, resolve } from 'node:path';
import type { ErrorCode } from '@sigwatch/core';

/** Where runs are: the folder of them, and one of them unless all are meant. */
export type Location = { readonly run: string | undefined } & (
  | {
      readonly kind: 's3';
      readonly bucket: string /** Without slashes at its ends; may be empty. */;
      readonly prefix: string;
    }
  | { readonly kind: 'directory' /** Absolute. */; readonly path: string }
);

/** What is written as a location is none; says what to write. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
  readonly code: ErrorCode = 'location_invalid';
}

const FORM = 'Write s3://BUCKET/PREFIX/RUN for one run, s3://BUCKET/PREFIX/ for all of them, or a directory.';
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i;

/**
 * `s3://bucket/prefix/RUN` and `/dir/RUN` name a run, `s3://bucket/prefix/` and `/dir/` (a slash at the end) all runs
 * below. Throws `LocationError`.
 */
export function parseLocation(text: string): Location {
  if (/^s3:/i.test(text)) return inBucket(text);
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined)
    throw new LocationError(`${scheme} is no place that heartbeats are read from: ${text}. ${FORM}`);
  if (text.trim() === '') throw new LocationError(`The location of heartbeats is empty. ${FORM}`);
  const path = resolve(text);
  if (text.endsWith('/')) return { kind: 'directory', path, run: undefined };
  if (dirname(path) === path) throw new LocationError(`${text} is the root directory, and no run. ${FORM}`);
  return { kind: 'directory', path: dirname(path), run: basename(path) };
}

function inBucket(text: string): Location {
  const rest = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(text);
  const [bucket = '', key = ''] = [rest?.[1], rest?.[2]];
  if (rest === null || bucket === '') throw new LocationError(`${text} names no bucket. ${FORM}`);
  if (!BUCKET.test(bucket))
    throw new LocationError(
      `${bucket} can be no bucket: 3 to 63 letters, digits, dots and hyphens, with a letter or digit at both ends. ${FORM}`,
    );
  if (/[?#]/.test(key))
    throw new LocationError(`${text} has a ? or # in it: a location is no URL with settings. ${FORM}`);
  const parts = key.split('/');
  const names = parts.filter((part) => part !== '');
  if (names.length < parts.length - (key === '' || key.endsWith('/') ? 1 : 0))
    throw new LocationError(`${text} has two slashes in a row, or one too many at its beginning or end. ${FORM}`);
  if (names.some((name) => name === '.' || name === '..'))
    throw new LocationError(`${text} has . or .. in it, which S3 takes for names. ${FORM}`);
  const run = key === '' || key.endsWith('/') ? undefined : names.pop();
  return { kind: 's3', bucket, prefix: names.join('/'), run };
}

/** As it is written; what `parseLocation` reads as the same. */
export function locationText({ run, ...where }: Location): string {
  const root =
    where.kind === 's3' ? `s3://${[where.bucket, where.prefix].filter((part) => part !== '').join('/')}` : where.path;
  return `${root === '/' ? '' : root}/${run ?? ''}`;
}
