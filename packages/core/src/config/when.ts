import type { ComponentConfig, Json, PatternRule, Registry, Settings, SignalSelector, When } from '../contract.js';
import type { RuleEntry } from '../generated/monitor.js';
import { duration } from './duration.js';

type WhenEntry = NonNullable<RuleEntry['when']>;

/** The key that tells a built-in operator, which nobody has to name then. */
const OPERATOR_OF_KEY: readonly (readonly [string, string])[] = [
  ['count', 'CountOperator'],
  ['absent', 'AbsentOperator'],
  ['start_within', 'AbsentOperator'],
  ['value', 'ValueOperator'],
  ['sequence', 'SequenceOperator'],
  ['every', 'EveryOperator'],
  ['detect', 'StabilityOperator'],
  ['throttle', 'EveryOperator'],
];

/** What `when` may ask for without a plugin. */
export const OPERATOR_KEYS: readonly string[] = OPERATOR_OF_KEY.map(([key]) => key);

/** The operator that `when` asks for, without what belongs to the rule; undefined when it names none. */
export function operatorOf(when: WhenEntry | Settings): ComponentConfig | undefined {
  const { message: _, throttle: __, class_name, ...settings } = when as WhenEntry & Settings;
  const named = class_name ?? OPERATOR_OF_KEY.find(([key]) => Object.hasOwn(when, key))?.[1];
  return named === undefined ? undefined : ({ ...settings, class_name: named } as ComponentConfig);
}

/** One of the inputs that a rule names, and where. */
export interface NamedInput {
  readonly role: string;
  /** Below the rule's entry. */
  readonly path: readonly (string | number)[];
  readonly given: string | Settings;
}

/** Everything that a rule takes as input beside its own hits, by role. */
export function inputsOf(entry: RuleEntry, registry: Registry): readonly NamedInput[] {
  const operator = entry.when == null ? undefined : operatorOf(entry.when);
  const keys = operator === undefined ? [] : (registry.find('operator', operator.class_name)?.inputs ?? []);
  return [
    ...listed('input', ['input'], entry.input as Json | undefined),
    ...keys.flatMap((key) => {
      const value = operator?.[key];
      if (key !== 'sequence') return listed(key, ['when', key], value);
      // Of a sequence each place is a role of its own.
      return Array.isArray(value)
        ? value.map((given, i) => ({ role: String(i), path: ['when', key, i], given: given as string | Settings }))
        : [];
    }),
  ];
}

function listed(role: string, path: readonly (string | number)[], value: Json | undefined): readonly NamedInput[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ role, path, given: value as string | Settings }];
  return value.map((given, i) => ({ role, path: [...path, i], given: given as string | Settings }));
}

/** Whether a rule has anything that it can be asked of: a pattern, other signals, or a sequence of them. */
export const hasInput = ({ pattern, input, when }: RuleEntry): boolean =>
  pattern != null || input != null || (when as Settings | undefined)?.sequence !== undefined;

/** What `when` means. The entry is valid by its schema. */
export function whenOf(entry: RuleEntry, registry: Registry): When | undefined {
  if (entry.when == null) return undefined;
  const operator = operatorOf(entry.when);
  if (operator === undefined) return undefined;
  const inputs: Record<string, SignalSelector[]> = {};
  for (const { role, path, given } of inputsOf(entry, registry)) {
    const selector = patternOf(given) === undefined ? selectorOf(given) : { signal: nameOfInput(entry.name, path) };
    inputs[role] = [...(inputs[role] ?? []), selector];
  }
  const throttle = entry.when.throttle === undefined ? undefined : duration(entry.when.throttle as number | string);
  return {
    operator,
    inputs,
    ...(entry.when.message === undefined ? {} : { message: entry.when.message }),
    ...(throttle === undefined ? {} : { throttle }),
  };
}

/** The rules whose hits only feed the operator: one for each pattern that stands in an input. */
export function rulesOfInputs(
  entry: RuleEntry,
  registry: Registry,
): readonly (PatternRule & { readonly path: NamedInput['path'] })[] {
  return inputsOf(entry, registry).flatMap(({ path, given }) => {
    const pattern = patternOf(given);
    if (pattern === undefined) return [];
    const flags = typeof given === 'string' ? undefined : (given.flags as string | undefined);
    return [
      {
        name: nameOfInput(entry.name, path),
        ...{ pattern, pattern_type: 'regex', ...(flags === undefined ? {} : { flags }), path },
        ...{ kind: 'notice', severity: 'warning', symptom_of: [], actions: [], metadata: {}, internal: true },
      } as const,
    ];
  });
}

const nameOfInput = (rule: string, path: NamedInput['path']): string => [rule, ...path].join('/');

/** What has the form of a rule’s name is one; any other text is a pattern. */
function patternOf(given: string | Settings): string | undefined {
  if (typeof given !== 'string') return given.pattern as string | undefined;
  return isName(given) ? undefined : given;
}

const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text);

export const selectorOf = (given: string | Settings): SignalSelector =>
  typeof given === 'string' ? { signal: given } : (given as SignalSelector);
