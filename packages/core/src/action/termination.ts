import type { ActionComponent, BuiltAction } from './component.js';

type Terminate = Extract<BuiltAction, { kind: 'terminate' }>;

/** Ends the run: the engine cancels the job and starts no other attempt. */
export const terminationAction: ActionComponent<Terminate> = {
  kind: 'action',
  class_name: 'TerminationAction',
  summary: 'Cancels the job and ends the run without a restart.',
  config: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: { reason: { type: ['string', 'null'], description: 'Why the run must end, as one sentence.' } },
  },
  check: () => [],
  create: (config) => ({ kind: 'terminate', reason: config.reason == null ? null : String(config.reason) }),
};
