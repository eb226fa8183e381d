import type { Component, StateMeaning } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

type StateName = 'CrashState' | 'StalledState' | 'TimeoutState' | 'SuccessState';

const state = (class_name: StateName, summary: string, meaning: StateMeaning): Component<'state'> => ({
  kind: 'state',
  class_name,
  summary,
  config: componentSchemas[class_name],
  create: () => meaning,
});

/** The states that a rule can give to the run. */
export const builtInStates = [
  state('CrashState', 'The attempt has failed.', { mode: 'crash' }),
  state('StalledState', 'The attempt goes on without progress.', { mode: 'stall' }),
  state('TimeoutState', 'The attempt has run out of its time.', { mode: 'timeout' }),
  state('SuccessState', 'The run has done what it was for.', { mode: 'success' }),
];
