import { type ComponentConfig, isS3, type Json, type Millis } from '@sigwatch/core';
import { locationText, parseLocation, type ShownPlace, type StoreOptions, shownPlace } from '@sigwatch/heartbeat';
import type { HeartbeatUse } from '../settings/heartbeat-use.js';
import { ownCredentials } from '../settings/own-credentials.js';

/** The platform of a run that is known by its heartbeats alone. It is no component: `sigwatch watch` makes it. */
export const HEARTBEAT_ADAPTER = 'HeartbeatAdapter';

/** What is kept with a run so that it can be watched again by its name. Whoever asks S3 brings its own credentials. */
export interface HeartbeatConfig extends ComponentConfig {
  readonly location: string;
  readonly region: string;
  readonly interval_seconds: number;
  readonly stale_seconds: Readonly<Record<string, number>>;
}

/** Throws a LocationError where it names no run. */
export function heartbeatConfig(location: string, use: HeartbeatUse): HeartbeatConfig {
  const { region, endpoint, force_path_style, interval, stale, give_up } = use;
  return {
    class_name: HEARTBEAT_ADAPTER,
    location: wholeLocation(location),
    region,
    interval_seconds: interval / 1000,
    stale_seconds: Object.fromEntries(Object.entries(stale).map(([phase, time]) => [phase, time / 1000])),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(force_path_style === undefined ? {} : { force_path_style }),
    ...(give_up === undefined ? {} : { give_up_seconds: give_up / 1000 }),
  };
}

/** The same from everywhere: of a directory its whole path. */
export const wholeLocation = (location: string): string => locationText(parseLocation(location));

/** `heartbeat:LOCATION` */
export const jobIdOf = (location: string): `heartbeat:${string}` => `heartbeat:${wholeLocation(location)}`;

/** What of a word is a location of heartbeats: `s3://…`, `heartbeat:…`; undefined of any other word. */
export function locationIn(word: string): string | undefined {
  if (isS3(word)) return word;
  return word.startsWith('heartbeat:') ? word.slice('heartbeat:'.length) : undefined;
}

/** As `heartbeatConfig` had it. */
export function heartbeatUseOf(config: ComponentConfig): HeartbeatUse & { readonly location: string } {
  const { location, region, endpoint, force_path_style, interval_seconds, stale_seconds, give_up_seconds } = config;
  const ms = (seconds: Json | undefined): Millis => (seconds as number) * 1000;
  const stale = Object.entries(stale_seconds as Readonly<Record<string, number>>);
  return {
    location: location as string,
    region: region as string,
    interval: ms(interval_seconds),
    stale: Object.fromEntries(stale.map(([phase, time]) => [phase, ms(time)])) as HeartbeatUse['stale'],
    ...(endpoint === undefined ? {} : { endpoint: endpoint as string }),
    ...(force_path_style === undefined ? {} : { force_path_style: force_path_style as boolean }),
    ...(give_up_seconds === undefined ? {} : { give_up: ms(give_up_seconds) }),
  };
}

/** Where people see more of the run at a location. */
export const placeOf = (
  location: string,
  { region, endpoint }: Pick<HeartbeatUse, 'region' | 'endpoint'>,
): ShownPlace => {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const own = [endpoint, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL].some((one) => one !== undefined && one !== '');
  return shownPlace(parseLocation(location), region, own);
};

/** How a store is reached by this process: credentials are its own, and never kept with a run. */
export function storeOptions(use: Pick<HeartbeatUse, 'region' | 'endpoint' | 'force_path_style'>): StoreOptions {
  const { region, endpoint, force_path_style } = use;
  const credentials = ownCredentials();
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(force_path_style === undefined ? {} : { force_path_style }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
