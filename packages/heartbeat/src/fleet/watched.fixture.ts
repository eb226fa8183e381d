import { seededRandom, virtualClock } from '@sigwatch/testkit';
import { thresholdsOf } from '../thresholds.js';
import { bucket } from './bucket.fixture.js';
import { naiveWatch } from './fleet-oracle.fixture.js';
import { type FleetNews, type FleetRun, type FleetState, newFleet } from './fleet-state.js';
import { type FleetRound, followFleet } from './follow-fleet.js';
import { lives } from './lives.fixture.js';
import { Pace } from './pace.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface Watching {
  readonly runs: number;
  readonly minutes: number;
  readonly seed: number;
  /** Minutes before which sigwatch is killed and started again. */
  readonly restarts?: readonly number[];
  /** Share of the requests for files that are denied, after the first poll. */
  readonly denials?: number;
}

/** Random lives, followed for some minutes on a virtual clock, and each of them judged beside it by the naive watch. */
export async function watched({ runs, minutes, seed, restarts = [], denials = 0.01 }: Watching) {
  const clock = virtualClock();
  const store = bucket(clock.now);
  const random = seededRandom(seed);
  const dice = seededRandom(seed + 1);
  const world = lives(runs, store, random, clock.now);
  const thresholds = thresholdsOf(2.5 * MINUTE);
  const naive = naiveWatch(store, world.names, thresholds);
  const denied = new Set<string>();
  const told: string[] = [];
  const expected: string[] = [];
  const requests: number[] = [];
  const polls: number[] = [];
  let state = newFleet;
  let minute = 0;
  const start = () => {
    const abort = new AbortController();
    const pace = new Pace({ per_minute: 6_000, at_once: 16 }, clock);
    const options = {
      store,
      pace,
      deps: clock,
      abort: abort.signal,
      state,
      thresholds,
      interval: MINUTE,
      listing: true,
    };
    const done = (async () => {
      for await (const round of followFleet(options)) {
        polls.push(minute);
        for (const one of round.news) if (one.kind === 'changed') told.push(sentence(minute, one));
        state = stored(state, round);
      }
    })();
    return { abort, done };
  };
  let following: ReturnType<typeof start> | undefined;
  const stop = async () => {
    following?.abort.abort();
    await following?.done;
    following = undefined;
  };
  for (; minute < minutes; minute++) {
    world.live();
    if (restarts.includes(minute)) await stop();
    denied.clear();
    store.fails = (path) => {
      if (path === '' || minute === 0 || !dice.chance(denials)) return undefined;
      denied.add(path);
      return 'AccessDenied';
    };
    const before = store.requests;
    await clock.advance(10 * SECOND);
    following ??= start();
    await clock.settle();
    requests.push(store.requests - before);
    store.fails = () => undefined;
    for (const [run, { from, to }] of await naive.look(clock.now(), denied))
      if (from !== undefined || minute > 0 || !AT_FIRST.has(to))
        expected.push(sentence(minute, { run, from: from ?? 'pending', to }));
    await clock.advance(50 * SECOND);
  }
  await stop();
  const states = (of: Iterable<readonly [string, string]>) => Object.fromEntries([...of].sort());
  return {
    told: told.toSorted(),
    expected: expected.toSorted(),
    requests,
    polls,
    states: states(
      [...state.runs].flatMap(([name, run]) => (run.state === 'pending' ? [] : [[name, run.state] as const])),
    ),
    naive: states(naive.states),
    bytes: JSON.stringify([...state.runs]).length,
  };
}

/** How runs may be at the very first look without being news. */
const AT_FIRST: ReadonlySet<string> = new Set(['running', 'succeeded', 'failed']);

const sentence = (minute: number, { run, from, to }: Pick<Changed, 'run' | 'from' | 'to'>): string =>
  `minute ${minute}: ${run} ${from} -> ${to}`;

type Changed = Extract<FleetNews, { kind: 'changed' }>;

/** As it comes back from a journal: of the runs only what a round says that changed was written, as Json. */
function stored(before: FleetState, { state, changed }: FleetRound): FleetState {
  const { runs: _, ...rest } = state;
  const kept = JSON.parse(JSON.stringify(changed)) as [string, FleetRun][];
  return { ...(JSON.parse(JSON.stringify(rest)) as FleetState), runs: new Map([...before.runs, ...kept]) };
}
