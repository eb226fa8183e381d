import { RefusedError, type Store, type Watch } from '@sigwatch/core';
import { watchEnding } from '../watch-ending.js';
import { firstRefusal } from './first-refusal.js';

/**
 * The same watch, which ends when the platform refuses the very first job of its run, that nobody waits for yet: `done`
 * rejects with a RefusedError then.
 */
export function refusing(watched: Watch, store: Store, run_id: string): Watch {
  let words: string | undefined;
  watched.events$.subscribe(({ event_type }) => {
    if (words !== undefined || event_type !== 'notice') return;
    try {
      const refused = firstRefusal(store, run_id);
      if (refused !== undefined) store.request(run_id, 'stop');
      words = refused;
    } catch {
      // Asked again with the next notice: what a subscriber throws would end the process.
    }
  });
  return watchEnding(
    watched,
    ({ end }) => {
      if (words !== undefined && end !== undefined) throw new RefusedError(words);
    },
    () => {},
  );
}
