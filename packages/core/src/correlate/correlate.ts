import type { ComponentConfig, EngineEvent, Json, Millis, Operator, Rule } from '../contract.js';

/** The operators of rules that have one, by the rule's name. */
export type Operators = Readonly<Record<string, Operator<Json>>>;

/** The operators that rules ask for, by the rule's name. */
export function operatorsOf(rules: readonly Rule[]): Readonly<Record<string, ComponentConfig>> {
  return Object.fromEntries(rules.flatMap(({ name, when }) => (when === undefined ? [] : [[name, when]])));
}

/** Json: part of the attempt's state. */
export interface Correlation {
  readonly states: Readonly<Record<string, Json>>;
  /** The last tick that the operators were given: what was due by then has had its turn. */
  readonly ticked?: Millis;
}

export const noCorrelation: Correlation = { states: {} };

/**
 * The stage between match and incident. Of a rule with an operator, the hits go to the operator alone, and what it puts
 * out takes their place; every other event goes on, and all operators learn of it too. Pure.
 */
export function correlate(
  operators: Operators,
  before: Correlation,
  event: EngineEvent,
): readonly [Correlation, readonly EngineEvent[]] {
  const names = Object.keys(operators);
  if (names.length === 0) return [before, [event]];
  const own = event.type === 'signal' && Object.hasOwn(operators, event.signal.name) ? event.signal.name : undefined;
  const states: Record<string, Json> = { ...before.states };
  const out: EngineEvent[] = own === undefined ? [event] : [];
  for (const name of event.type === 'signal' ? (own === undefined ? [] : [own]) : names) {
    const operator = operators[name] as Operator<Json>;
    try {
      const [state, signals] = operator.step(states[name] ?? operator.init(), event);
      states[name] = state;
      out.push(...signals.map((signal) => ({ type: 'signal', at: event.at, signal }) as const));
    } catch (error) {
      out.push(failure(event.at, name, error));
    }
  }
  return [{ states, ...(event.type === 'tick' ? { ticked: event.at } : ticked(before)) }, out];
}

/** When an operator wants a tick; one that has had its tick has to ask for a later one. */
export function correlationDue(operators: Operators, { states, ticked = 0 }: Correlation): Millis | undefined {
  const dues = Object.entries(states).flatMap(([name, state]) => {
    const due = operators[name]?.due(state);
    return due !== undefined && due > ticked && Number.isFinite(due) ? [due] : [];
  });
  return dues.length === 0 ? undefined : Math.min(...dues);
}

const ticked = (before: Correlation) => (before.ticked === undefined ? {} : { ticked: before.ticked });

/** An operator of a plugin may throw; the stream goes on, and a person is told. */
function failure(at: Millis, name: string, error: unknown): EngineEvent {
  const why = error instanceof Error ? error.message : String(error);
  return { type: 'notice', at, source: '', line: 0, text: `The operator of the rule ${name} failed: ${why}.` };
}
