import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, passingStore, type Store, systemDeps, type Watch } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import type { CommonOptions } from './embed-options.js';
import type { World } from './embed-world.js';
import { type Recorded, watchRecorded } from './records/watch-recorded.js';
import { newRunId } from './run-names.js';
import type { Settings } from './settings/settings.js';
import { watchEnding } from './watch-ending.js';

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
export function kept(given: Given, directory: string, world?: World): Watch {
  return keptIn(given, openStore({ directory }), world);
}

/** The same with a store that is open, which the end of the watch closes. */
export function keptIn(given: Given, store: Store, world?: World): Watch {
  return closing(begun(given, store, world), () => store[Symbol.dispose]());
}

/** Watches a run that ends with the process. What actions write has to be somewhere while they run. */
export function forgetful(given: Given, world?: World, directory = forgotten()): Watch {
  // Records and heartbeats are made of the events that were told so far.
  const isRead = given.records !== undefined || given.heartbeat?.write !== undefined;
  const store = isRead ? memoryStore(directory) : passingStore(directory);
  const watched = begun(given, store, world);
  return closing(watched, () => rmSync(directory, { recursive: true, force: true }));
}

function begun(given: Given, store: Store, world: World | undefined): Watch {
  world?.begins(given);
  return watchRecorded({ ...given, store, ...ownedIn(world) }, world?.tell);
}

const ownedIn = (world: World | undefined) => ({
  owner: currentOwner(),
  deps: world?.common.deps ?? systemDeps,
  ...(world && { others: () => world.common.users - 1 }),
});

export const forgotten = (): string => join(tmpdir(), `sigwatch-${randomUUID()}`);

/** The same watch, whose end closes what was opened for it. */
const closing = (watched: Watch, close: () => void): Watch => watchEnding(watched, close, close);
