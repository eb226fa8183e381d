import { isAbsolute, resolve } from 'node:path';
import type { Json, Millis } from '../../contract.js';
import type { Heartbeat } from '../../generated/sigwatch.js';
import { duration } from '../duration.js';
import { type Finding, finding, placeIn } from '../finding.js';
import type { YamlFile } from '../yaml/yaml-file.js';

/** What a training is at when it writes a heartbeat. */
export type HeartbeatPhase = 'setup' | 'data' | 'training' | 'eval' | 'checkpoint';

/** How old a heartbeat may be (ms), by the phase that the run is in; `default` of those that are not named. */
export type StaleTimes = { readonly [K in HeartbeatPhase | 'default']?: Millis };

/** What a sigwatch.yaml says of heartbeats. Times in ms, directories absolute; what is not said is missing. */
export interface HeartbeatSettings {
  readonly read?: string;
  readonly write?: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly force_path_style?: boolean;
  readonly interval?: Millis;
  readonly stale?: StaleTimes;
  readonly give_up?: Millis;
}

/** Whether it names a place in S3, rather than a directory. */
export const isS3 = (location: string): boolean => location.startsWith('s3://');

export function heartbeatOf(given: Heartbeat, folder: string): HeartbeatSettings {
  const { read, write, interval, stale, give_up, ...as_written } = given;
  const place = (location: string | undefined) =>
    location === undefined || isS3(location) || isAbsolute(location) ? location : resolve(folder, location);
  const all = {
    ...as_written,
    read: place(read),
    write: place(write),
    interval: milliseconds(interval),
    stale: stale === undefined ? undefined : staleTimes(stale as Json),
    give_up: milliseconds(give_up),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const milliseconds = (given: Json | undefined): Millis | undefined =>
  typeof given === 'number' || typeof given === 'string' ? duration(given) : undefined;

function staleTimes(given: Json): StaleTimes {
  if (given === null || typeof given !== 'object') return known('default', given);
  return Object.assign({}, ...Object.entries(given).map(([phase, value]) => known(phase, value as Json)));
}

function known(phase: string, given: Json): StaleTimes {
  const time = milliseconds(given);
  return time === undefined ? {} : { [phase]: time };
}

/** What the schema cannot say of the block `heartbeat`. */
export function checkHeartbeat(file: YamlFile): readonly Finding[] {
  const block = file.value.heartbeat;
  if (block === null || typeof block !== 'object' || Array.isArray(block)) return [];
  const given = block as Readonly<Record<string, Json>>;
  return [...locations(file, given), ...times(file, given)];
}

function locations(file: YamlFile, { read, write }: Readonly<Record<string, Json>>): Finding[] {
  const wrong = Object.entries({ read, write }).flatMap(([key, location]) => {
    if (typeof location !== 'string' || !isS3(location) || /^s3:\/\/[^/]+\/.*[^/]$/.test(location)) return [];
    const at = placeIn(file, ['heartbeat', key]);
    const remedy = 'Write `s3://BUCKET/PREFIX/RUN`, or `s3://BUCKET/PREFIX/{run_id}`.';
    return [finding('wrong_value', at, `\`${location}\` names no run`, remedy)];
  });
  if (typeof read !== 'string' || read !== write) return wrong;
  const same = finding(
    'wrong_value',
    placeIn(file, ['heartbeat', 'write']),
    'sigwatch would be told by its own heartbeats that the run lives',
    'Read what the training writes, and write somewhere else.',
  );
  return [...wrong, same];
}

function times(file: YamlFile, { interval, stale, give_up }: Readonly<Record<string, Json>>): Finding[] {
  const every = milliseconds(interval);
  const over = milliseconds(give_up);
  const places =
    stale !== null && typeof stale === 'object' && !Array.isArray(stale)
      ? Object.entries(stale as Readonly<Record<string, Json>>).map(([phase, value]) => ({ path: [phase], value }))
      : [{ path: [], value: stale }];
  const limits = places.flatMap(({ path, value }) => {
    const limit = milliseconds(value);
    return limit === undefined ? [] : [{ path, limit }];
  });
  const short = limits
    .filter(({ limit }) => every !== undefined && limit < 2 * every)
    .map(({ path }) =>
      finding(
        'wrong_value',
        placeIn(file, ['heartbeat', 'stale', ...path]),
        '`stale` is less than two `interval`s, so that one heartbeat that comes late is an alarm',
        'Make `stale` longer, or `interval` shorter.',
      ),
    );
  const longest = Math.max(...limits.map(({ limit }) => limit));
  if (over === undefined || limits.length === 0 || over >= longest) return short;
  const soon = finding(
    'wrong_value',
    placeIn(file, ['heartbeat', 'give_up']),
    '`give_up` is shorter than `stale`, so that the run would be over before it is told to be stale',
    'Make `give_up` longer, or leave it out: it is six times `stale` then.',
  );
  return [...short, soon];
}
