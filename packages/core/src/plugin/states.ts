import type { Component, Shown, StateMeaning } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

type StateName = 'CrashState' | 'StalledState' | 'TimeoutState' | 'DegradedState' | 'SuccessState';

const state = (class_name: StateName, summary: string, meaning: StateMeaning, shows?: Shown): Component<'state'> => ({
  kind: 'state',
  class_name,
  summary,
  config: componentSchemas[class_name],
  create: ({ at_once }) => (at_once === true && shows !== undefined ? { ...meaning, shows } : meaning),
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
