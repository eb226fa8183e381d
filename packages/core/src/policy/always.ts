import type { RestartPolicy } from '../contract.js';
import { type SelectiveConfig, selectiveRestartPolicy } from './selective.js';

/** Restarts whatever happened, up to `max_retries`; only what somebody cancelled stays ended. */
export function alwaysRestartPolicy(config: SelectiveConfig): RestartPolicy {
  return selectiveRestartPolicy({
    ...config,
    default_action: 'restart',
    exclude_error_types: [],
    exclude_signals: [],
    exclude_subsystems: [],
    restart_on_error_types: [],
  });
}
