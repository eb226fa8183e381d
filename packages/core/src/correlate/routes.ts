import type { Rule, Signal, SignalSelector } from '../contract.js';
import { saidBy } from '../match/said-by.js';
import type { MadeOperator } from './operators.js';

export interface Route {
  /** The rule whose operator takes the signal. */
  readonly name: string;
  readonly roles: readonly string[];
}

/** What of a signal a selector asks for. */
export type Selected = Pick<Signal, 'name' | 'kind' | 'error_type' | 'subsystem' | 'metadata'>;

function selects(selector: SignalSelector, signal: Selected): boolean {
  return (
    (selector.signal === undefined || selector.signal === signal.name) &&
    (selector.kind === undefined || selector.kind === signal.kind) &&
    (selector.error_type === undefined || selector.error_type === signal.error_type) &&
    (selector.subsystem === undefined || selector.subsystem === signal.subsystem) &&
    Object.entries(selector.metadata ?? {}).every(
      ([key, value]) => JSON.stringify(signal.metadata[key] ?? null) === JSON.stringify(value),
    )
  );
}

/** Whether the operator of a rule takes the signals of another one. */
export function feeds(from: Rule, to: Rule): boolean {
  const said = saidBy(from, 0);
  return Object.values(to.when?.inputs ?? {}).some((selectors) => selectors.some((one) => selects(one, said)));
}

/** A pack has some hundreds of rules; names beyond that come from nowhere. */
const MOST = 10_000;

/**
 * Which operators take a signal, and as what. `own`: an operator has put it out, which is no hit of its rule. What was
 * found once holds for every signal that says the same.
 */
export function routing(made: ReadonlyMap<string, MadeOperator>): (signal: Signal, own: boolean) => readonly Route[] {
  const known = new Map<string, readonly Route[]>();
  return (signal, own) => {
    const key = `${own ? '>' : ''}${signal.order} ${signal.kind} ${signal.error_type ?? ''} ${signal.name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = routesFor(made, signal, own);
    if (known.size < MOST) known.set(key, found);
    return found;
  };
}

function routesFor(made: ReadonlyMap<string, MadeOperator>, signal: Signal, own: boolean): readonly Route[] {
  return [...made].flatMap(([name, { spec }]) => {
    const { inputs } = spec.when;
    const hit = !own && name === signal.name && inputs.input === undefined ? ['input'] : [];
    // The raw hits of a rule with an operator are for that operator alone.
    const heard = own ? name !== signal.name : !made.has(signal.name);
    const named = Object.entries(inputs).flatMap(([role, selectors]) =>
      heard && selectors.some((one) => selects(one, signal)) ? [role] : [],
    );
    const roles = [...hit, ...named];
    return roles.length === 0 ? [] : [{ name, roles }];
  });
}
