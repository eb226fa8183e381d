import { type ComponentConfig, systemDeps } from '@sigwatch/core';
import { heartbeatAdapter, thresholdsOf } from '@sigwatch/heartbeat';
import { heartbeatUseOf, placeOf, storeOptions } from '../heartbeat/heartbeat-config.js';
import { KeptMemory } from '../heartbeat/kept-memory.js';
import type { Platform, PlatformContext, PlatformUse } from '../platform.js';

/** Runs that are known by their heartbeats alone. */
export function heartbeatPlatform(
  config: ComponentConfig,
  { tell }: Pick<PlatformUse, 'tell'>,
  { stateDirectory }: Pick<PlatformContext, 'stateDirectory'>,
): Platform {
  const use = heartbeatUseOf(config);
  const { interval, stale, give_up } = use;
  return {
    adapter: heartbeatAdapter({
      ...{ stateDirectory, interval, deps: systemDeps, thresholds: thresholdsOf(stale), store: storeOptions(use) },
      kept: (location) => new KeptMemory(stateDirectory, location),
      ...(give_up === undefined ? {} : { give_up }),
      ...(tell === undefined ? {} : { tell }),
    }),
    bringsEnvironment: true,
    place: placeOf(use.location, use),
  };
}
