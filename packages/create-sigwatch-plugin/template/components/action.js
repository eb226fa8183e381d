import { appendFile } from 'node:fs/promises';
import { defineComponent } from 'sigwatch';

/** A side effect. It is journaled before it runs, and runs at least once: `key` is the same each time. */
export const action = defineComponent({
  kind: 'action',
  class_name: '__Name__NoteAction',
  summary: 'Appends what happened to a file.',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['file'],
    properties: { file: { type: 'string', minLength: 1, description: 'Where lines are appended.' } },
  },
  create: ({ file }) => ({
    retries: 3,
    async run({ run_id, signal, key }) {
      await appendFile(file, `${JSON.stringify({ run_id, signal: signal?.name, text: signal?.text, key })}\n`);
      return { ok: true, detail: `noted in ${file}` };
    },
  }),
});
