import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, type Store, systemDeps, type Watch } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import type { CommonOptions } from './embed-options.js';
import { type Recorded, watchRecorded } from './records/watch-recorded.js';
import { newRunId } from './run-names.js';
import type { Settings } from './settings/settings.js';

type Given = Omit<Recorded, 'store' | 'owner' | 'deps'>;

/** What the options and the file say of any run that is supervised. */
export function supervision(name: string, settings: Settings, options: CommonOptions) {
  return {
    name,
    run_id: settings.run_id?.value ?? newRunId(name, new Date(), Math.random()),
    ...endsBy(settings, options),
  };
}

/** When supervision ends by itself. */
export function endsBy({ timeout }: Pick<Settings, 'timeout'>, options: CommonOptions) {
  const ends = options.timeout ?? timeout?.value;
  return {
    ...(options.signal === undefined ? {} : { abort: options.signal }),
    ...(ends === undefined ? {} : { timeout: ends }),
  };
}

/** Watches a run that is kept in a folder. */
export function kept(given: Given, directory: string): Watch {
  return keptIn(given, openStore({ directory }));
}

/** The same with a store that is open, which the end of the watch closes. */
export function keptIn(given: Given, store: Store): Watch {
  return closing(watchRecorded({ ...given, store, owner: currentOwner(), deps: systemDeps }), () =>
    store[Symbol.dispose](),
  );
}

/** Watches a run that ends with the process. What actions write has to be somewhere while they run. */
export function forgetful(given: Given, directory = forgotten()): Watch {
  const watched = watchRecorded({ ...given, store: memoryStore(directory), owner: currentOwner(), deps: systemDeps });
  return closing(watched, () => rmSync(directory, { recursive: true, force: true }));
}

export const forgotten = (): string => join(tmpdir(), `sigwatch-${randomUUID()}`);

/** The same watch, whose end closes what was opened for it. */
function closing(watched: Watch, close: () => void): Watch {
  const done = watched.done.finally(close);
  done.catch(() => {});
  const stop = async () => {
    await watched.stop();
    await done.catch(() => {});
  };
  return { ...watched, done, stop, [Symbol.asyncDispose]: stop };
}
