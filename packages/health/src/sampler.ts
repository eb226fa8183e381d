import type { Deps, Discovery, HealthReport, Millis } from '@sigwatch/core';
import { sampledSource } from '@sigwatch/core';
import { asLine } from './as-line.js';
import { checkLine, gpuCheck } from './gpu-check.js';

export interface SamplerOptions {
  readonly deps: Deps;
  /** Measures once; undefined when there is nothing to measure now, as while the job waits. `previous`: the measurement before. */
  readonly measure: (previous: HealthReport | undefined, abort: AbortSignal) => Promise<HealthReport | undefined>;
  /** Whether the measurement that was just made is the first of its job: then a line tells the GPUs as they are at its start. */
  readonly begins?: () => boolean;
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
/** Asking whether a job runs by now costs nothing, and a short one has a start as well. */
const SOON: Millis = 500;

/** A source of what is measured beside the log. A measurement that fails leaves no line, and nothing follows from that. */
export function healthSource({
  measure,
  begins = () => false,
  interval = MINUTE,
  ...options
}: SamplerOptions): Discovery {
  return sampledSource({
    ...options,
    interval,
    soon: SOON,
    sampler() {
      let previous: HealthReport | undefined;
      return async (abort) => {
        const report = await measure(previous, abort);
        if (report === undefined) return undefined;
        previous = report;
        const line = asLine(report, interval / 1000);
        if (!begins()) return line;
        const start = checkLine(report);
        return gpuCheck(report).result === 'none' ? start : start + line;
      };
    },
  });
}
