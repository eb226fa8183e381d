import type { Watch } from '@sigwatch/core';
import { type Common, lives } from './common.js';
import type { LogWorldOptions } from './world.js';

/** What a run of an embedder has from outside, and what it shares with the others of this process. */
export interface World {
  readonly common: Common;
}

/** Begins a run that shares what it can with the others of this process, until it has ended. */
export function inWorld({ deps, fs }: LogWorldOptions, begin: (world: World) => Watch): Watch {
  const { common, leave } = lives.enter(deps, fs);
  try {
    const watched = begin({ common });
    watched.done.then(leave, leave);
    return watched;
  } catch (error) {
    leave();
    throw error;
  }
}
