import { type Discovery, sampledSource } from '@sigwatch/core';
import { asLine } from './as-line.js';
import type { RunLooks } from './run-looks.js';

export interface HeartbeatSourceOptions {
  readonly looks: RunLooks;
  /** The file that looks are appended to, one JSON line each. */
  readonly path: string;
  /** What people read before `:line`. Default: the path. */
  readonly id?: string;
}

/** A source beside the job of what each look at its heartbeats found. A look that was not answered leaves no line. */
export function heartbeatSource({ looks, ...file }: HeartbeatSourceOptions): Discovery {
  const { deps, interval } = looks.options;
  return sampledSource({
    ...{ ...file, deps, interval },
    sampler: () => async (abort) => {
      const { at, verdict } = await looks.latest(abort);
      return asLine(verdict, at, interval);
    },
  });
}
