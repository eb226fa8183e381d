import type { Action, ActionResult, ComponentConfig, Deps, Json, Millis } from '../contract.js';
import type { ActionProblem } from './template.js';

/** One line in the run's record, as `history` shows it. */
export interface Note {
  readonly time: Millis;
  readonly note: string;
  readonly signal: string | null;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** `final`: trying again can't help. `note`: what the engine writes into the run's record. */
export interface ActionOutcome extends ActionResult {
  readonly final?: boolean;
  readonly note?: Note;
}

export interface RunnableAction extends Action {
  readonly kind: 'run';
  /** Tries beyond the first one. */
  readonly retries: number;
  readonly backoff: RetryBackoff;
  /** How many of this class run at once. */
  readonly concurrency: number;
  run(...args: Parameters<Action['run']>): Promise<ActionOutcome>;
}

/** ms before the first retry, factor, ms at the most, and the share by which it varies. */
export interface RetryBackoff {
  readonly initial: Millis;
  readonly factor: number;
  readonly max: Millis;
  readonly jitter: number;
}

/** What an action is once built. All but `run` are data: what they mean is decided by the engine. */
export type BuiltAction =
  | RunnableAction
  | { readonly kind: 'restart_reason'; readonly reason: string | null }
  | { readonly kind: 'terminate'; readonly reason: string | null };

export interface ActionComponent<Built extends BuiltAction = BuiltAction> {
  readonly kind: 'action';
  readonly class_name: string;
  readonly summary: string;
  /** JSON Schema draft-07 of everything beside `class_name`. */
  readonly config: Json;
  /** What the schema can't say, found at load; `names` are the allowed `{names}`. Call it before the schema: its words are plainer. */
  check(config: ComponentConfig, names: readonly string[]): readonly ActionProblem[];
  create(config: ComponentConfig, deps: Deps): Built;
}

export const noRetry: RetryBackoff = { initial: 0, factor: 1, max: 0, jitter: 0 };
