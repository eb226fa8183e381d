import type { Observable } from 'rxjs';
import { childAbort } from '../child-abort.js';
import type { Deps, EngineCommand, EngineEvent, JobState, LastWords, Millis } from '../contract.js';
import type { Intake, Taken } from '../intake/intake.js';
import { crowdOf, idleInterval, nextLook } from '../intake/poll-interval.js';
import { rxjs } from '../lazy-packages.js';
import type { Matcher } from '../match/types.js';
import { pause } from '../pause.js';
import { finalStates } from '../run/platform.js';
import type { Asking } from './asking.js';
import { FAR, type Look, Looking, NEAR } from './looking.js';
import { Pace } from './pace.js';

/** What was learnt at one moment, and how far sources are read with it. */
export interface Gathered extends Pick<Taken, 'moved' | 'bound'> {
  readonly events: readonly EngineEvent[];
  readonly commands: readonly number[];
  /** With these events all is told that was read by the rules so far: others take over. */
  readonly exchange?: Exchange;
}

/** Rules that wait to take over. */
export interface Exchange {
  readonly matcher: Matcher;
  /** Whether a rule is the same as before. */
  readonly stays: (rule: string) => boolean;
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
  readonly others?: () => number;
  /** ms between looks at the job; may be others once rules were exchanged. */
  readonly jobPoll: Millis;
  /** 0 where the platform answers from its own disk. */
  readonly lag: Millis;
  /** ms between the two readings after the job's end. */
  readonly settle: Millis;
  /** Asks the platform; undefined where there is none. */
  readonly look?: Look;
  /** The termination command. */
  readonly asking: Asking;
  /** ms that the search gets at the job's end to find what only the job itself told. */
  readonly late: Millis;
  /** What the job has printed last. Never rejects. */
  readonly lastWords?: () => Promise<LastWords | undefined>;
  readonly commands: () => readonly {
    readonly id: number;
    readonly command: EngineCommand;
  }[];
  /** Whether other rules are to take over before anything more is read. */
  readonly exchange?: () => Exchange | undefined;
}

/** The search for sources gets so long (ms) for its turn. */
const TURN = 20;
/** Commands are asked for no more often than this (ms). */
const COMMANDS = 100;
const DRAIN_LIMIT = 60_000;

/** Pulls from the sources and the platform, one batch after the other, until it is unsubscribed from. */
export function gather(options: GatherOptions): Observable<Gathered> {
  return new (rxjs().Observable)((subscriber) => {
    const abort = new AbortController();
    pull(options, abort.signal, (batch) => subscriber.next(batch)).then(
      () => subscriber.complete(),
      (error) => (abort.signal.aborted ? undefined : subscriber.error(error)),
    );
    return () => abort.abort();
  });
}

async function pull(options: GatherOptions, abort: AbortSignal, next: (batch: Gathered) => void): Promise<void> {
  const { intake, deps, demand, asking } = options;
  let state: JobState | undefined;
  const looking = new Looking(options.look, deps, options.jobPoll, options.lag === 0 ? NEAR : FAR);
  // The search for sources has its turn first, so that one that exists is in the first batch.
  await pause(deps, deps.now() + TURN, abort);
  const asked = commandsOf(options);
  const pace = new Pace();
  while (!abort.aborted) {
    const began = deps.now();
    const exchange = options.exchange?.();
    if (exchange !== undefined) {
      const { events, moved, bound } = intake.exchange(exchange.matcher, exchange.stays);
      next({ events, moved, bound, commands: [], exchange });
      looking.every = options.jobPoll;
      if (abort.aborted) return;
    }
    const { verify } = demand;
    demand.verify = false;
    // The job is asked first: what it wrote before it ended is then read with or after the news of its end.
    const job = await looking.take(verify, demand.due, abort);
    const reading = deps.now();
    const taken = await (verify ? intake.take() : intake.takeDue());
    if (abort.aborted) return;
    if (job?.type === 'job') state = job.status.state;
    const alive = options.look === undefined || (state !== undefined && state !== 'pending' && !finalStates.has(state));
    const commands = asked();
    const events: EngineEvent[] = [...(job === undefined ? [] : [job]), ...taken.events, ...asking.take(alive, abort)];
    events.push(...commands.events);
    if (demand.due !== undefined && demand.due <= deps.now()) events.push({ type: 'tick', at: deps.now() });
    next({ events, moved: taken.moved, bound: taken.bound, commands: commands.ids });
    pace.took(deps.now() - reading);
    if (demand.drain) {
      await drain(options, abort, next);
      // A job that says so itself has ended well.
      await end(options, asked, state !== 'succeeded', abort, next);
      demand.drain = false;
      continue;
    }
    if (options.look === undefined && taken.idle && intake.ended) {
      // Without a job the end of every log is the end: of standard input, or of files that are read once.
      return end(options, asked, true, abort, next);
    }
    if (demand.verify || !taken.idle) continue;
    // What was printed, and a hint that more was, may as well be the last of the job. Of a platform far away each line
    // would be a question too many: it is asked when a line says that the job is about to end.
    if (taken.events.some(options.lag === 0 ? ({ type }) => type === 'output' : tellsOfAnEnd)) looking.soon();
    if ((await rest(options, looking, pace, abort, began)) && options.lag === 0) looking.soon();
  }
}

