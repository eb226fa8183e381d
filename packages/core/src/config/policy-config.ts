import type { Json, Millis, Settings } from '../contract.js';
import type { Backoff, SelectiveRestartPolicy } from '../generated/SelectiveRestartPolicy.js';
import { duration } from './duration.js';

/** A built-in policy with every default filled in; durations in ms. Lists are empty where the class has none. */
export interface PolicyConfig {
  readonly max_retries: number;
  readonly default_action: 'restart' | 'stop';
  readonly restart_on_error_types: readonly string[];
  readonly restart_on_subsystems: readonly string[];
  readonly restart_on_signals: readonly string[];
  readonly exclude_error_types: readonly string[];
  readonly exclude_subsystems: readonly string[];
  readonly exclude_signals: readonly string[];
  readonly budgets: Readonly<Record<string, number>>;
  readonly backoff: {
    readonly initial: Millis;
    readonly factor: number;
    readonly max: Millis;
    readonly jitter: number;
  };
  readonly reset_after?: { readonly steps: number };
  readonly same_failure?: number;
  readonly exclude_nodes: boolean;
  readonly resume: 'latest_verified';
  readonly recover: Readonly<Record<string, Json>>;
  readonly on_stop: 'cancel' | 'leave';
  readonly restart_reason?: string;
  readonly stop_reason?: string;
}

/** What the settings of a built-in policy mean, as YAML has them. */
export function policyConfig(given: Settings): PolicyConfig {
  const { message, reason, restart_reason, stop_reason, backoff, same_failure, ...rest } =
    given as SelectiveRestartPolicy;
  const text = message ?? reason;
  const restart = restart_reason ?? text;
  const stop = stop_reason ?? text;
  return {
    max_retries: 3,
    default_action: 'stop',
    restart_on_error_types: [],
    restart_on_subsystems: [],
    restart_on_signals: [],
    exclude_error_types: [],
    exclude_subsystems: [],
    exclude_signals: [],
    budgets: {},
    exclude_nodes: false,
    resume: 'latest_verified',
    on_stop: 'cancel',
    ...rest,
    recover: (rest.recover ?? {}) as Readonly<Record<string, Json>>,
    backoff: backoffOf(backoff ?? {}),
    ...(same_failure == null ? {} : { same_failure }),
    ...(restart == null ? {} : { restart_reason: restart }),
    ...(stop == null ? {} : { stop_reason: stop }),
  };
}

function backoffOf({ initial = '5s', factor = 2, max = '15m', jitter = 0.25 }: Backoff): PolicyConfig['backoff'] {
  return { initial: duration(initial) ?? 0, factor, max: duration(max) ?? 0, jitter };
}
