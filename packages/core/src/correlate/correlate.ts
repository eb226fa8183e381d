import type { Correlating, EngineEvent, Json, Millis, Signal } from '../contract.js';
import { type ActiveClock, active, wall } from '../run/active-clock.js';
import { firing } from './firing.js';
import type { MadeOperator, Operators } from './operators.js';
import { readUpTo as isReadUpTo, type Sources, sourcesAfter } from './sources-read.js';

/** Json: part of the attempt's state. */
export interface Correlation {
  /** Each with what the operator was asked when it was kept: of a rule that was changed meanwhile it says nothing. */
  readonly states: Readonly<Record<string, Kept>>;
  /** The last tick that the operators were given: what was due by then has had its turn. */
  readonly ticked?: Millis;
  /** How far sources are read, in active time: what is not there proves something only where all is read. */
  readonly read?: Sources;
  /** Rules whose operator has failed, each told of once. */
  readonly failed?: readonly string[];
}

interface Kept {
  readonly of: string;
  readonly state: Json;
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
 * out takes their place and may feed further operators; every other event goes on, and all operators learn of it too. Pure.
 */
export function correlate(
  operators: Operators,
  before: Correlation,
  event: EngineEvent,
  now: Now,
): readonly [Correlation, readonly EngineEvent[]] {
  if (operators.made.size === 0) return [before, event.type === 'signal' && event.signal.internal ? [] : [event]];
  const read = sourcesAfter(before.read, event, activeOf(event, now.clock));
  const readUpTo: Correlating['readUpTo'] = (source, at) => isReadUpTo(read, source, at);
  // Copied with the first change: most events change none.
  let states: Correlation['states'] = before.states;
  const failed: string[] = [];
  const out: EngineEvent[] = [];

  const ask = (name: string, told: EngineEvent, roles: readonly string[]): readonly Signal[] => {
    const { operator, spec, asked } = operators.made.get(name) as MadeOperator;
    const context = { active: activeOf(told, now.clock), roles, readUpTo, fired: firing(spec, told.at, now) };
    try {
      const kept = stateOf(states, name, asked);
      const [state, signals] = operator.step(kept ?? operator.init(), told, context);
      if (state !== kept) states = { ...states, [name]: { of: asked, state } };
      return signals;
    } catch (error) {
      if (!before.failed?.includes(name)) out.push(failure(told.at, name, error));
      failed.push(name);
      return [];
    }
  };
  /** `own`: put out by an operator, and no hit of its rule any more. */
  const take = (told: Extract<EngineEvent, { type: 'signal' }>, own: boolean): void => {
    const { signal } = told;
    if (signal.internal !== true && (own || !operators.made.has(signal.name))) out.push(told);
    // That something is over is not once more what it was.
    if (signal.resolved) return;
    for (const { name, roles } of operators.routes(signal, own))
      for (const next of ask(name, told, roles)) take({ type: 'signal', at: told.at, signal: next }, true);
  };

  if (event.type === 'signal') take(event, false);
  else {
    out.push(event);
    for (const name of now.over ? [] : operators.made.keys())
      for (const signal of ask(name, event, [])) take({ type: 'signal', at: event.at, signal }, true);
  }
  return [afterwards(before, { states, read }, failed, event), out];
}

function stateOf(states: Correlation['states'], name: string, asked: string): Json | undefined {
  const kept = Object.hasOwn(states, name) ? states[name] : undefined;
  return kept?.of === asked ? kept.state : undefined;
}

function afterwards(
  before: Correlation,
  { states, read }: Required<Pick<Correlation, 'states' | 'read'>>,
  failed: readonly string[],
  event: EngineEvent,
): Correlation {
  const { ticked, failed: known = [] } = before;
  const all = failed.every((name) => known.includes(name)) ? known : [...new Set([...known, ...failed])];
  const at = event.type === 'tick' ? event.at : ticked;
  if (states === before.states && read === before.read && at === ticked && all === known) return before;
  return { states, read, ...(at === undefined ? {} : { ticked: at }), ...(all.length === 0 ? {} : { failed: all }) };
}

/** When an operator wants a tick; one that has had its tick has to ask for a later one. Undefined while the clock stands. */
export function correlationDue(
  operators: Operators,
  { states, ticked = 0 }: Correlation,
  clock: ActiveClock,
): Millis | undefined {
  let first: Millis | undefined;
  for (const due of dueOf(operators, states)) {
    const at = wall(clock, due);
    if (at !== undefined && at > ticked && at < (first ?? Number.POSITIVE_INFINITY)) first = at;
  }
  return first;
}

/** Whether an operator was due by then and has not had what it needs: everything is to be read up to now. */
export function wantsEvidence(operators: Operators, { states }: Correlation, clock: ActiveClock, at: Millis): boolean {
  return dueOf(operators, states).some((due) => (wall(clock, due) ?? Number.POSITIVE_INFINITY) <= at);
}

/** Active times at which operators want a tick. */
function dueOf(operators: Operators, states: Correlation['states']): readonly Millis[] {
  return [...operators.made].flatMap(([name, { operator, asked }]) => {
    const state = stateOf(states, name, asked);
    const due = state === undefined ? undefined : operator.due(state);
    return due === undefined || !Number.isFinite(due) ? [] : [due];
  });
}

function activeOf(event: EngineEvent, clock: ActiveClock): Millis {
  if (event.type === 'signal') return active(clock, Math.min(event.signal.time, event.at));
  if (event.type === 'watermark') return active(clock, event.as_of);
  return active(clock, event.at);
}

/** An operator of a plugin may throw; the stream goes on, and a person is told. */
function failure(at: Millis, name: string, error: unknown): EngineEvent {
  const why = error instanceof Error ? error.message : String(error);
  return { type: 'notice', at, source: '', line: 0, text: `The operator of the rule ${name} failed: ${why}.` };
}