/** A failure that ends a run, a word that it is done, or the end of a log. */
function tellsOfAnEnd(event: EngineEvent): boolean {
  if (event.type === 'source_ended') return true;
  if (event.type !== 'signal') return false;
  const { kind, severity, internal } = event.signal;
  return !internal && (kind === 'success' || (kind === 'error' && severity === 'fatal'));
}

/** Until there may be something new: a hint, an answer, the next look, or the engine's deadline. Returns whether it was a hint. */
async function rest(
  options: GatherOptions,
  looking: Looking,
  pace: Pace,
  abort: AbortSignal,
  began: Millis,
): Promise<boolean> {
  const { deps, demand, intake, asking } = options;
  const now = deps.now();
  const crowd = crowdOf(0, options.others);
  const poll = nextLook(now, idleInterval(options.poll, crowd), crowd);
  const { due = Number.POSITIVE_INFINITY } = demand;
  const until = Math.max(now, Math.min(poll, intake.due, looking.next, asking.next, due));
  const hinted = intake.isHinted || (await hintUntil(options, until, [looking.over, asking.over], abort));
  const next = pace.next(began, deps.now());
  if (deps.now() < next) await pause(deps, next, abort);
  return hinted;
}

/** Whether a hint comes before `until`, the abort, and the end of any of `others`. By callbacks, since it is waited for hundreds of times a second. */
function hintUntil(
  { deps, intake }: GatherOptions,
  until: Millis,
  others: readonly (Promise<void> | undefined)[],
  abort: AbortSignal,
): Promise<boolean> {
  if (abort.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (hinted: boolean) => {
      cancel();
      stop();
      abort.removeEventListener('abort', over);
      resolve(hinted);
    };
    const over = () => end(false);
    const cancel = deps.schedule(until, over);
    const stop = intake.listen(() => end(true));
    abort.addEventListener('abort', over, { once: true });
    for (const other of others) void other?.then(over);
  });
}

/** Reopens every source and reads it to its end, twice: what a file system or a platform still held back comes with the second. */
async function drain(options: GatherOptions, abort: AbortSignal, next: (batch: Gathered) => void): Promise<void> {
  const { intake, deps } = options;
  if (options.late > 0) await pause(deps, deps.now() + options.late, abort);
  const limit = deps.now() + DRAIN_LIMIT;
  for (const last of [false, true]) {
    if (last && options.settle > 0) await pause(deps, deps.now() + options.settle, abort);
    await intake.reopen();
    // A file that a worker wrote as it died may be no source yet: the search has its turn, as at the start.
    if (!last || options.lag > 0) await pause(deps, deps.now() + TURN, abort);
    for (;;) {
      const taken = await intake.take(last);
      if (abort.aborted) return;
      next({ events: taken.events, moved: taken.moved, bound: taken.bound, commands: [] });
      const blind = taken.events.some((event) => event.type === 'blind');
      if (taken.idle && (!blind || deps.now() >= limit)) break;
      if (blind) await pause(deps, deps.now() + options.poll, abort);
    }
  }
}

/** The last word of the termination command, where it is asked, and then that nothing more will be read. */
async function end(
  options: GatherOptions,
  asked: Asked,
  ask: boolean,
  abort: AbortSignal,
  next: (batch: Gathered) => void,
) {
  const { deps, asking } = options;
  const answered: Promise<true> = (ask ? asking.last(abort) : Promise.resolve()).then(() => true);
  for (let over: true | undefined; over !== true && !abort.aborted; ) {
    const turn = childAbort(abort);
    over = await Promise.race([answered, pause(deps, deps.now() + options.poll, turn.signal).then(() => undefined)]);
    turn.end();
    // A person need not wait for an answer that does not come.
    const commands = asked();
    if (commands.ids.length > 0 && !abort.aborted)
      next({ events: commands.events, ...nothingRead, commands: commands.ids });
  }
  if (abort.aborted) return;
  const last_words = await options.lastWords?.();
  if (abort.aborted) return;
  const drained: EngineEvent = { type: 'drained', at: deps.now(), ...(last_words === undefined ? {} : { last_words }) };
  const events: EngineEvent[] = [...asking.take(false, abort), drained];
  next({ events, ...nothingRead, commands: [] });
}

const nothingRead = { moved: new Map(), bound: [] } as const;

type Asked = () => { readonly events: readonly EngineEvent[]; readonly ids: readonly number[] };

/** Returns what asks for the commands of a person, which is a look at the disk. */
function commandsOf({ commands, deps }: GatherOptions): Asked {
  let next = Number.NEGATIVE_INFINITY;
  return () => {
    const at = deps.now();
    if (at < next) return { events: [], ids: [] };
    next = at + COMMANDS;
    const asked = commands();
    const events = asked.map(({ command }) => ({ type: 'command', at, command }) as const);
    return { events, ids: asked.map(({ id }) => id) };
  };
}
