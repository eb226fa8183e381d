import type { KnownActions, KnownNotifiers, KnownPolicies, KnownStates } from './component-configs.js';

/** Settings of a built-in class as its schema has them, and no others; those of any other class are its plugin's affair. */
type CheckedConfig<Given, Known> = Given extends { readonly class_name: infer Name extends keyof Known }
  ? Known[Name] & { readonly [Key in Exclude<keyof Given, keyof Known[Name]>]: never }
  : Given;

type CheckedList<Given, Known> = Given extends readonly unknown[]
  ? { readonly [Place in keyof Given]: CheckedConfig<Given[Place], Known> }
  : Given;

type CheckedRule<Rule> = (Rule extends { readonly state: infer State extends object }
  ? { readonly state: CheckedConfig<State, KnownStates> }
  : unknown) &
  CheckedActions<Rule>;

type CheckedActions<Holder> = Holder extends { readonly actions: infer Actions extends readonly unknown[] }
  ? { readonly actions: CheckedList<Actions, KnownActions> }
  : unknown;

/** What a pack has to be beside a `PackInput`: settings of built-in classes are those of their schemas. */
export type CheckedPack<Pack> = CheckedActions<Pack> &
  (Pack extends { readonly notifiers: infer Notifiers extends readonly unknown[] }
    ? { readonly notifiers: CheckedList<Notifiers, KnownNotifiers> }
    : unknown) &
  (Pack extends { readonly log_signals: infer Rules extends readonly unknown[] }
    ? { readonly log_signals: { readonly [Place in keyof Rules]: Rules[Place] & CheckedRule<Rules[Place]> } }
    : unknown);

/** The same of a restart policy that is given as a value, or by its name. */
export type CheckedPolicy<Policy> = Policy extends { readonly class_name: string }
  ? CheckedConfig<Policy, KnownPolicies>
  : Policy extends { readonly policies: infer Entries extends readonly unknown[] }
    ? { readonly policies: { readonly [Place in keyof Entries]: Entries[Place] & CheckedEntry<Entries[Place]> } }
    : Policy;

type CheckedEntry<Entry> = Entry extends { readonly implementation: infer Policy }
  ? { readonly implementation: CheckedConfig<Policy, KnownPolicies> }
  : Entry;
