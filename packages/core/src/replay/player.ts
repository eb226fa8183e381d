import { engineSettings } from '../config/engine-settings.js';
import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { EngineEvent, Incident, Json, Millis, PackVersion, Registry, SigwatchEvent } from '../contract.js';
import { makeOperators, operatorsOf } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import type { LastLine } from '../last-line.js';
import { makeAll } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { debit, emptyLedger } from '../policy/ledger.js';
import { decisionData, event, eventOf, finalProgress } from '../report/events.js';
import { rootData } from '../report/incident-data.js';
import { attemptOperator } from '../run/attempt.js';
import { type AttemptState, newAttempt, type Verdict } from '../run/attempt-state.js';

/** Who judges what is played. */
export interface Judges {
  /** What its events name as their run. */
  readonly run_id: string;
  /** Its rules and times. */
  readonly monitor: Monitor;
  /** What decides. Default: none, so that nothing is decided. */
  readonly policy?: PolicySet;
  /** What the rules' and policies' `class_name`s mean. Default: the built-in components. */
  readonly registry?: Registry;
  /** What is told of the packs that rules and policy are of. Default: nothing. */
  readonly packs?: readonly PackVersion[];
  /** Is handed each incident as it closes: an event holds only what people read of it. Default: nobody is. */
  readonly closed?: (incident: Incident) => void;
}

/** Where what is played comes from. */
export interface World {
  /** Whether a platform tells the job's state. */
  readonly has_job: boolean;
  /** What a look at every source and at the job shows now. */
  seen(at: Millis): readonly EngineEvent[];
  /** What was printed last. */
  readonly lastLine?: LastLine;
}

/** What is told of one thing that happened. */
type Told = readonly SigwatchEvent[];
const NOTHING: Told = Object.freeze([]);

/** The live engine, from the first attempt of a run to its last, on a clock that only what happens moves on. */
export class Player {
  #attempt = 1;
  #ledger = emptyLedger;
  #state: AttemptState = newAttempt;
  #operator: ReturnType<typeof attemptOperator>;
  #began: Millis | undefined;
  #clock: Millis = 0;
  #last: Extract<Verdict, { kind: 'decided' }> | undefined;
  #restarts = 0;
  /** Of the state as it is; asked before every event, most of which change nothing of it. */
  #due: Millis | undefined;
  #isDueKnown = false;

  constructor(
    readonly judges: Judges,
    readonly world: World,
  ) {
    this.#operator = this.#engine();
  }

  get clock(): Millis {
    return this.#clock;
  }

  get hasBegun(): boolean {
    return this.#began !== undefined;
  }

