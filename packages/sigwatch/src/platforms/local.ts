import { join } from 'node:path';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import { discoverFiles, systemDeps } from '@sigwatch/core';
import type { Platform, PlatformContext } from '../platform.js';

/** Processes of this machine. */
export function localPlatform({ stateDirectory, wakes }: Pick<PlatformContext, 'stateDirectory' | 'wakes'>): Platform {
  return {
    adapter: localAdapter({
      directory: join(stateDirectory, 'runs'),
      logs: (directory) => discoverFiles([join(directory, OUTPUT_FILE)], { deps: systemDeps, wakes }),
    }),
    // A shim starts within a fraction of a second; what is later than this gives up by itself.
    timing: { submit_within: 3_000, margin: 500 },
  };
}
