import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { bytesSource, defineComponent } from 'sigwatch';

/** A platform: here children of sigwatch, which end with it. Put your platform's calls in their place; the contract suite tells what is missing. */
export const adapter = defineComponent({
  kind: 'adapter',
  class_name: '__Name__Adapter',
  summary: 'Runs the job as a child of sigwatch.',
  config: { type: 'object', additionalProperties: false, properties: {} },
  create: (_settings, deps) => childAdapter(deps),
});

export function childAdapter({ now }) {
  const jobs = new Map();
  const known = ({ id, incarnation }) => (jobs.get(id)?.job.incarnation === incarnation ? jobs.get(id) : undefined);
  return {
    name: '__name__',
    lag: 0,
    async status(asked, abort) {
      abort.throwIfAborted();
      return new Map(asked.flatMap((job) => (known(job) ? [[job.id, { job, ...known(job).status }]] : [])));
    },
    logs: (job) => ({
      async *sources() {
        if (known(job)) yield bytesSource(known(job).log, { now });
      },
    }),
    cancel: async (job) => void known(job)?.child.kill('SIGTERM'),
    submission: {
      async submit({ command: [program, ...args], cwd, env }, key, { notAfter }, abort) {
        abort.throwIfAborted();
        if (now() > notAfter) throw new Error('the time to submit has passed');
        const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
        const job = { id: `__name__:${randomUUID()}`, incarnation: String(now()) };
        const entry = { job, key, child, log: growing(job.id, child), status: { state: 'running', started_at: now() } };
        child.once('close', (code, signal) => {
          const state = code === 0 ? 'succeeded' : signal === 'SIGTERM' ? 'cancelled' : 'failed';
          entry.status = { ...entry.status, state, ended_at: now(), ...(code !== null && { exit_code: code }) };
        });
        child.once('error', ({ message }) => Object.assign(entry.status, { state: 'failed', detail: message }));
        jobs.set(job.id, entry);
        return job;
      },
      async find(key, abort) {
        abort.throwIfAborted();
        const found = [...jobs.values()].filter((one) => one.key === key).map(({ job }) => job);
        return { jobs: found, complete: true, asOf: now() };
      },
    },
  };
}

/** What a child prints, kept in memory. */
function growing(id, child) {
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (more) => parts.push(more));
  return { id, read: (offset, length) => Buffer.concat(parts).subarray(offset, offset + length) };
}
