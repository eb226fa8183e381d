import { type Deps, type Millis, type RunState, UnansweredError } from '@sigwatch/core';
import {
  decide,
  type HeartbeatStore,
  LOG,
  lookAtRun,
  openHeartbeatStore,
  Pace,
  parseLocation,
  thresholdsOf,
  type Verdict,
} from '@sigwatch/heartbeat';
import type { FleetRules } from '../fleet/diagnose.js';
import { evidenceOf } from '../fleet/evidence.js';
import type { HeartbeatUse } from '../settings/heartbeat-use.js';
import { storeOptions, wholeLocation } from './heartbeat-config.js';
import { KeptMemory } from './kept-memory.js';
import { failureOf, type HeartbeatStatus, heartbeatStatus } from './status-report.js';

export interface Looking {
  readonly stateDirectory: string;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** Loaded where something is wrong. */
  readonly rules: () => FleetRules;
  /** How many of the last lines of its log are wanted. */
  readonly tail?: number;
}

/** Of a log, what its last lines are looked for in. */
const TAIL_BYTES = 256 * 1024;

/** Looks once at the heartbeats of a run: what follows, and what to do about it. Rejects only where the location names no run. */
export async function lookOnce(location: string, use: HeartbeatUse, looking: Looking): Promise<HeartbeatStatus> {
  const { deps, abort } = looking;
  const where = parseLocation(location);
  const { run } = where;
  if (run === undefined)
    throw new Error(`${location} names no run, but a folder of them: leave the slash at its end out`);
  const store = openHeartbeatStore(where, { ...storeOptions(use), deps });
  try {
    const kept = new KeptMemory(looking.stateDirectory, wholeLocation(location));
    const before = kept.read();
    const { at, memory } = await lookAtRun({ store, run, deps }, before, abort);
    kept.write(memory);
    const verdict = hasBegun(decide(memory, thresholdsOf(use.stale), at));
    return heartbeatStatus({
      ...{ location: wholeLocation(location), name: run, at, verdict, notices: memory.notices.fresh },
      ...(await explained(verdict, run, at, store, use, looking)),
      ...(looking.tail === undefined ? {} : { last_lines: await lastLines(store, run, looking.tail, abort) }),
    });
  } finally {
    store.close();
  }
}

/** A run that nobody has heard of yet may be a name that was misspelt: it is not told as running. */
function hasBegun(verdict: Verdict): Verdict {
  return verdict.state === 'running' && !verdict.started ? { ...verdict, state: 'unknown' } : verdict;
}

async function explained(
  verdict: Verdict,
  run: string,
  at: Millis,
  store: HeartbeatStore,
  { interval }: HeartbeatUse,
  { deps, abort, rules }: Looking,
) {
  const { state } = verdict;
  if (state === 'unknown' || state === 'running' || state === 'succeeded') return {};
  const to: RunState = state;
  const pace = new Pace({ per_minute: 60, at_once: 4 }, deps);
  const news = [{ kind: 'changed', run, attempt: 1, from: 'running', to, verdict } as const];
  const found = await evidenceOf(news, at, { store, pace, deps, abort, rules: rules(), interval });
  const diagnosis = found.get(run)?.diagnosis;
  return diagnosis === undefined ? {} : { failure: failureOf(diagnosis.signal), remedy: diagnosis.remedy };
}

/** None where there is no log, or where it was not answered. */
async function lastLines(
  store: HeartbeatStore,
  run: string,
  count: number,
  abort: AbortSignal,
): Promise<readonly string[]> {
  try {
    const got = await store.get(`${run}/${LOG}`, abort, { limit: TAIL_BYTES, over: 'ends' });
    if (got.kind !== 'found') return [];
    const lines = got.bytes.toString('utf8').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } catch (error) {
    if (error instanceof UnansweredError) return [];
    throw error;
  }
}
