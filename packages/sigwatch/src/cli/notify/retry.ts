import { systemDeps } from '@sigwatch/core';
import { LeaseHeldError, openStore } from '@sigwatch/store';
import { createShared } from '../../shared.js';
import { deliverRest } from '../../supervision/deliver-rest.js';
import { leftToDeliver } from '../../supervision/undelivered.js';
import { stateDirectoryOf } from '../directories.js';
import { exitCodes } from '../exit-code.js';
import { namedRun } from '../named-run.js';
import { say as tell } from '../say.js';
import { untilSignalled } from '../until-signalled.js';

/** Nobody waits longer at a prompt (ms); the background goes on. */
const PATIENCE = 60_000;

/** `sigwatch notify retry [RUN]`: sends again what nobody took, of runs that have ended. */
export async function verb([word]: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const directory = stateDirectoryOf(options);
  using store = openStore({ directory });
  const asked = word === undefined ? undefined : namedRun(store, word);
  const untold = store
    .list()
    .filter(
      (run) => (run.dead_letters ?? 0) + (run.undelivered ?? 0) > 0 && (asked === undefined || run.run_id === asked),
    );
  if (untold.length === 0) {
    process.stdout.write('All that people were to be told is delivered.\n');
    return exitCodes.succeeded;
  }
  const shared = createShared(directory);
  const abort = new AbortController();
  const until = systemDeps.now() + PATIENCE;
  const one = async ({ run_id, ended_at }: { run_id: string; ended_at?: number }): Promise<boolean> => {
    try {
      if (ended_at === undefined) {
        tell(
          `${run_id} has not ended: who supervises it sends what waits; what was given up is sent again after its end.`,
        );
        return false;
      }
      await deliverRest({ store, shared, run_id, deps: systemDeps, abort: abort.signal, until, retry: true, tell });
      const { undelivered = 0, dead_letters = 0 } = store.load(run_id)?.summary ?? {};
      const untaken = undelivered + dead_letters;
      process.stdout.write(untaken === 0 ? `${run_id}: delivered.\n` : `${run_id}: ${untaken} not delivered.\n`);
      return untaken === 0;
    } catch (error) {
      const busy = error instanceof LeaseHeldError;
      tell(`${run_id}: ${busy ? 'another process is delivering its notices' : (error as Error).message}`);
      return false;
    }
  };
  const { result, interrupted } = await untilSignalled(
    () => abort.abort(),
    () => Promise.all(untold.map(one)),
  );
  const ended = untold.filter(({ ended_at }) => ended_at !== undefined).map(({ run_id }) => run_id);
  const left = leftToDeliver(store, directory, ended);
  if (left !== undefined) process.stdout.write(`${left}\n`);
  return interrupted ?? (result.every(Boolean) ? exitCodes.succeeded : exitCodes.failed);
}
