// A plugin with a component of every kind, as a user would write one: plain JavaScript that imports sigwatch alone.
import { appendFileSync } from 'node:fs';
import { defineComponent, definePlugin } from 'sigwatch';

const text = { type: 'string', minLength: 1 };

const evicted = defineComponent({
  kind: 'state',
  class_name: 'EvictedState',
  summary: 'The node was taken away.',
  config: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({ mode: 'crash', error_type: 'preempted', severity: 'fatal' }),
});

const append = defineComponent({
  kind: 'action',
  class_name: 'AppendAction',
  summary: 'Appends the name of the signal to a file.',
  config: { type: 'object', additionalProperties: false, required: ['file'], properties: { file: text } },
  create: ({ file }) => ({
    run: async ({ signal, values }) => {
      appendFileSync(file, `action ${signal?.name} ${values.node}\n`);
      return { ok: true, detail: 'appended' };
    },
  }),
});

const once = defineComponent({
  kind: 'policy',
  class_name: 'OncePolicy',
  summary: 'Restarts once.',
  config: { type: 'object', additionalProperties: false, properties: { because: { ...text, default: 'why not' } } },
  create: ({ because }) => ({
    decide: ({ incident, ledger }) => ({
      action: ledger.total === 0 ? 'restart' : 'stop',
      reason: String(because),
      mode: incident.mode,
      error_type: incident.root.error_type ?? 'unknown',
      restarts_used: ledger.total,
      max_retries: 1,
    }),
  }),
});

/** Puts out every third hit. */
const third = defineComponent({
  kind: 'operator',
  class_name: 'EveryThird',
  summary: 'Puts out every third hit of its rule.',
  config: { type: 'object', additionalProperties: false, properties: { of: { type: 'integer', default: 3 } } },
  create: ({ of }) => ({
    init: () => ({ seen: 0 }),
    step: ({ seen }, event) =>
      event.type !== 'signal' ? [{ seen }, []] : [{ seen: seen + 1 }, (seen + 1) % of === 0 ? [event.signal] : []],
    due: () => undefined,
  }),
});

/** The lines that YAML gives it. */
const lines = defineComponent({
  kind: 'source',
  class_name: 'LinesSource',
  summary: 'Lines that stand in the configuration.',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['lines'],
    properties: { lines: { type: 'array', items: text } },
  },
  create: ({ lines: given }, { now }) => ({
    id: 'given',
    async open(from) {
      const bytes = Buffer.from(given.map((line) => `${line}\n`).join('')).subarray(from?.offset ?? 0);
      const cursor = { path: 'given', inode: '0', head: '', tail: '', generation: 0, seen: [] };
      let done = bytes.length === 0;
      return {
        async read(into) {
          if (done) return { kind: 'ended' };
          done = true;
          return { kind: 'data', bytes: bytes.copy(into), cursor: { ...cursor, offset: bytes.length } };
        },
        async wake() {},
        async [Symbol.asyncDispose]() {},
        asOf: now(),
      };
    },
  }),
});

const tell = defineComponent({
  kind: 'notifier',
  class_name: 'FileNotifier',
  summary: 'Writes notices into a file.',
  config: { type: 'object', additionalProperties: false, required: ['file'], properties: { file: text } },
  create: ({ file }) => ({
    async send({ title, severity }) {
      appendFileSync(file, `notice ${severity} ${title}\n`);
    },
  }),
});

export default definePlugin({
  name: 'example',
  requires: '>=0.1.0',
  components: [evicted, append, once, third, lines, tell],
});
