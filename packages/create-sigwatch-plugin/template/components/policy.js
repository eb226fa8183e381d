import { defineComponent } from 'sigwatch';

/** Decides on an incident, purely: what it needs comes in, and the same comes out each time. */
export const policy = defineComponent({
  kind: 'policy',
  class_name: '__Name__Policy',
  summary: 'Restarts what was taken away, a number of times.',
  config: {
    type: 'object',
    additionalProperties: false,
    properties: { times: { type: 'integer', minimum: 0, default: 3, description: 'Restarts of the whole run.' } },
  },
  create: ({ times }) => ({
    decide({ incident, ledger }) {
      const type = incident.root.error_type ?? 'unknown';
      const base = { mode: incident.mode, error_type: type, restarts_used: ledger.total, max_retries: times };
      if (type !== 'preempted') return { ...base, action: 'stop', reason: `${type} comes again after a restart.` };
      if (ledger.total >= times) return { ...base, action: 'stop', reason: `All ${times} restarts are used up.` };
      return { ...base, action: 'restart', delay: 10_000, reason: 'The machine was taken away.' };
    },
  }),
});
