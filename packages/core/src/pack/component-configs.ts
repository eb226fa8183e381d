import type { AlwaysRestartPolicy } from '../generated/AlwaysRestartPolicy.js';
import type { CommandNotifier } from '../generated/CommandNotifier.js';
import type { ControlAction } from '../generated/ControlAction.js';
import type { CrashState } from '../generated/CrashState.js';
import type { DegradedState } from '../generated/DegradedState.js';
import type { EmailNotifier } from '../generated/EmailNotifier.js';
import type { ErrorNoteAction } from '../generated/ErrorNoteAction.js';
import type { ExecutionAction } from '../generated/ExecutionAction.js';
import type { ActionTrigger, NotifierTrigger } from '../generated/monitor.js';
import type { NoRestartPolicy } from '../generated/NoRestartPolicy.js';
import type { PagerDutyNotifier } from '../generated/PagerDutyNotifier.js';
import type { RestartAction } from '../generated/RestartAction.js';
import type { SelectiveRestartPolicy } from '../generated/SelectiveRestartPolicy.js';
import type { SlackBotNotifier } from '../generated/SlackBotNotifier.js';
import type { SlackWebhookNotifier } from '../generated/SlackWebhookNotifier.js';
import type { SnsNotifier } from '../generated/SnsNotifier.js';
import type { StalledState } from '../generated/StalledState.js';
import type { SuccessState } from '../generated/SuccessState.js';
import type { TerminationAction } from '../generated/TerminationAction.js';
import type { TimeoutState } from '../generated/TimeoutState.js';
import type { WebhookNotifier } from '../generated/WebhookNotifier.js';
import type { Frozen } from './frozen.js';

interface States {
  CrashState: CrashState;
  DegradedState: DegradedState;
  StalledState: StalledState;
  SuccessState: SuccessState;
  TimeoutState: TimeoutState;
}

interface Actions {
  ControlAction: ControlAction;
  ErrorNoteAction: ErrorNoteAction;
  ExecutionAction: ExecutionAction;
  RestartAction: RestartAction;
  TerminationAction: TerminationAction;
}

interface Policies {
  AlwaysRestartPolicy: AlwaysRestartPolicy;
  NoRestartPolicy: NoRestartPolicy;
  SelectiveRestartPolicy: SelectiveRestartPolicy;
}

interface Notifiers {
  CommandNotifier: CommandNotifier;
  EmailNotifier: EmailNotifier;
  PagerDutyNotifier: PagerDutyNotifier;
  SlackBotNotifier: SlackBotNotifier;
  SlackWebhookNotifier: SlackWebhookNotifier;
  SnsNotifier: SnsNotifier;
  WebhookNotifier: WebhookNotifier;
}

/** Settings of the built-in components by their `class_name`, with what belongs to the place where they stand. */
type Known<All, Place> = { readonly [Name in keyof All]: Named<Name> & Frozen<All[Name]> & Place };

interface Named<Name> {
  readonly class_name: Name;
}

/** One of a plugin, whose settings only its schema knows. */
interface OfPlugin {
  readonly class_name: string;
  readonly [setting: string]: unknown;
}

type KnownStates = Known<States, unknown>;
type KnownActions = Known<Actions, { readonly on?: Frozen<ActionTrigger> }>;
type KnownPolicies = Known<Policies, unknown>;
type KnownNotifiers = Known<Notifiers, { readonly on?: Frozen<NotifierTrigger> }>;

/** What a hit says of the run: the settings of a built-in class by its schema, or a plugin's. */
export type StateConfig = KnownStates[keyof KnownStates] | OfPlugin;
/** A side effect of a hit, a decision or a state: the settings of a built-in class by its schema, or a plugin's. */
export type ActionConfig = KnownActions[keyof KnownActions] | OfPlugin;
/** When to restart: the settings of a built-in class by its schema, or a plugin's. */
export type PolicyConfig = KnownPolicies[keyof KnownPolicies] | OfPlugin;
/** Who is told: the settings of a built-in class by its schema, or a plugin's. */
export type NotifierConfig = KnownNotifiers[keyof KnownNotifiers] | OfPlugin;

export type { KnownActions, KnownNotifiers, KnownPolicies, KnownStates };
