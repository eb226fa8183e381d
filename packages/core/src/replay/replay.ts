import { engineSettings } from '../config/engine-settings.js';
import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { Discovery, EngineEvent, JobStatus, Json, Millis, Registry, SigwatchEvent } from '../contract.js';
import { makeOperators, operatorsOf } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import { Intake } from '../intake/intake.js';
import { compileRules } from '../match/compile-rules.js';
import type { Matcher } from '../match/types.js';
import { makeAll } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { debit, emptyLedger } from '../policy/ledger.js';
import { decisionData, event, eventOf, finalProgress } from '../report/events.js';
import { rootData } from '../report/incident-data.js';
import { attemptOperator } from '../run/attempt.js';
import { type AttemptState, newAttempt, type Verdict } from '../run/attempt-state.js';
import { finalStates } from '../run/platform.js';

export interface ReplayOptions {
  readonly run_id: string;
  readonly logs: Discovery;
  readonly monitor: Monitor;
  /** The monitor's rules, where they are compiled already. */
  readonly matcher?: Matcher;
  readonly policy?: PolicySet;
  /** What the rules' and policies' `class_name`s mean; the built-in components otherwise. */
  readonly registry?: Registry;
  /** The clock for logs that state no time. */
  readonly now: () => Millis;
  readonly abort?: AbortSignal;
  /** How the job of this log is known to have ended, or to go on. */
  readonly ending?: Ending;
}

/** What the platform said of a job when it was last asked: until then it ran. */
export interface Ending {
  readonly status: JobStatus;
  /** ms after the last line. */
  readonly after?: Millis;
}

/**
 * A dry run of finished logs: the live engine on the clock of the log's own timestamps. No timer fires past the last
 * line; what is open there settles as if the job had ended, or as `ending` tells that it did. Rejects when there is nothing that can be read.
 */
export async function* replay(options: ReplayOptions): AsyncGenerator<SigwatchEvent> {
  const player = new Player(options);
  const intake = new Intake({
    discovery: options.logs,
    matcher: options.matcher ?? compileRules(options.monitor.rules),
    attempt: 1,
    now: options.now,
    replay: true,
    states: {},
  });
  try {
    await intake.settled();
    if (intake.sources === 0) throw new Error('there is no log to replay: no file matches');
    while (!intake.ended && !options.abort?.aborted) {
      for (const happened of (await intake.take(true)).events) yield* player.play(happened);
    }
    const unreadable = intake.unreadable.map(({ source, error }) => `${source} can't be read: ${error}`);
    if (unreadable.length === intake.sources) throw new Error(unreadable.join('; '));
    for (const text of unreadable) yield player.notice(text);
    yield* player.end();
  } finally {
    await intake[Symbol.asyncDispose]();
  }
}

