import { join } from 'node:path';
import {
  Looks,
  type RaySettings,
  rayAdapter,
  rayClient,
  rayConnection,
  rayLogs,
  raySettings,
} from '@sigwatch/adapter-ray';
import { type ComponentConfig, systemDeps } from '@sigwatch/core';
import type { Platform, PlatformContext, PlatformUse } from '../platform.js';
import { laterArgsOf } from './later-args.js';

type Context = Pick<PlatformContext, 'stateDirectory' | 'common'> & Partial<Pick<PlatformContext, 'shared'>>;

/** Jobs of a Ray cluster, by its Jobs API. */
export function rayPlatform(
  config: ComponentConfig,
  { env, tell }: Omit<PlatformUse, 'registry'>,
  { stateDirectory, common, shared }: Context,
): Platform {
  const { class_name: _, ...given } = config;
  const settings = raySettings(given as Partial<RaySettings>);
  const { worker_logs, log_directory, poll_interval_seconds } = settings;
  const { now } = systemDeps;
  const connection = rayConnection(settings, env);
  const interval = poll_interval_seconds * 1000;
  const make = () => {
    const ray = rayClient(connection);
    return { ray, looks: new Looks({ ray, interval, now }) };
  };
  // Who may ask is part of who is asked.
  const who = JSON.stringify(['ray', connection.address, connection.headers(), connection.tls, interval]);
  const { ray, looks } = shared?.(who, make) ?? make();
  const { logs, logPaths } = rayLogs({
    ...{ connection, deps: systemDeps, wakes: common.wakes, copies: join(stateDirectory, 'ray', 'logs'), worker_logs },
    ...(log_directory === undefined ? {} : { log_directory }),
  });
  return {
    adapter: {
      ...rayAdapter({ ...{ stateDirectory, settings, now, env, ray, looks, logs }, ...(tell && { tell }) }),
      logPaths: async (job) => logPaths(job),
    },
    // What the submitter's shell holds is of no use on another machine, and may hold secrets.
    bringsEnvironment: true,
    ...laterArgsOf(settings),
  };
}
