import type { RestartPolicy } from '../contract.js';
import { reasonOf } from './reason.js';
import { type SelectiveConfig, selectiveRestartPolicy } from './selective.js';

/** Never restarts; says so, and whether a job that is still alive is cancelled. */
export function noRestartPolicy(config: SelectiveConfig): RestartPolicy {
  return {
    decide(x) {
      const stop = selectiveRestartPolicy({ ...config, max_retries: 0, default_action: 'stop' }).decide(x);
      const error = stop.error_type;
      return {
        ...stop,
        action: 'stop',
        reason: reasonOf(config.stop_reason, `the policy never restarts a ${stop.mode} (${error})`, x.values),
      };
    },
  };
}