/** The engine driven by the log's time: every deadline that lies before the next line is judged as of its moment. */
class Player {
  readonly #options: ReplayOptions;
  #attempt = 1;
  #ledger = emptyLedger;
  #state: AttemptState = newAttempt;
  #operator: ReturnType<typeof attemptOperator>;
  #sources = new Set<string>();
  #began: Millis | undefined;
  #clock: Millis = 0;
  #last: Extract<Verdict, { kind: 'decided' }> | undefined;
  #restarts = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#operator = this.#engine();
  }

  *play(happened: EngineEvent): Generator<SigwatchEvent> {
    if (this.#began === undefined) yield* this.#begin(happened.at);
    const at = Math.max(happened.at, this.#clock);
    yield* this.#until(at);
    this.#clock = at;
    yield* this.#known(
      happened.type === 'signal' ? happened.signal.source : 'source' in happened ? happened.source : '',
    );
    yield* this.#nextAttempt(happened);
    yield* this.#step({ ...happened, at });
  }

  /** Something about the reading that a person should know. */
  notice(text: string): SigwatchEvent {
    return this.#tell('notice', { severity: 'warning', text });
  }

  *end(): Generator<SigwatchEvent> {
    if (this.#began === undefined) yield* this.#begin(this.#options.now());
    if (this.#options.ending !== undefined) yield* this.#settle(this.#options.ending);
    const at = this.#clock;
    if (this.#state.verdict === undefined && this.#options.ending === undefined) {
      const text =
        'The log ends here, and nothing in it tells how the job ended: what is open settles as if it had ended now.';
      if (this.#state.incident !== undefined) yield this.notice(text);
      yield* this.#step({ type: 'drained', at });
    }
    const { progress } = this.#state;
    const decided = this.#last?.decided;
    yield this.#tell('run_ended', {
      state: this.#state.run,
      root: decided === undefined ? null : (rootData(decided.incident.root) as Json),
      decision: decided === undefined ? null : (decisionData(decided.decision, true) as Json),
      restarts: this.#restarts,
      duration_seconds: (at - (this.#began ?? at)) / 1000,
      ...finalProgress(progress),
    });
  }

  /** Time goes on to the moment at which the platform was asked, and what follows from its answer follows. */
  *#settle({ status, after = 0 }: Ending): Generator<SigwatchEvent> {
    const at = this.#clock + after;
    yield* this.#until(at);
    this.#clock = at;
    if (this.#state.verdict !== undefined) return;
    if (!finalStates.has(status.state)) return yield* this.#look(at);
    yield* this.#step({ type: 'job', at, status });
    yield* this.#step({ type: 'drained', at });
    const due = this.#operator.due(this.#state);
    if (due !== undefined) yield* this.#step({ type: 'tick', at: due });
  }

  #engine() {
    const { monitor, policy, run_id, ending, registry = createRegistry() } = this.#options;
    return attemptOperator({
      run_id,
      name: run_id,
      attempt: this.#attempt,
      has_job: ending !== undefined,
      ...engineSettings(monitor),
      policies: policy && makeAll(registry, 'policy', policy.policies, systemDeps),
      operators: makeOperators(registry, operatorsOf(monitor.rules), systemDeps),
      ledger: this.#ledger,
    });
  }

  *#begin(at: Millis): Generator<SigwatchEvent> {
    this.#began = this.#clock = at;
    const { monitor, policy } = this.#options;
    yield this.#tell('run_started', {
      name: this.#options.run_id,
      monitor: monitor.names as Json,
      policy: policy?.name,
    });
    yield* this.#step({ type: 'watermark', at, source: '', as_of: at });
    yield* this.#running(at);
  }

  /** Where there is a job, it ran until it ended. */
  *#running(at: Millis): Generator<SigwatchEvent> {
    const { ending } = this.#options;
    if (ending !== undefined)
      yield* this.#step({ type: 'job', at, status: { job: ending.status.job, state: 'running' } });
  }

  /** Every source and the job are seen as of this moment. */
  *#look(at: Millis): Generator<SigwatchEvent> {
    for (const source of this.#sources.size === 0 ? [''] : this.#sources)
      yield* this.#step({ type: 'watermark', at, source, as_of: at });
    yield* this.#running(at);
    yield* this.#step({ type: 'tick', at });
  }

  /** A source is read up to the moment of its first line. */
  *#known(source: string): Generator<SigwatchEvent> {
    if (source === '' || this.#sources.has(source)) return;
    this.#sources.add(source);
    yield* this.#step({ type: 'watermark', at: this.#clock, source, as_of: this.#clock });
  }

  /** Everything that time alone brings before `at`. */
  *#until(at: Millis): Generator<SigwatchEvent> {
    for (
      let due = this.#operator.due(this.#state);
      due !== undefined && due < at;
      due = this.#operator.due(this.#state)
    )
      yield* this.#look(due);
  }

  /** After a restart that would have been, the next step that is printed belongs to a new attempt; whatever comes before it, to the old one. */
  *#nextAttempt(happened: EngineEvent): Generator<SigwatchEvent> {
    const { verdict } = this.#state;
    if (verdict?.kind !== 'decided' || verdict.decided.decision.action !== 'restart') return;
    if (happened.type !== 'signal' || happened.signal.kind !== 'progress') return;
    this.#ledger = debit(this.#ledger, verdict.decided.incident, this.#attempt);
    this.#attempt += 1;
    this.#restarts += 1;
    this.#operator = this.#engine();
    this.#state = newAttempt;
    yield this.#tell('attempt_started', { restart: true });
    for (const source of this.#sources)
      yield* this.#step({ type: 'watermark', at: this.#clock, source, as_of: this.#clock });
    yield* this.#running(this.#clock);
  }

  *#step(happened: EngineEvent): Generator<SigwatchEvent> {
    const [state, outputs] = this.#operator.step(this.#state, happened);
    this.#state = state;
    if (state.verdict?.kind === 'decided') this.#last = state.verdict;
    for (const output of outputs) {
      const told = eventOf(
        { run_id: this.#options.run_id, attempt: this.#attempt, dry_run: true },
        happened.at,
        output,
      );
      if (told !== undefined) yield told;
    }
  }

  #tell(type: SigwatchEvent['event_type'], data: Readonly<Record<string, Json | undefined>>): SigwatchEvent {
    return event({ run_id: this.#options.run_id, attempt: this.#attempt }, this.#clock, type, data);
  }
}
