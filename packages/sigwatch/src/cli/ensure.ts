import { currentOwner, holdSupervision, openStore, supervisorOf, undeliveredRuns } from '@sigwatch/store';
import { createShared } from '../shared.js';
import { freeRuns, startBackground } from '../supervision/background.js';
import { keepAll } from '../supervision/keep-all.js';
import { pruneState } from '../supervision/prune.js';
import { tendGroups } from '../supervision/tend-groups.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { createLog } from './log.js';
import { showAll } from './show-all.js';
import { untilSignalled } from './until-signalled.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch ensure`: every unfinished run of the state directory that nobody supervises is, by one process. */
export async function verb(_: readonly string[], options: Options): Promise<number> {
  const directory = stateDirectoryOf(options);
  const log = await createLog(options);
  using store = openStore({ directory, warn: (text) => log.warn(text) });
  if (options.once === true) return once(store, directory);
  const held = holdSupervision(directory, currentOwner());
  if ('owner' in held) {
    const who = held.owner === undefined ? 'Another process' : `Process ${held.owner.pid} on ${held.owner.host}`;
    process.stdout.write(`${who} takes care of all runs in ${directory}.\n`);
    return exitCodes.succeeded;
  }
  using supervision = held;
  pruneState(directory, Date.now());
  const shown = showAll(options, log, store);
  const abort = new AbortController();
  const shared = createShared(directory);
  using groups = tendGroups(store, shared, shown.tell, abort.signal);
  const looked = () => {
    supervision.refresh();
    return groups.look();
  };
  try {
    const { result, interrupted } = await untilSignalled(
      () => abort.abort(),
      () => keepAll({ ...{ store, shared, audience: shown, abort: abort.signal }, looked }),
    );
    return interrupted ?? (result.length === 0 ? exitCodes.succeeded : exitCodes.unknown);
  } finally {
    shown.close();
    log.close();
  }
}

/** For cron: nothing is started when nothing is to be done, or when somebody lives who does it. */
function once(store: ReturnType<typeof openStore>, directory: string): number {
  if (supervisorOf(directory) !== undefined) return exitCodes.succeeded;
  const free = [...freeRuns(store, directory), ...undeliveredRuns(directory)];
  if (free.length === 0) return exitCodes.succeeded;
  const pid = startBackground(directory);
  process.stdout.write(`Process ${pid} takes up ${free.join(', ')}.\n`);
  return exitCodes.succeeded;
}
