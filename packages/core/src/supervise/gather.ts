import { Observable } from 'rxjs';
import type { Deps, EngineEvent, Millis } from '../contract.js';
import type { Intake } from '../intake/intake.js';
import type { TrackState } from '../intake/track.js';
import { pause } from './pause.js';

/** What was learnt at one moment, and how far every source is read with it. */
export interface Gathered {
  readonly events: readonly EngineEvent[];
  readonly tracks: Readonly<Record<string, TrackState>>;
  readonly commands: readonly number[];
}

/** What the engine needs next. Set by whoever reduces the batches; this is the only thing that goes upstream. */
export interface Demand {
  /** When the engine wants a tick. */
  due: Millis | undefined;
  /** Look at job and sources now. */
  verify: boolean;
  /** The job is final: read everything to its end. */
  drain: boolean;
}

export interface GatherOptions {
  readonly intake: Intake;
  readonly deps: Deps;
  readonly demand: Demand;
  readonly poll: Millis;
  /** ms between looks at the job. */
  readonly jobPoll: Millis;
  /** ms between the two readings after the job's end; 0 where the platform answers from its own disk. */
  readonly lag: Millis;
  /** Asks the platform; undefined where there is none. */
  readonly look?: (abort: AbortSignal) => Promise<EngineEvent>;
  readonly commands: () => readonly {
    readonly id: number;
    readonly command: 'stop' | 'pause' | 'resume' | 'restart';
  }[];
}

/** Readings are at least this far apart, so that a fast log is committed in batches and not by the line. */
const BREATH = 20;
const SETTLE = 10_000;
const DRAIN_LIMIT = 60_000;

/** Pulls from the sources and the platform, one batch after the other, until it is unsubscribed from. */
export function gather(options: GatherOptions): Observable<Gathered> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    pull(options, abort.signal, (batch) => subscriber.next(batch)).then(
      () => subscriber.complete(),
      (error) => (abort.signal.aborted ? undefined : subscriber.error(error)),
    );
    return () => abort.abort();
  });
}

async function pull(options: GatherOptions, abort: AbortSignal, next: (batch: Gathered) => void): Promise<void> {
  const { intake, deps, demand } = options;
  let lookAt = Number.NEGATIVE_INFINITY;
  while (!abort.aborted) {
    const began = deps.now();
    const events: EngineEvent[] = [];
    // The job is asked first: what it wrote before it ended is then read with or after the news of its end.
    if (options.look !== undefined && (demand.verify || began >= lookAt)) {
      events.push(await options.look(abort));
      lookAt = deps.now() + options.jobPoll;
    }
    demand.verify = false;
    const taken = await intake.take();
    const commands = options.commands();
    events.push(...taken.events);
    events.push(...commands.map(({ command }) => ({ type: 'command', at: deps.now(), command }) as const));
    if (demand.due !== undefined && demand.due <= deps.now()) events.push({ type: 'tick', at: deps.now() });
    if (abort.aborted) return;
    next({ events, tracks: taken.states, commands: commands.map(({ id }) => id) });
    if (demand.drain) {
      await drain(options, abort, next);
      demand.drain = false;
      continue;
    }
    if (demand.verify || !taken.idle) continue;
    await rest(options, abort, began, lookAt);
    // A hint that a source has more may as well be the hint that its job has ended.
    if (options.lag === 0) lookAt = Math.min(lookAt, deps.now());
  }
}

/** Until there may be something new: a hint, the next look, or the engine's deadline. */
async function rest(options: GatherOptions, abort: AbortSignal, began: Millis, lookAt: Millis): Promise<void> {
  const { deps, demand, poll, intake } = options;
  const now = deps.now();
  const until = Math.max(now, Math.min(now + poll, lookAt, demand.due ?? Number.POSITIVE_INFINITY));
  const woken = new AbortController();
  const signal = AbortSignal.any([abort, woken.signal]);
  await Promise.race([intake.wake(signal), pause(deps, until, signal)]);
  woken.abort();
  if (deps.now() < began + BREATH) await pause(deps, began + BREATH, abort);
}

/** Reopens every source and reads it to its end, twice: what a file system or a platform still held back comes with the second. */
async function drain(options: GatherOptions, abort: AbortSignal, next: (batch: Gathered) => void): Promise<void> {
  const { intake, deps } = options;
  const limit = deps.now() + DRAIN_LIMIT;
  for (const last of [false, true]) {
    if (last && options.lag > 0) await pause(deps, deps.now() + SETTLE, abort);
    await intake.reopen();
    for (;;) {
      const taken = await intake.take(last);
      if (abort.aborted) return;
      next({ events: taken.events, tracks: taken.states, commands: [] });
      const blind = taken.events.some((event) => event.type === 'blind');
      if (taken.idle && (!blind || deps.now() >= limit)) break;
      if (blind) await pause(deps, deps.now() + options.poll, abort);
    }
  }
  next({ events: [{ type: 'drained', at: deps.now() }], tracks: intake.states, commands: [] });
}
