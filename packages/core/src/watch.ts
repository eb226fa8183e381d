import type { Observable } from 'rxjs';
import type { Decision, Incident, RunState, Signal, SigwatchEvent } from './contract.js';
import { linesOf, type WatchedLine } from './intake/lines.js';
import { rxjs } from './lazy-packages.js';
import type { Output } from './run/attempt-state.js';
import type { RunOptions } from './supervise/options.js';
import type { RulesDifference } from './supervise/reload/difference.js';
import { ReloadRequests } from './supervise/reload/requests.js';
import { type RunResult, supervise } from './supervise/supervise.js';
import { handleOf } from './watch-handle.js';

/**
 * A run that is being watched. Nothing is printed and no process handler is installed; `done` leaves no open handle behind.
 * `for await (const event of watched)` gives the events of `events$`, from the moment the loop begins: in the turn of the
 * call that made the watch none is missed. Those that the loop has not come to are kept. It ends with supervision, and
 * throws what `done` rejects with. Leaving the loop early ends nothing but the loop: `stop()` ends the watch.
 */
export interface Watch extends AsyncDisposable, AsyncIterable<SigwatchEvent, undefined> {
  /** Every line that is read, as it is read. Costs nothing while nobody subscribes. */
  readonly lines$: Observable<WatchedLine>;
  /** Every signal of a rule, an operator or the platform, step lines too. */
  readonly signals$: Observable<Signal>;
  /** Incidents as they settle; those that turned out to be none are not among them. */
  readonly incidents$: Observable<Incident>;
  /** The latest state first, then every change. */
  readonly state$: Observable<RunState>;
  /** What is done about each incident, as it is decided. */
  readonly decisions$: Observable<Decision>;
  /** The same events that the command line prints. */
  readonly events$: Observable<SigwatchEvent>;
  /** Resolves when the run has ended, or supervision has. Rejects when supervision is impossible. */
  readonly done: Promise<RunResult>;
  /**
   * Loads rules and policy anew from their files, as `sigwatch reload` does. Resolves with what has changed once the new ones
   * are in force; rejects, and changes nothing, with a `ConfigError` that has all findings where they can't be used, and
   * with an `ArgumentError` once supervision is over. `by`: whom the event names.
   */
  reload(by?: 'caller' | 'signal'): Promise<RulesDifference>;
  /** Ends supervision; the job is left as it is. */
  stop(): Promise<void>;
}

/**
 * Watches one run: source → lines → match → signal → correlate → incident → state → decision → action.
 *
 *   intake/     reads every source, matches its lines and merges what they say by time
 *   run/        the pure engine of one attempt: progress, incidents, states, one decision
 *   supervise/  commits every step, starts each attempt once, and does what was decided
 */
export function watch(options: RunOptions): Watch {
  const { filter, map, ReplaySubject, Subject } = rxjs();
  const stopped = new AbortController();
  const abort = options.abort === undefined ? stopped.signal : AbortSignal.any([options.abort, stopped.signal]);
  const events$ = new Subject<SigwatchEvent>();
  const outputs$ = new Subject<Output>();
  const state$ = new ReplaySubject<RunState>(1);
  const lines$ = new Subject<WatchedLine>();

  state$.next('pending');
  outputs$
    .pipe(
      pick('state'),
      map((output) => output.to),
    )
    .subscribe(state$);

  const onChunk = (source: string, chunk: Buffer, line: number) => {
    options.onChunk?.(source, chunk, line);
    if (lines$.observed) for (const one of linesOf(source, chunk, line)) lines$.next(one);
  };
  const hub = {
    event: (event: SigwatchEvent) => events$.next(event),
    output: (output: Output) => outputs$.next(output),
  };
  const requests = new ReloadRequests();
  // Begins a turn later, so that who subscribes at once misses nothing.
  const done = Promise.resolve()
    .then(() => supervise({ ...options, abort, onChunk }, hub, requests))
    .finally(() => {
      requests.end();
      for (const subject of [events$, outputs$, state$, lines$]) subject.complete();
    });
  done.catch(() => {});

  return {
    lines$: lines$.asObservable(),
    events$: events$.asObservable(),
    state$: state$.asObservable(),
    signals$: outputs$.pipe(
      pick('signal', 'progress'),
      map((output) => output.signal),
    ),
    incidents$: outputs$.pipe(
      pick('closed'),
      filter((output) => !output.ignored),
      map((output) => output.incident),
    ),
    decisions$: outputs$.pipe(
      pick('decision'),
      map((output) => output.decision),
    ),
    done,
    reload: (by = 'caller') => requests.ask(by),
    ...handleOf(stopped, done),
  };
}

function pick<K extends Output['type']>(...types: K[]) {
  return rxjs().filter((output: Output): output is Extract<Output, { type: K }> =>
    (types as string[]).includes(output.type),
  );
}
