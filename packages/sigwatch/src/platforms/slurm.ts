import { type SlurmSettings, slurmAdapter, slurmCommands, slurmPoller, slurmSettings } from '@sigwatch/adapter-slurm';
import { type ComponentConfig, duration, systemDeps } from '@sigwatch/core';
import type { Platform, PlatformContext, PlatformUse } from '../platform.js';
import { laterArgsOf } from './later-args.js';

/** A log on a file system that many share is looked at less often than one of this machine (ms). */
const CLUSTER_POLL = 1_000;

/** Jobs of a SLURM cluster. */
export function slurmPlatform(
  config: ComponentConfig,
  { env, tell }: PlatformUse,
  { stateDirectory, common, shared }: PlatformContext,
): Platform {
  const { class_name: _, ...given } = config;
  const settings = slurmSettings(given as Partial<SlurmSettings>);
  const { user, cluster, poll_interval_seconds, checkpoint_signal, evidence } = settings;
  const interval = poll_interval_seconds * 1000;
  const { now } = systemDeps;
  const poller = shared(JSON.stringify(['slurm', user, cluster, interval]), () =>
    slurmPoller({ slurm: slurmCommands, stateDirectory, user, cluster, interval, now }),
  );
  const { signal = 'USR1', before = '5m' } = checkpoint_signal ?? {};
  return {
    adapter: slurmAdapter({
      ...{ stateDirectory, settings, now, poller, env },
      logs: (paths) => common.follow(paths),
      ...(tell === undefined ? {} : { tell }),
    }),
    bringsEnvironment: true,
    poll: CLUSTER_POLL,
    // Of a hung job everybody wants to know why it hung.
    evidence: {
      ...(evidence?.commands === undefined ? {} : { commands: evidence.commands as readonly (readonly string[])[] }),
      timeout: milliseconds(evidence?.timeout ?? '60s'),
    },
    ...(checkpoint_signal === undefined
      ? {}
      : { checkpoint_signal: { signal: signal.replace(/^SIG/, ''), before: milliseconds(before) } }),
    ...laterArgsOf(settings),
  };
}

/** The schema has seen to it that it is one. */
const milliseconds = (value: string | number): number => duration(value) ?? 0;
