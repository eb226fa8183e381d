import type { Correlating, Correlator, EngineEvent, Json, Millis, Signal } from '../contract.js';
import { type ActiveClock, active, wall } from '../run/active-clock.js';
import { firing } from './firing.js';
import { KeptStates, type StatesJson } from './kept-states.js';
import type { MadeOperator, Operators } from './operators.js';
import type { Route } from './routes.js';
import { readUpTo as isReadUpTo, type Sources, sourcesAfter } from './sources-read.js';

/** Json: part of the attempt's state. */
export interface Correlation {
  readonly states: KeptStates | StatesJson;
  /** The last tick that the operators were given: what was due by then has had its turn. */
  readonly ticked?: Millis;
  /** How far sources are read, in active time: what is not there proves something only where all is read. */
  readonly read?: Sources;
  /** Rules whose operator has failed, each told of once. */
  readonly failed?: readonly string[];
}

export const noCorrelation: Correlation = { states: {} };

/** When it is, for operators. */
export interface Now {
  readonly attempt: number;
  readonly clock: ActiveClock;
  /** The job has ended: only its last lines count any more, and nothing is awaited. */
  readonly over?: boolean;
}

/**
 * The stage between match and incident. Of a rule with an operator, the hits go to the operator alone, and what it puts
 * out takes their place and may feed further operators; every other event goes on, and operators that
 * anything but signals may move learn of it too. Pure.
 */
export function correlate(
  operators: Operators,
  before: Correlation,
  event: EngineEvent,
  now: Now,
): readonly [Correlation, readonly EngineEvent[]] {
  if (operators.made.size === 0) return [before, event.type === 'signal' && event.signal.internal ? [] : [event]];
  const step = new Step(operators, before, event, now);
  step.take(event);
  return [step.after(event), step.out];
}

/** One event on its way through the operators. */
class Step {
  #out: EngineEvent[] | undefined;
  readonly #kept: KeptStates;
  /** Copied when the first operator changes its own. */
  #states: readonly (Json | undefined)[];
  #failed: readonly string[] = NONE;
  readonly #read: Sources;
  #context: { -readonly [K in keyof Correlating]: Correlating[K] } | undefined;
  #told: EngineEvent | undefined;
  #asked: MadeOperator | undefined;

  constructor(
    readonly operators: Operators,
    readonly before: Correlation,
    event: EngineEvent,
    readonly now: Now,
  ) {
    this.#read = sourcesAfter(before.read, event, activeOf(event, now.clock));
    this.#kept = KeptStates.of(operators, before.states);
    this.#states = this.#kept.states;
  }

