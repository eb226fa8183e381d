import { defineComponent } from 'sigwatch';

/** Tells people. What rejects is sent again; `notice.key` is the same each time. */
export const notifier = defineComponent({
  kind: 'notifier',
  class_name: '__Name__Notifier',
  summary: 'Posts notices as JSON.',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: { url: { type: 'string', format: 'uri', description: 'Where notices are posted to.' } },
  },
  create: ({ url }) => ({
    async send({ key, title, text, severity, run_id }, abort) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ title, text, severity, run_id }),
        signal: abort,
      });
      if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
    },
  }),
});
