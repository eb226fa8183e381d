import { duration } from '../config/duration.js';
import type { Component, Shown, StateMeaning } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

type StateName = 'CrashState' | 'StalledState' | 'TimeoutState' | 'DegradedState' | 'SuccessState';

const state = (class_name: StateName, summary: string, meaning: StateMeaning, shows?: Shown): Component<'state'> => ({
  kind: 'state',
  class_name,
  summary,
  config: componentSchemas[class_name],
  create: ({ at_once, confirm_after }) => ({
    ...meaning,
    ...(at_once === true && shows !== undefined ? { shows } : {}),
    // The schema has seen that it is a duration.
    ...(confirm_after === undefined ? {} : { confirm_after: duration(confirm_after as number | string) ?? 0 }),
  }),
});

/** The states that a rule can give to the run. */
export const builtInStates = [
  state('CrashState', 'The attempt has failed.', { mode: 'crash' }),
  state('StalledState', 'The attempt goes on without progress.', { mode: 'stall' }, 'stalled'),
  state('TimeoutState', 'The attempt has run out of its time.', { mode: 'timeout' }, 'timed_out'),
  state('DegradedState', 'The run goes on, and something is wrong with it.', {
    shows: 'degraded',
    severity: 'warning',
  }),
  state('SuccessState', 'The run has done what it was for.', { mode: 'success' }),
];
