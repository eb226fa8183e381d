import type { AttemptConfig } from '../run/attempt-state.js';
import { errorType } from './error-types.js';
import { jobStatesOf } from './job-states.js';
import type { Monitor } from './monitor.js';

/** What a monitor and the table of error types say to the engine; live and in a replay the same. */
export function engineSettings(
  monitor: Monitor,
): Pick<AttemptConfig, 'inactivity' | 'startup' | 'hold' | 'alive' | 'hang_symptom_of' | 'hang_remedy'> {
  const hang = errorType('hang');
  return {
    ...(monitor.class_name === 'NullMonitor' ? {} : { inactivity: monitor.inactivity_threshold_seconds * 1000 }),
    ...(monitor.startup_allowance_seconds === undefined ? {} : { startup: monitor.startup_allowance_seconds * 1000 }),
    hold: monitor.hold_seconds * 1000,
    // An empty list is none, as for those who have it from oellm-autoexp.
    ...(monitor.state_whitelist?.length ? { alive: jobStatesOf(monitor.state_whitelist) } : {}),
    hang_symptom_of: hang?.symptom_of ?? [],
    ...(hang === undefined ? {} : { hang_remedy: hang.remedy }),
  };
}
