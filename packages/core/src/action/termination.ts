import type { Component } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

/** Ends the run: the engine cancels the job and starts no other attempt. */
export const terminationAction: Component<'action'> = {
  kind: 'action',
  class_name: 'TerminationAction',
  summary: 'Cancels the job and ends the run without a restart.',
  config: componentSchemas.TerminationAction,
  ends_run: true,
  create: ({ reason, note }) => {
    const detail = String(reason ?? note ?? 'the run was ended');
    return { run: async () => ({ ok: true, detail }) };
  },
};
