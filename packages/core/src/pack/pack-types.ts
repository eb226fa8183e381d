import type { FieldAliases } from '../config/fields.js';
import type { Fields, Signal } from '../contract.js';
import type { MonitorFile, RuleEntry } from '../generated/monitor.js';
import type { ProgressField } from '../match/field-value.js';
import type { ActionConfig, NotifierConfig, StateConfig } from './component-configs.js';
import type { Frozen } from './frozen.js';

/** A monitor as a value: what a monitor file may hold, with a name. */
export type PackInput = Frozen<Omit<MonitorFile, 'name' | 'log_signals' | 'actions' | 'notifiers'>> & {
  readonly name: string;
  readonly log_signals?: readonly RuleInput[];
  readonly actions?: readonly ActionConfig[];
  readonly notifiers?: readonly NotifierConfig[];
};

/** A rule of it: a named pattern, and what a line that it hits means. */
export type RuleInput = Frozen<Omit<RuleEntry, 'state' | 'actions'>> & {
  readonly state?: StateConfig | null;
  readonly actions?: readonly ActionConfig[] | null;
};

/** Names of groups of an RE2 pattern, `(?P<name>…)` and `(?<name>…)`. */
type Groups<P extends string> =
  | (P extends `${string}(?P<${infer Name}>${infer Rest}` ? Name | Groups<Rest> : never)
  | (P extends `${string}(?<${infer Name}>${infer Rest}` ? Name | Groups<Rest> : never);

type DissectName<F extends string> = F extends '' | `?${string}`
  ? never
  : F extends `${infer Name}->`
    ? DissectName<Name>
    : F extends `+${infer Name}/${string}`
      ? Name
      : F extends `+${infer Name}`
        ? Name
        : F;

type DissectFields<P extends string> = P extends `${string}%{${infer F}}${infer Rest}`
  ? DissectName<F> | DissectFields<Rest>
  : never;

type Captured<R extends RuleInput> = R extends { readonly extract_groups: infer G extends object }
  ? Extract<keyof G, string>
  : R extends { readonly pattern: infer P extends string; readonly pattern_type?: infer T }
    ? T extends 'dissect'
      ? DissectFields<P>
      : T extends 'substring'
        ? never
        : Groups<P>
    : R extends { readonly pattern: infer P extends string }
      ? Groups<P>
      : never;

type Standard<R, Name extends string> = R extends { readonly metadata: { readonly kind: 'progress' } }
  ? Name extends keyof FieldAliases
    ? FieldAliases[Name]
    : Name
  : Name;

/** What only the line itself can tell: the fields of json and logfmt, and those of other signals. */
type Untold<R> = R extends { readonly pattern_type: 'json' | 'logfmt' } | { readonly input: unknown } ? true : false;

type FieldsTold<R extends RuleInput> = {
  readonly [Name in Captured<R> as InMilliseconds<Standard<R, Name>>]: InMilliseconds<
    Standard<R, Name>
  > extends ProgressField
    ? number
    : string;
};

type InMilliseconds<Name extends string> = Name extends 'step_time_s' ? 'step_time_ms' : Name;

type SignalOf<R> = R extends RuleInput
  ? Omit<Signal, 'name' | 'fields'> & {
      readonly name: R['name'];
      readonly fields: Untold<R> extends true ? FieldsTold<R> & Fields : FieldsTold<R>;
    }
  : never;

/** Signals of the rules of a pack, told apart by `name`, each with the fields that its own pattern captures. */
export type PackSignal<P extends PackInput> = P extends { readonly log_signals: readonly (infer R)[] }
  ? SignalOf<R>
  : never;
