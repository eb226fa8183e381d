import type { RunOptions, Watch } from '@sigwatch/core';
import { redacted } from '@sigwatch/notify';
import { type Common, lives } from './common.js';
import { carefulLogger, logEvent, logRules } from './log-run.js';
import { coverOf } from './settings/covered.js';
import type { Settings } from './settings/settings.js';
import type { Logger, LogWorldOptions } from './world.js';

/** What a run of an embedder has from outside, and what it shares with the others of this process. */
export interface World {
  readonly common: Common;
  /** Takes sentences for people. */
  readonly tell: (sentence: string) => void;
  /** To be called with what the run is judged by. */
  readonly begins: (run: Pick<RunOptions, 'run_id' | 'monitor' | 'policy'>) => void;
}

/** Begins a run that shares what it can with the others of this process, until it has ended. */
export function inWorld(options: LogWorldOptions, settings: Settings, begin: (world: World) => Watch): Watch {
  const { deps, fs } = options;
  const logger = options.logger && covered(options.logger, settings);
  const { common, leave } = lives.enter(deps, fs);
  try {
    const watched = begin({
      common,
      tell: (sentence) => logger?.warn({}, sentence),
      begins: (run) => logger && logRules(logger, run),
    });
    if (logger !== undefined) listen(watched, logger);
    watched.done.then(leave, leave);
    return watched;
  } catch (error) {
    leave();
    throw error;
  }
}

function listen(watched: Watch, logger: Logger): void {
  watched.events$.subscribe((event) => logEvent(logger, event));
  watched.done.catch((error: unknown) => {
    const { message, code } = (error ?? {}) as { readonly message?: string; readonly code?: string };
    logger.error({ ...(code !== undefined && { code }) }, `supervision has ended: ${message ?? String(error)}`);
  });
}

function covered(logger: Logger, settings: Settings): Logger {
  const cover = coverOf(settings);
  return carefulLogger(logger, (told) => redacted(told, cover));
}
