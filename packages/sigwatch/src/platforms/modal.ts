import { join } from 'node:path';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import { Looks, type ModalConfig, modalAdapter, modalClient, modalLogs, modalSettings } from '@sigwatch/adapter-modal';
import { type ComponentConfig, systemDeps } from '@sigwatch/core';
import type { Platform, PlatformContext, PlatformUse } from '../platform.js';
import { laterArgsOf } from './later-args.js';

type Context = Pick<PlatformContext, 'stateDirectory' | 'common'> & Partial<Pick<PlatformContext, 'shared'>>;

/** Apps of Modal. Each `modal run` is a process of this machine that outlives sigwatch. */
export function modalPlatform(
  config: ComponentConfig,
  { env, tell }: Omit<PlatformUse, 'registry'>,
  { stateDirectory, common, shared }: Context,
): Platform {
  const { class_name: _, ...given } = config;
  const settings = modalSettings(given as ModalConfig);
  const { now } = systemDeps;
  const directory = join(stateDirectory, 'modal');
  const make = () => {
    const modal = modalClient(settings, env);
    const looks = new Looks({ modal, interval: settings.poll_interval_seconds * 1000, now });
    const copies = join(directory, 'logs');
    return { modal, looks, logs: modalLogs({ modal, deps: systemDeps, copies, ...(tell && { tell }) }) };
  };
  // Who asks is part of who is asked: the token stands in these variables, or in a file below the home directory.
  const { MODAL_TOKEN_ID, MODAL_TOKEN_SECRET, MODAL_SERVER_URL, MODAL_CONFIG_PATH, MODAL_ENVIRONMENT, HOME, PATH } =
    env;
  const who = [MODAL_TOKEN_ID, MODAL_TOKEN_SECRET, MODAL_SERVER_URL, MODAL_CONFIG_PATH, MODAL_ENVIRONMENT, HOME, PATH];
  const key = JSON.stringify(['modal', directory, settings, env.MODAL_PROFILE, ...who]);
  const { modal, looks, logs } = shared?.(key, make) ?? make();
  return {
    adapter: modalAdapter({
      ...{ stateDirectory, settings: given as ModalConfig, env, modal, looks },
      clients: localAdapter({
        directory: join(directory, 'clients'),
        logs: (folder) => common.follow([join(folder, OUTPUT_FILE)]),
      }),
      logs: (job) => logs.logs(job),
      logPaths: (job) => logs.logPaths(job),
      ...(tell === undefined ? {} : { tell }),
    }),
    ...laterArgsOf(settings),
  };
}