  take(event: EngineEvent): void {
    if (event.type === 'signal') return this.#takeSignal(event, false);
    this.#goesOn(event);
    if (this.now.over) return;
    for (const made of this.operators.waiting)
      for (const signal of this.#ask(made, event, NONE))
        this.#takeSignal({ type: 'signal', at: event.at, signal }, true);
  }

  get out(): readonly EngineEvent[] {
    return this.#out ?? [];
  }

  after(event: EngineEvent): Correlation {
    const { states } = this.before;
    const changed = this.#states !== this.#kept.states;
    const after = { states: changed ? this.#kept.with(this.#states) : states, read: this.#read };
    return afterwards(this.before, after, this.#failed, event);
  }

  /** `own`: put out by an operator, and no hit of its rule any more. */
  #takeSignal(told: Extract<EngineEvent, { type: 'signal' }>, own: boolean): void {
    const { signal } = told;
    if (signal.internal !== true && (own || !this.operators.made.has(signal.name))) this.#goesOn(told);
    // That something is over is not once more what it was.
    if (signal.resolved) return;
    // By number: done for every step of a run, where what iterates over a list would be garbage each time.
    const routes = this.operators.routes(signal, own);
    for (let i = 0; i < routes.length; i++) {
      const { made, roles } = routes[i] as Route;
      const out = this.#ask(made, told, roles);
      for (let j = 0; j < out.length; j++)
        this.#takeSignal({ type: 'signal', at: told.at, signal: out[j] as Signal }, true);
    }
  }

  #ask(made: MadeOperator, told: EngineEvent, roles: readonly string[]): readonly Signal[] {
    const { name, operator, place } = made;
    const kept = this.#states[place];
    this.#asked = made;
    try {
      const answer = operator.step(kept ?? operator.init(), told, this.#contextOf(told, roles));
      const state = answer[0];
      if (state !== kept) this.#keep(place, state);
      return answer[1];
    } catch (error) {
      if (!this.before.failed?.includes(name)) this.#goesOn(failure(told.at, made, error));
      this.#failed = [...this.#failed, name];
      return [];
    }
  }

  /** One for all operators that are asked of one event, each while it is asked: most of them have no use for it. */
  #contextOf(told: EngineEvent, roles: readonly string[]): Correlating {
    if (this.#context === undefined || this.#told !== told) {
      this.#told = told;
      this.#context = {
        active: activeOf(told, this.now.clock),
        roles,
        readUpTo: (source, at) => isReadUpTo(this.#read, source, at),
        fired: (how) => firing((this.#asked as MadeOperator).spec, told.at, this.now, how),
      };
    }
    this.#context.roles = roles;
    return this.#context;
  }

  /** Most events lead to one: a list that is added to makes room for many. */
  #goesOn(event: EngineEvent): void {
    if (this.#out === undefined) this.#out = [event];
    else this.#out.push(event);
  }

  #keep(place: number, state: Json): void {
    if (this.#states === this.#kept.states) this.#states = this.#states.slice();
    (this.#states as (Json | undefined)[])[place] = state;
  }
}

const NONE: readonly string[] = Object.freeze([]);

function afterwards(
  before: Correlation,
  { states, read }: Required<Pick<Correlation, 'states' | 'read'>>,
  failed: readonly string[],
  event: EngineEvent,
): Correlation {
  const { ticked, failed: known } = before;
  const at = event.type === 'tick' ? event.at : ticked;
  const news = failed.some((name) => known?.includes(name) !== true);
  if (states === before.states && read === before.read && !news && at === ticked) return before;
  const all = news ? [...new Set([...(known ?? []), ...failed])] : known;
  // Written out, since this is done at every step.
  if (all === undefined) return at === undefined ? { states, read } : { states, read, ticked: at };
  return at === undefined ? { states, read, failed: all } : { states, read, ticked: at, failed: all };
}

/** When an operator wants a tick; one that has had its tick has to ask for a later one. Undefined while the clock stands. */
export function correlationDue(
  operators: Operators,
  { states, ticked = 0 }: Correlation,
  clock: ActiveClock,
): Millis | undefined {
  let first: Millis | undefined;
  const kept = KeptStates.of(operators, states);
  for (const made of operators.waiting) {
    const due = dueOf(made.operator, kept.get(made));
    const at = due === undefined ? undefined : wall(clock, due);
    if (at !== undefined && at > ticked && at < (first ?? Number.POSITIVE_INFINITY)) first = at;
  }
  return first;
}

/** Whether an operator was due by then and has not had what it needs: everything is to be read up to now. */
export function wantsEvidence(operators: Operators, { states }: Correlation, clock: ActiveClock, at: Millis): boolean {
  const kept = KeptStates.of(operators, states);
  return operators.waiting.some((made) => {
    const due = dueOf(made.operator, kept.get(made));
    return due !== undefined && (wall(clock, due) ?? Number.POSITIVE_INFINITY) <= at;
  });
}

/** The active time at which an operator wants a tick. */
function dueOf(operator: Correlator, state: Json | undefined): Millis | undefined {
  const due = state === undefined ? undefined : dueSaid(operator, state);
  return due !== undefined && Number.isFinite(due) ? due : undefined;
}

/** One of a plugin may throw here as well: it has no tick then, and what it is told next tells what is wrong with it. */
function dueSaid(operator: Correlator, state: Json): Millis | undefined {
  try {
    return operator.due(state);
  } catch {
    return undefined;
  }
}

function activeOf(event: EngineEvent, clock: ActiveClock): Millis {
  if (event.type === 'signal') return active(clock, Math.min(event.signal.time, event.at));
  if (event.type === 'watermark') return active(clock, event.as_of);
  return active(clock, event.at);
}

/** An operator of a plugin may throw; the stream goes on, and a person is told. */
function failure(at: Millis, { name, spec }: MadeOperator, error: unknown): EngineEvent {
  const why = error instanceof Error ? error.message : String(error);
  const { class_name } = spec.when.operator;
  return {
    type: 'notice',
    at,
    source: '',
    line: 0,
    text: `The operator ${class_name} of the rule ${name} failed: ${why}.`,
  };
}
