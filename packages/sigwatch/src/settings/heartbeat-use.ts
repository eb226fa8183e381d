import { ArgumentError, type Millis, type StaleTimes } from '@sigwatch/core';
import type { MonitoringSettings } from './monitoring.js';

/** How heartbeats are read and written: everything that decides on it, resolved. */
export interface HeartbeatUse {
  readonly region: string;
  readonly endpoint?: string;
  readonly force_path_style?: boolean;
  /** ms between looks. */
  readonly interval: Millis;
  readonly stale: StaleTimes & { readonly default: Millis };
  readonly give_up?: Millis;
}

/** Where heartbeats of a run are, `{run_id}` not filled in, and how they are read and written. */
export interface HeartbeatPlaces extends HeartbeatUse {
  readonly read?: string;
  readonly write?: string;
}

/** Throws where one heartbeat that comes late would be an alarm. */
export function heartbeatUse(settings: MonitoringSettings): HeartbeatUse {
  const { heartbeat, monitoring_region, s3_endpoint, stale, interval } = settings;
  const { force_path_style, give_up } = heartbeat?.value ?? {};
  const soonest = Math.min(...Object.values(stale.value));
  if (soonest < 2 * interval.value)
    throw new ArgumentError(
      `${stale.by || 'stale'} is less than two intervals (${interval.by || '--interval'}, ${interval.value / 1000} s), so that one heartbeat that comes late is an alarm: make it longer, or --interval shorter`,
    );
  // One without its scheme is told before anything waits for it.
  if (s3_endpoint !== undefined && !/^https?:\/\/[^/]/i.test(s3_endpoint.value))
    throw new ArgumentError(
      `${s3_endpoint.by || 'endpoint'} is no address of an S3 server: write http://HOST:PORT or https://HOST`,
    );
  return {
    region: monitoring_region.value,
    interval: interval.value,
    stale: stale.value,
    ...(s3_endpoint === undefined ? {} : { endpoint: s3_endpoint.value }),
    ...(force_path_style === undefined ? {} : { force_path_style }),
    ...(give_up === undefined ? {} : { give_up }),
  };
}

/** Undefined where the file names no place of heartbeats. */
export function heartbeatPlaces(settings: MonitoringSettings): HeartbeatPlaces | undefined {
  const { read, write } = settings.heartbeat?.value ?? {};
  if (read === undefined && write === undefined) return undefined;
  return { ...heartbeatUse(settings), ...(read !== undefined && { read }), ...(write !== undefined && { write }) };
}

/** The place of one run. */
export const placeOfRun = (place: string, run_id: string): string => place.replaceAll('{run_id}', run_id);
