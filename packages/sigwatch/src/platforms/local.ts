import { join } from 'node:path';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import type { Platform, PlatformContext } from '../platform.js';

/** Processes of this machine. */
export function localPlatform({
  stateDirectory,
  common,
}: Pick<PlatformContext, 'stateDirectory' | 'common'>): Platform {
  return {
    adapter: localAdapter({
      directory: join(stateDirectory, 'runs'),
      logs: (directory) => common.follow([join(directory, OUTPUT_FILE)]),
    }),
    // A shim starts within a fraction of a second; what is later than this gives up by itself.
    timing: { submit_within: 3_000, margin: 500 },
  };
}
