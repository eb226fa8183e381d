import { type ExecSettings, execAdapter, execSettings } from '@sigwatch/adapter-exec';
import { type ComponentConfig, systemDeps } from '@sigwatch/core';
import type { Platform, PlatformContext } from '../platform.js';
import { laterArgsOf } from './later-args.js';

/** Processes behind a command: in a pod, on another machine, or here. */
export function execPlatform(
  config: ComponentConfig,
  { stateDirectory }: Pick<PlatformContext, 'stateDirectory'>,
): Platform {
  const { class_name: _, ...given } = config;
  const settings = execSettings(given as Partial<ExecSettings>);
  return {
    adapter: execAdapter({ stateDirectory, settings, deps: systemDeps }),
    // What the submitter's shell holds is of no use on another machine, and may hold secrets.
    bringsEnvironment: true,
    ...laterArgsOf(settings),
  };
}
