import { resolve } from 'node:path';
import { type ColabSettings, colabAdapter, colabSession, IDLE_WARNING } from '@sigwatch/adapter-colab';
import type { ComponentConfig } from '@sigwatch/core';
import type { Platform, PlatformContext, PlatformUse } from '../platform.js';
import { localPlatform } from './local.js';

/** Processes of a runtime of Colab, which sigwatch runs in. */
export function colabPlatform(
  config: ComponentConfig,
  { env, tell }: Omit<PlatformUse, 'registry'>,
  context: Pick<PlatformContext, 'stateDirectory' | 'common'>,
): Platform {
  const { class_name: _, ...given } = config;
  const settings = given as ColabSettings;
  const session = colabSession(settings, { env });
  if (session === undefined)
    tell?.(
      'When this runtime began is not known, so nobody knows when it ends: say it by session_start of ColabAdapter.',
    );
  if (settings.idle_warning !== false) tell?.(IDLE_WARNING);
  const { adapter: processes, ...local } = localPlatform(context);
  return {
    ...local,
    adapter: colabAdapter({ processes, session }),
    ...(session === undefined ? {} : { session: { began: session.start, ends_at: session.ends_at } }),
    ...(settings.drive === undefined ? {} : { drive: resolve(settings.drive) }),
  };
}
