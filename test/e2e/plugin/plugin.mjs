// A plugin with a component of every kind, as a user would write one: plain JavaScript that imports sigwatch alone.
import { spawn } from 'node:child_process';
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

/** Jobs that are children of this process and die with it; everything about them is in its memory. */
const child = defineComponent({
  kind: 'adapter',
  class_name: 'ChildAdapter',
  summary: 'Runs the command as a child of sigwatch itself.',
  config: { type: 'object', additionalProperties: false, properties: { greeting: { ...text, default: 'hello' } } },
  create({ greeting }, { now }) {
    const jobs = new Map();
    const of = ({ id }) => jobs.get(id);
    return {
      name: 'child',
      lag: 0,
      status: async (asked) =>
        new Map(asked.flatMap((job) => (of(job) === undefined ? [] : [[job.id, { job, ...of(job).status }]]))),
      logs: (job) => ({
        async *sources() {
          if (of(job) !== undefined) yield output(of(job), now);
        },
      }),
      cancel: async (job) => void of(job)?.process.kill('SIGKILL'),
      submission: {
        async submit({ command, cwd, env }, key) {
          const [file, ...args] = command;
          const process = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
          const job = { id: `child:${process.pid}`, incarnation: String(now()) };
          const entry = { job, key, process, bytes: Buffer.from(`${greeting}\n`), status: { state: 'running' } };
          jobs.set(job.id, entry);
          process.stdout.on('data', (data) => {
            entry.bytes = Buffer.concat([entry.bytes, data]);
          });
          process.on('close', (code, signal) => {
            const state = signal !== null ? 'cancelled' : code === 0 ? 'succeeded' : 'failed';
            entry.status = { state, ...(code !== null && { exit_code: code }), ended_at: now() };
          });
          return job;
        },
        async find(key) {
          const found = [...jobs.values()].filter((one) => one.key === key).map((one) => one.job);
          return { jobs: found, complete: true, asOf: now() };
        },
      },
    };
  },
});

function output(entry, now) {
  const path = entry.job.id;
  const cursor = { path, inode: '0', head: '', tail: '', generation: 0, seen: [] };
  return {
    id: path,
    async open(from, _abort, changed) {
      let offset = from?.offset ?? 0;
      entry.process.stdout.on('data', changed);
      return {
        async read(into) {
          const asOf = now();
          const whole = entry.bytes.subarray(offset, offset + into.length).lastIndexOf(10) + 1;
          if (whole === 0) return { kind: 'caught_up', asOf, cursor: { ...cursor, offset } };
          const bytes = entry.bytes.copy(into, 0, offset, offset + whole);
          offset += bytes;
          return { kind: 'data', bytes, cursor: { ...cursor, offset } };
        },
        async [Symbol.asyncDispose]() {
          entry.process.stdout.off('data', changed);
        },
      };
    },
  };
}

export default definePlugin({
  name: 'example',
  requires: '>=0.1.0',
  components: [evicted, append, once, third, lines, tell, child],
});
