import type { Deps, Discovery, HealthReport, Millis } from '@sigwatch/core';
import { sampledSource } from '@sigwatch/core';
import { asLine } from './as-line.js';

export interface SamplerOptions {
  readonly deps: Deps;
  /** Measures once; undefined when there is nothing to measure now, as while the job waits. `previous`: the measurement before. */
  readonly measure: (previous: HealthReport | undefined, abort: AbortSignal) => Promise<HealthReport | undefined>;
  /** The file that measurements are appended to, one JSON line each. */
  readonly path: string;
  /** ms between the beginnings of two measurements. Default a minute. */
  readonly interval?: Millis;
  /** What people read before `:line`. Default: the path. */
  readonly id?: string;
  /** Bytes of the file; a full one is kept as `PATH.1`, so that twice as much is there at most. Default 8 MiB. */
  readonly bytes?: number;
}

const MINUTE: Millis = 60_000;

/** A source of what is measured beside the log. A measurement that fails leaves no line, and nothing follows from that. */
export function healthSource({ measure, interval = MINUTE, ...options }: SamplerOptions): Discovery {
  return sampledSource({
    ...options,
    interval,
    sampler() {
      let previous: HealthReport | undefined;
      return async (abort) => {
        const report = await measure(previous, abort);
        if (report === undefined) return undefined;
        previous = report;
        return asLine(report, interval / 1000);
      };
    },
  });
}