  /** When time alone brings something. */
  get due(): Millis | undefined {
    if (!this.#isDueKnown) this.#due = this.#operator.due(this.#state);
    this.#isDueKnown = true;
    return this.#due;
  }

  /** The attempt is over; what comes after it changes nothing. */
  get isOver(): boolean {
    return this.#state.verdict !== undefined;
  }

  /** The decision is a restart that would have been. */
  get awaitsRestart(): boolean {
    const { verdict } = this.#state;
    return verdict?.kind === 'decided' && verdict.decided.decision.action === 'restart';
  }

  /** Time goes on, and brings nothing by itself. */
  reach(at: Millis): void {
    this.#clock = Math.max(this.#clock, at);
  }

  begin(at: Millis): Told {
    this.#began = this.#clock = at;
    const { monitor, policy, run_id, packs } = this.judges;
    const began = this.#tell('run_started', {
      ...{ name: run_id, monitor: monitor.names as Json, policy: policy?.name },
      packs: packs as Json | undefined,
    });
    return [began, ...this.world.seen(at).flatMap((shown) => this.step(shown))];
  }

  step(happened: EngineEvent): Told {
    if (happened.at > this.#clock) this.#clock = happened.at;
    const after = this.#operator.step(this.#state, happened);
    const state = after[0];
    const outputs = after[1];
    if (state !== this.#state) {
      this.#state = state;
      this.#isDueKnown = false;
    }
    if (state.verdict?.kind === 'decided') this.#last = state.verdict;
    if (outputs.length === 0) return NOTHING;
    const context = { run_id: this.judges.run_id, attempt: this.#attempt, dry_run: true };
    const [first] = outputs;
    // A step tells of itself, and of nothing else: a list that is added to makes room for many.
    if (outputs.length === 1 && first?.type === 'progress')
      return [eventOf(context, happened.at, first) as SigwatchEvent];
    const events: SigwatchEvent[] = [];
    for (const output of outputs) {
      if (output.type === 'closed') this.judges.closed?.(output.incident);
      const told = eventOf(context, happened.at, output);
      if (told !== undefined) events.push(told);
    }
    return events;
  }

  /** After a restart that would have been, a new attempt begins: with the next step that is printed, or when the job is told to live again. */
  nextAttempt(): Told {
    const { verdict } = this.#state;
    if (verdict?.kind !== 'decided' || verdict.decided.decision.action !== 'restart') return NOTHING;
    const { incident, decision } = verdict.decided;
    this.#ledger = debit(this.#ledger, incident, this.#attempt, decision.overrides);
    this.#attempt += 1;
    this.#restarts += 1;
    this.#operator = this.#engine();
    this.#state = newAttempt;
    this.#isDueKnown = false;
    const started = this.#tell('attempt_started', { restart: true });
    return [started, ...this.world.seen(this.#clock).flatMap((shown) => this.step(shown))];
  }

  /** Something about the reading that a person should know. */
  notice(text: string): SigwatchEvent {
    return this.#tell('notice', { severity: 'warning', text });
  }

  /** The log is over, and there is no job that could tell how it ended. */
  logEnds(): Told {
    if (this.isOver) return NOTHING;
    const text =
      'The log ends here, and nothing in it tells how the job ended: what is open settles as if it had ended now.';
    const open = this.#state.incident !== undefined;
    return [...(open ? [this.notice(text)] : []), ...this.step({ type: 'drained', at: this.#clock })];
  }

  /** The job is final and its logs are read: what was decided takes effect, whatever it would wait for. */
  jobEnds(): Told {
    const last_words = this.world.lastLine?.words;
    const over = { type: 'drained', at: this.#clock, ...(last_words === undefined ? {} : { last_words }) } as const;
    const drained = this.step(over);
    const { due } = this;
    const clock = this.#clock;
    const decided = due === undefined ? NOTHING : this.step({ type: 'tick', at: due });
    this.#clock = clock;
    return [...drained, ...decided];
  }

  ended(): SigwatchEvent {
    const decided = this.#last?.decided;
    return this.#tell('run_ended', {
      state: this.#state.run,
      root: decided === undefined ? null : (rootData(decided.incident.root) as Json),
      decision: decided === undefined ? null : (decisionData(decided, true) as Json),
      restarts: this.#restarts,
      duration_seconds: (this.#clock - (this.#began ?? this.#clock)) / 1000,
      ...finalProgress(this.#state.progress),
    });
  }

  #engine() {
    const { monitor, policy, run_id, registry = createRegistry() } = this.judges;
    return attemptOperator({
      run_id,
      name: run_id,
      attempt: this.#attempt,
      has_job: this.world.has_job,
      ...engineSettings(monitor),
      policies: policy && makeAll(registry, 'policy', policy.policies, systemDeps),
      operators: makeOperators(registry, operatorsOf(monitor.rules), systemDeps),
      ledger: this.#ledger,
    });
  }

  #tell(type: SigwatchEvent['event_type'], data: Readonly<Record<string, Json | undefined>>): SigwatchEvent {
    return event({ run_id: this.judges.run_id, attempt: this.#attempt }, this.#clock, type, data);
  }
}
