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
  readonly no_restart_exit_codes: readonly number[];
  readonly exclude_nodes: boolean;
  readonly exclude_for: Millis;
  readonly resume: 'latest_verified';
  readonly no_checkpoint_found: 'start_over' | 'stop';
  readonly recover: Readonly<Record<string, Json>>;
  readonly on_stop: 'cancel' | 'leave';
  readonly restart_reason?: string;
  readonly stop_reason?: string;
}

/** What the settings of a built-in policy mean, as YAML has them. */
export function policyConfig(given: Settings): PolicyConfig {
  const { message, reason, restart_reason, stop_reason, backoff, same_failure, exclude_for, ...rest } =
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
    no_restart_exit_codes: [93],
    exclude_nodes: false,
    resume: 'latest_verified',
    no_checkpoint_found: 'start_over',
    on_stop: 'cancel',
    ...rest,
    recover: (rest.recover ?? {}) as Readonly<Record<string, Json>>,
    backoff: backoffOf(backoff ?? {}),
    exclude_for: duration(exclude_for ?? '24h') ?? 0,
    ...(same_failure == null ? {} : { same_failure }),
    ...(restart == null ? {} : { restart_reason: restart }),
    ...(stop == null ? {} : { stop_reason: stop }),
  };
}

function backoffOf({ initial = '5s', factor = 2, max = '15m', jitter = 0.25 }: Backoff): PolicyConfig['backoff'] {
  return { initial: duration(initial) ?? 0, factor, max: duration(max) ?? 0, jitter };
}
