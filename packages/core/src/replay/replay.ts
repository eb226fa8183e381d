import type { Discovery, EngineEvent, JobStatus, Millis, SigwatchEvent } from '../contract.js';
import { ArgumentError } from '../errors.js';
import { Intake } from '../intake/intake.js';
import { LastLine } from '../last-line.js';
import { compileRules } from '../match/compile-rules.js';
import { MatchPool } from '../match/threads/pool.js';
import type { Matcher } from '../match/types.js';
import { finalStates } from '../run/platform.js';
import { UnansweredError } from '../unanswered.js';
import { type Judges, Player, type World } from './player.js';

export interface ReplayOptions extends Judges {
  readonly logs: Discovery;
  /** The monitor's rules, where they are compiled already. */
  readonly matcher?: Matcher;
  /** The clock for logs that state no time. */
  readonly now: () => Millis;
  readonly abort?: AbortSignal;
  /** Threads that search the logs while this one judges: they pay for large ones. Default: 0, which is none. */
  readonly workers?: number;
  /** How the job of this log is known to have ended, or to go on. */
  readonly ending?: Ending;
}

/** What the platform said of a job when it was last asked: until then it ran. */
export interface Ending {
  readonly status: JobStatus;
  /** ms after the last line. */
  readonly after?: Millis;
}

/** How much is read at a time, and the longest line. */
const CHUNK = 1 << 20;
/** So many events are read ahead: more would only lie in memory. */
const AT_ONCE = 2_000;

/**
 * A dry run of finished logs: the live engine on the clock of the log's own timestamps. No timer fires past the last
 * line; what is open there settles as if the job had ended, or as `ending` tells that it did. Rejects when there is nothing that can be read.
 */
export async function* replay(options: ReplayOptions): AsyncGenerator<SigwatchEvent> {
  for await (const told of replayInParts(options)) for (const event of told) yield event;
}

/**
 * The same, with what follows from one read at a time: each `yield` of an async generator costs as much as a step. Each
 * list is its taker's own; who empties it when it is done with spares memory.
 */
export async function* replayInParts(options: ReplayOptions): AsyncGenerator<SigwatchEvent[]> {
  const { abort = new AbortController().signal } = options;
  const log = new FinishedLog(options);
  const { monitor, matcher = compileRules(monitor.rules), workers = 0 } = options;
  // Without threads it only takes longer.
  const starting = workers === 0 ? undefined : MatchPool.start(monitor.rules, matcher, workers, CHUNK);
  const pool = await starting?.catch(() => undefined);
  const intake = new Intake({
    discovery: options.logs,
    matcher,
    ...(pool && { pool }),
    chunk: CHUNK,
    attempt: 1,
    now: options.now,
    replay: true,
    states: new Map(),
    enough: AT_ONCE,
    onPrinted: log.lastLine.take,
  });
  try {
    await intake.settled();
    if (intake.sources === 0) throw new ArgumentError('there is no log to replay: no file matches');
    while (!intake.ended && !abort.aborted) {
      // A line of a pipe ends where its end is, and not where the pipe pauses.
      const taken = await intake.take();
      yield* inParts(log, taken.events);
      // The frame of an async function that is done is kept for long, and with it what it holds.
      taken.events.length = 0;
      if (taken.idle && !intake.ended) await intake.wake(abort);
    }
    const unreadable = intake.unreadable.map(({ source, error }) => `${source} can't be read: ${error}`);
    if (unreadable.length === intake.sources) throw new UnansweredError(unreadable.join('; '));
    yield unreadable.map((text) => log.player.notice(text));
    yield log.end();
  } finally {
    await intake[Symbol.asyncDispose]();
    await pool?.[Symbol.asyncDispose]();
  }
}

/** Without events that tell nothing, which most do. */
function* inParts(log: FinishedLog, happening: readonly EngineEvent[]): Generator<SigwatchEvent[]> {
  let told: SigwatchEvent[] = [];
  for (const happened of happening) {
    for (const event of log.play(happened)) told.push(event);
    if (told.length < AT_ONCE) continue;
    yield told;
    told = [];
  }
  if (told.length > 0) yield told;
}

/** The engine driven by the log's time: every deadline that lies before the next line is judged as of its moment. */
class FinishedLog implements World {
  readonly player: Player;
  readonly has_job: boolean;
  readonly lastLine = new LastLine();
  readonly #options: ReplayOptions;
  readonly #sources = new Set<string>();

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.has_job = options.ending !== undefined;
    this.player = new Player(options, this);
  }

  /** Every source is read up to this moment, and where there is a job, it runs until it has ended. */
  seen(at: Millis): readonly EngineEvent[] {
    const sources = this.#sources.size === 0 ? [''] : [...this.#sources];
    const { ending } = this.#options;
    return [
      ...sources.map((source) => ({ type: 'watermark', at, source, as_of: at }) as const),
      ...(ending === undefined
        ? []
        : [{ type: 'job', at, status: { job: ending.status.job, state: 'running' } } as const]),
    ];
  }

  play(happened: EngineEvent): readonly SigwatchEvent[] {
    const { player } = this;
    const before: SigwatchEvent[] = [];
    if (!player.hasBegun) before.push(...player.begin(happened.at));
    const at = Math.max(happened.at, player.clock);
    this.#until(at, before);
    player.reach(at);
    const source = happened.type === 'signal' ? happened.signal.source : 'source' in happened ? happened.source : '';
    this.#known(source, at, before);
    // Whatever comes before the next step after a restart belongs to the old attempt.
    if (happened.type === 'signal' && happened.signal.kind === 'progress') before.push(...player.nextAttempt());
    const told = player.step(happened.at === at ? happened : { ...happened, at });
    return before.length === 0 ? told : [...before, ...told];
  }

  end(): SigwatchEvent[] {
    const told: SigwatchEvent[] = [];
    if (!this.player.hasBegun) told.push(...this.player.begin(this.#options.now()));
    if (this.#options.ending === undefined) told.push(...this.player.logEnds());
    else this.#settle(this.#options.ending, told);
    return [...told, this.player.ended()];
  }

  /** Time goes on to the moment at which the platform was asked, and what follows from its answer follows. */
  #settle({ status, after = 0 }: Ending, told: SigwatchEvent[]): void {
    const at = this.player.clock + after;
    this.#until(at, told);
    this.player.reach(at);
    if (this.player.isOver) return;
    if (!finalStates.has(status.state)) return this.#look(at, told);
    told.push(...this.player.step({ type: 'job', at, status }), ...this.player.jobEnds());
  }

  #look(at: Millis, told: SigwatchEvent[]): void {
    for (const shown of this.seen(at)) told.push(...this.player.step(shown));
    told.push(...this.player.step({ type: 'tick', at }));
  }

  /** A source is read up to the moment of its first line. */
  #known(source: string, at: Millis, told: SigwatchEvent[]): void {
    if (source === '' || this.#sources.has(source)) return;
    this.#sources.add(source);
    told.push(...this.player.step({ type: 'watermark', at, source, as_of: at }));
  }

  /** Everything that time alone brings before `at`. */
  #until(at: Millis, told: SigwatchEvent[]): void {
    for (let { due } = this.player; due !== undefined && due < at; { due } = this.player) this.#look(due, told);
  }
}
