import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isS3 } from '@sigwatch/core';

/** What `sigwatch watch` was called for. Locations end in a slash where they hold runs. */
export type WatchTarget =
  | { readonly kind: 'logs'; readonly paths: readonly string[] }
  | { readonly kind: 'run' | 'fleet'; readonly location: string };

/** What the target follows from, beside the words themselves. */
export interface TargetHints {
  /** `--heartbeat`: a directory is one of heartbeats, whatever it holds by now. */
  readonly heartbeat: boolean;
  /** `--run-id`, where it was typed. */
  readonly run?: string | undefined;
  readonly bucket?: string | undefined;
  /** `--bucket` was typed, so that runs in it are meant even where logs are known. */
  readonly bucketTyped: boolean;
  readonly prefix: string;
  /** Where the file says that heartbeats are, with the run's name filled in. */
  readonly read?: string | undefined;
  /** What the file names. */
  readonly logs: readonly string[];
}

/** What cannot be watched as it was written; the message says what to write. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** Any of these makes a directory one of heartbeats. */
const HEARTBEAT_FILES: ReadonlySet<string> = new Set(['metadata.json', 'progress.json', '_error', '_complete']);

export function watchTarget(words: readonly string[], hints: TargetHints): WatchTarget {
  if (words.length === 0) return untyped(hints);
  const [word = '', second] = words;
  for (const one of words) requireScheme(one);
  const bucket = words.find(isS3);
  if (bucket !== undefined && second !== undefined)
    throw new TargetError(
      `${bucket} is watched by itself: give one run, or the folder of all with a slash at its end, such as s3://bucket/training-runs/`,
    );
  if (bucket !== undefined) requireBucket(bucket, hints);
  if (bucket !== undefined) return { kind: bucket.endsWith('/') || isBare(bucket) ? 'fleet' : 'run', location: bucket };
  if (second !== undefined) {
    if (hints.heartbeat) throw new TargetError('--heartbeat is for one directory; give one of them');
    return { kind: 'logs', paths: words };
  }
  return directory(word, hints) ?? { kind: 'logs', paths: words };
}

/** A misspelt scheme would be taken for the path of a log. */
function requireScheme(word: string): void {
  if (isS3(word) || !/^([a-z][a-z\d+.-]*:\/\/|s3:)/i.test(word)) return;
  throw new TargetError(
    `${word} is no address that is known here: write s3://BUCKET/PREFIX/RUN, or the path of a directory or log`,
  );
}

function requireBucket(location: string, { bucket, bucketTyped }: TargetHints): void {
  const named = location.slice('s3://'.length).split('/')[0];
  if (bucketTyped && bucket !== named && named !== '')
    throw new TargetError(`${location} is in the bucket ${named}, and --bucket says ${bucket}: leave one of them out`);
}

const isBare = (location: string): boolean => /^s3:\/\/[^/]+$/.test(location);

/** A shell ends a directory in a slash by itself: only one that holds no heartbeats of its own can be one of runs. */
function directory(word: string, { heartbeat }: TargetHints): WatchTarget | undefined {
  const names = namesIn(word);
  if (names.some((name) => HEARTBEAT_FILES.has(name))) return { kind: 'run', location: withoutSlash(word) };
  const holdsRuns = () => names.some((name) => namesIn(join(word, name)).some((one) => HEARTBEAT_FILES.has(one)));
  if (word.endsWith('/') && (heartbeat || holdsRuns())) return { kind: 'fleet', location: word };
  return heartbeat ? { kind: 'run', location: word } : undefined;
}

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');

function namesIn(path: string): readonly string[] {
  try {
    return statSync(path).isDirectory() ? readdirSync(path) : [];
  } catch {
    return [];
  }
}

function untyped({ heartbeat, run, bucket, bucketTyped, prefix, read, logs }: TargetHints): WatchTarget {
  const meant = heartbeat || bucketTyped || logs.length === 0;
  if (!meant) return { kind: 'logs', paths: logs };
  const root = bucket === undefined ? undefined : `s3://${[bucket, prefix].filter((part) => part !== '').join('/')}`;
  if (run !== undefined && root !== undefined) return { kind: 'run', location: `${root}/${run}` };
  if (bucketTyped) return { kind: 'fleet', location: `${root}/` };
  if (read !== undefined) return { kind: 'run', location: read };
  if (run !== undefined && logs.length === 0)
    throw new TargetError(
      `--run-id ${run}: nothing says where that run is; name its bucket by --bucket (or MONITORING_BUCKET), its directory, or its logs`,
    );
  if (heartbeat)
    throw new TargetError(
      '--heartbeat: there is no run to watch; name its directory, s3://BUCKET/PREFIX/RUN, or --run-id with --bucket (or MONITORING_BUCKET)',
    );
  return { kind: 'logs', paths: logs };
}
