import type { ActionComponent, BuiltAction } from './component.js';

type RestartReason = Extract<BuiltAction, { kind: 'restart_reason' }>;

/** Records why a rule's author wants a restart. It restarts nothing: only a policy decides that. */
export const restartAction: ActionComponent<RestartReason> = {
  kind: 'action',
  class_name: 'RestartAction',
  summary: 'Records why this signal asks for a restart; the restart policy decides.',
  config: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: { reason: { type: ['string', 'null'], description: 'Why a restart helps, as one sentence.' } },
  },
  check: () => [],
  create: (config) => ({ kind: 'restart_reason', reason: config.reason == null ? null : String(config.reason) }),
};
