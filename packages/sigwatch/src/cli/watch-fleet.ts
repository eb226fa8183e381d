import { compileRules, systemDeps } from '@sigwatch/core';
import { openHeartbeatStore, parseLocation, thresholdsOf } from '@sigwatch/heartbeat';
import { currentOwner, LeaseHeldError, openStore } from '@sigwatch/store';
import { FleetJournal, type FleetJournalOptions, fleetId } from '../fleet/fleet-journal.js';
import { worstOf } from '../fleet/fleet-order.js';
import { keptFleet } from '../fleet/fleet-row.js';
import { createFleetScreen, type FleetScreen, jsonlScreen } from '../fleet/fleet-screen.js';
import { fleetTable } from '../fleet/fleet-table.js';
import { followRuns, statesOf } from '../fleet/follow-runs.js';
import { type FleetPlace, lookAtFleet } from '../fleet/look-at-fleet.js';
import { placeOf, storeOptions } from '../heartbeat/heartbeat-config.js';
import { heartbeatStatus } from '../heartbeat/status-report.js';
import { type HeartbeatUse, heartbeatUse } from '../settings/heartbeat-use.js';
import { jsonText } from '../view/json-text.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf } from './exit-code.js';
import { followLed } from './follow.js';
import { createLog } from './log.js';
import { lookOf, mannerOf } from './look.js';
import { rulesOf, timeoutOf } from './setting.js';
import { settingsOf } from './settings-of.js';
import { untilSignalled } from './until-signalled.js';

type Options = Readonly<Record<string, unknown>>;

/** How often (ms) the journal is asked for commands, which keeps it ours. */
const ASK = 5_000;
/** How long (ms) notices that wait may hold up the end. */
const LAST_WORDS = 10_000;

/** All runs below a location, which ends in a slash: followed, or with `--once` told as they are. */
export async function watchFleet(location: string, options: Options): Promise<number> {
  const use = heartbeatUse(settingsOf(options));
  const where = parseLocation(location.endsWith('/') ? location : `${location}/`);
  const store = openHeartbeatStore(where, { ...storeOptions(use), deps: systemDeps });
  const place: FleetPlace = { store, listing: where.kind === 's3', thresholds: thresholdsOf(use.stale) };
  try {
    return options.once === true ? await tellOnce(place, options) : await follow(place, use, options);
  } finally {
    store.close();
  }
}

/** Exits with the code of the worst. */
async function tellOnce(place: FleetPlace, options: Options): Promise<number> {
  const { root } = place.store;
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const kept = keptFleet(store.load(fleetId(root))?.sources ?? []);
  const { at, runs } = await lookAtFleet(place, kept, systemDeps, new AbortController().signal);
  const { stdout } = process;
  const verdicts = new Map([...runs].map(([name, { verdict }]) => [name, verdict]));
  if (options.format === 'pretty') {
    stdout.write(`${fleetTable(verdicts, root, lookOf(options)).join('\n')}\n`);
  } else
    for (const [name, { verdict, notices }] of runs)
      stdout.write(`${jsonText(heartbeatStatus({ location: `${root}/${name}`, name, at, verdict, notices }))}\n`);
  return exitCodeOf(worstOf([...verdicts.values()].map(({ state }) => state)) ?? 'unknown', undefined);
}

async function follow(place: FleetPlace, use: HeartbeatUse, options: Options): Promise<number> {
  const { interval } = use;
  const { root } = place.store;
  const directory = stateDirectoryOf(options);
  const { monitor, registry, alerts } = rulesOf(options);
  const log = await createLog(options);
  using store = openStore({ directory, warn: (text) => log.warn(text) });
  const fleet_id = fleetId(root);
  const screen =
    options.format === 'jsonl'
      ? jsonlScreen(process.stdout)
      : createFleetScreen(process.stdout, systemDeps, fleet_id, mannerOf(options));
  try {
    const journal = taken({
      ...{ store, root, owner: currentOwner(), deps: systemDeps, thresholds: place.thresholds },
      ...{ notifiers: monitor.notifiers, registry, ...alerts },
      place: (run) => placeOf(`${root}/${run}`, use),
      publish: (event) => {
        log.event(event);
        screen.event(event);
      },
    });
    if (journal === undefined) return await onlyWatch(fleet_id, store, screen);
    const rules = { monitor, matcher: compileRules(monitor.rules), registry };
    screen.say(`follows the runs below ${root}/ as ${journal.run_id}, every ${interval / 1000} s`);
    return await lead(journal, { ...place, rules, interval }, screen, timeoutOf(options).timeout);
  } finally {
    screen.close();
    log.close();
  }
}

/** Undefined while another process follows the same runs. */
function taken(options: FleetJournalOptions): FleetJournal | undefined {
  try {
    return new FleetJournal(options);
  } catch (error) {
    if (error instanceof LeaseHeldError) return undefined;
    throw error;
  }
}

async function lead(
  journal: FleetJournal,
  place: Omit<Parameters<typeof followRuns>[0], 'journal' | 'deps' | 'abort' | 'looked'>,
  screen: FleetScreen,
  timeout: number | undefined,
): Promise<number> {
  const abort = new AbortController();
  let lost: unknown;
  const asking = setInterval(() => {
    try {
      if (journal.isStopped) abort.abort();
    } catch (error) {
      lost = error;
      abort.abort();
    }
  }, ASK);
  const over = timeout === undefined ? undefined : setTimeout(() => abort.abort(), timeout);
  try {
    const { interrupted } = await untilSignalled(
      () => abort.abort(),
      () =>
        followRuns({
          ...place,
          ...{ journal, deps: systemDeps, abort: abort.signal },
          looked: (states, at) => screen.looked(states, at),
        }),
    );
    if (lost !== undefined) throw lost;
    await atMost(LAST_WORDS, journal.settled(Date.now() + LAST_WORDS));
    return interrupted ?? exitCodeOf(worstOf(statesOf(journal)) ?? 'unknown', undefined);
  } finally {
    clearInterval(asking);
    clearTimeout(over);
    journal.close();
  }
}

/** Another process leads: its events are shown as they are committed. */
async function onlyWatch(fleet_id: string, store: ReturnType<typeof openStore>, screen: FleetScreen): Promise<number> {
  const abort = new AbortController();
  const { interrupted } = await untilSignalled(
    () => abort.abort(),
    () => followLed(store, fleet_id, screen, { takeOver: false, abort: abort.signal }),
  );
  return interrupted ?? 0;
}

async function atMost(ms: number, task: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([task, new Promise<void>((end) => (timer = setTimeout(end, ms)))]);
  clearTimeout(timer);
}
