import type { Rule, Signal, SignalSelector } from '../contract.js';
import type { MadeOperator } from './operators.js';

export interface Route {
  /** The operator that takes the signal. */
  readonly made: MadeOperator;
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
  return Object.values(to.when?.inputs ?? {}).some((selectors) => selectors.some((one) => selects(one, from)));
}

/** A pack has some hundreds of rules; names beyond that come from nowhere. */
const MOST = 10_000;

/** What was found for signals that say the same. */
interface Known {
  readonly order: number;
  readonly kind: Signal['kind'];
  readonly error_type: string | undefined;
  readonly own: boolean;
  readonly routes: readonly Route[];
}

/**
 * Which operators take a signal, and as what. `own`: an operator has put it out, which is no hit of its rule. What was
 * found once holds for every signal that says the same.
 */
export function routing(made: ReadonlyMap<string, MadeOperator>): (signal: Signal, own: boolean) => readonly Route[] {
  const known = new Map<string, Known[]>();
  let count = 0;
  return (signal, own) => {
    const { name, order, kind, error_type } = signal;
    const ofName = known.get(name);
    for (const one of ofName ?? [])
      if (one.order === order && one.kind === kind && one.error_type === error_type && one.own === own)
        return one.routes;
    const routes = routesFor(made, signal, own);
    if (count++ < MOST) known.set(name, [...(ofName ?? []), { order, kind, error_type, own, routes }]);
    return routes;
  };
}

function routesFor(made: ReadonlyMap<string, MadeOperator>, signal: Signal, own: boolean): readonly Route[] {
  return [...made.values()].flatMap((one) => {
    const { name, spec } = one;
    const { inputs } = spec.when;
    const hit = !own && name === signal.name && inputs.input === undefined ? ['input'] : [];
    // The raw hits of a rule with an operator are for that operator alone.
    const heard = own ? name !== signal.name : !made.has(signal.name);
    const named = Object.entries(inputs).flatMap(([role, selectors]) =>
      heard && selectors.some((one) => selects(one, signal)) ? [role] : [],
    );
    const roles = [...hit, ...named];
    return roles.length === 0 ? [] : [{ made: one, roles }];
  });
}
