import type { Component } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

/** Records why a rule's author wants a restart. It restarts nothing: only a policy decides that. */
export const restartAction: Component<'action'> = {
  kind: 'action',
  class_name: 'RestartAction',
  summary: 'Records why this signal asks for a restart; the restart policy decides.',
  config: componentSchemas.RestartAction,
  create: ({ reason, note }) => {
    const detail = String(reason ?? note ?? 'a restart was asked for; the policy decides');
    return { run: async () => ({ ok: true, detail }) };
  },
};
