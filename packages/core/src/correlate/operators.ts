import type { Correlator, Deps, Json, Registry, Rule, When } from '../contract.js';
import { digest } from '../hash.js';
import { type Said, saidBy } from '../match/said-by.js';
import { makeComponent } from '../plugin/make.js';
import { neverDue } from './never-due.js';
import { routing } from './routes.js';
import { throttled } from './throttle.js';

/** What a rule asks of its operator, and what its signals say. Json: it stands in the record of a run. */
export interface OperatorSpec {
  readonly when: When;
  readonly said: Said;
}

/** By the rule's name. */
export type OperatorSpecs = Readonly<Record<string, OperatorSpec>>;

export interface MadeOperator {
  /** The rule's. */
  readonly name: string;
  /** Among all operators. */
  readonly place: number;
  readonly operator: Correlator;
  readonly spec: OperatorSpec;
  /** What it was made of, in short. */
  readonly asked: string;
}

/** The operators of rules that have one. */
export interface Operators {
  /** By the rule's name, in the order of the rules. */
  readonly made: ReadonlyMap<string, MadeOperator>;
  readonly routes: ReturnType<typeof routing>;
  /** Those that may ever want a tick. */
  readonly waiting: readonly MadeOperator[];
}

export const operatorsFrom = (
  made: readonly (readonly [string, Omit<MadeOperator, 'asked' | 'name' | 'place'>])[],
): Operators => {
  const byName = new Map(
    [...new Map(made)].map(([name, one], place) => [name, { ...one, name, place, asked: askedOf(one.spec) }] as const),
  );
  const waiting = [...byName.values()].filter(({ operator }) => operator.due !== neverDue);
  return { made: byName, routes: routing(byName), waiting };
};

/** Tells apart what a rule of one name may have asked before somebody changed it. */
const askedOf = ({ when }: OperatorSpec): string => digest(JSON.stringify([when.operator, when.throttle ?? null]));

/** The operators that rules ask for. */
export function operatorsOf(rules: readonly Rule[]): OperatorSpecs {
  return Object.fromEntries(
    rules.flatMap((rule, order): [string, OperatorSpec][] =>
      rule.when === undefined ? [] : [[rule.name, { when: rule.when, said: saidBy(rule, order) }]],
    ),
  );
}

/** Makes them of what the registry knows. */
export function makeOperators(registry: Registry, specs: OperatorSpecs, deps: Deps): Operators {
  return operatorsFrom(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { spec: withResolution(registry, withHeard(registry, spec)), operator: made(registry, spec, deps) },
    ]),
  );
}

function made(registry: Registry, { when }: OperatorSpec, deps: Deps): Correlator {
  const operator = makeComponent(registry, 'operator', when.operator, deps);
  return when.throttle === undefined ? operator : (throttled(operator, when.throttle) as unknown as Correlator<Json>);
}

/** What a component is given whatever the rule names. */
function withHeard(registry: Registry, spec: OperatorSpec): OperatorSpec {
  const { when } = spec;
  const hears = registry.find('operator', when.operator.class_name)?.hears;
  return hears === undefined ? spec : { ...spec, when: { ...when, inputs: { ...when.inputs, ...hears } } };
}

/** What lasts, or is shown, and whose operator tells when it is over, is ended by that alone. */
function withResolution(registry: Registry, spec: OperatorSpec): OperatorSpec {
  return (spec.said.lasting || spec.said.shows !== undefined) && resolves(registry, spec.when)
    ? { ...spec, said: { ...spec.said, until_resolved: true } }
    : spec;
}

/** Whether the operator tells when what it has told of is over. */
export function resolves(registry: Registry, { operator: { class_name, ...settings } }: When): boolean {
  return registry.find('operator', class_name)?.resolves?.(settings) === true;
}
