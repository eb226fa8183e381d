import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embedding, root } from './embedding.js';

const { embed, logOf, moduleOf, logs } = embedding();

/** A platform that lives in the script: a job prints what its command says, and ends as that does. */
moduleOf(
  'platform.mjs',
  `import { bytesSource, defineComponent, definePlugin } from 'sigwatch';
export const jobs = new Map();
export const asked = [];
export const begin = (id, text, state, key) => {
  const job = { id, incarnation: '1' };
  jobs.set(id, { job, key, text, status: { job, state, ...(state === 'running' ? {} : { ended_at: Date.now() }) } });
  return job;
};
const create = (config, { now }) => ({
  name: 'fake',
  lag: 0,
  status: async (all) => new Map(all.flatMap(({ id }) => (jobs.has(id) ? [[id, jobs.get(id).status]] : []))),
  lookUp: async (id, abort) => {
    asked.push([id, config.token]);
    if (id === 'fake:slow') return new Promise((_, fail) => abort.addEventListener('abort', () => fail(abort.reason)));
    return jobs.has(id) ? { job: jobs.get(id).job, name: 'known' } : undefined;
  },
  logs: ({ id }) => ({
    async *sources() {
      const read = (offset, length) => Buffer.from(jobs.get(id).text).subarray(offset, offset + length);
      yield bytesSource({ id: id + '.log', read, ended: () => jobs.get(id).status.state !== 'running' }, { now });
    },
  }),
  submission: {
    async submit({ command: [text, state] }, key) {
      if (state === 'refused') throw Object.assign(new Error('no such queue: ' + config.queue), { name: 'RefusedError' });
      return begin('fake:' + (jobs.size + 1), text, state, key);
    },
    find: async (key) => ({
      jobs: [...jobs.values()].filter((one) => one.key === key).map(({ job }) => job),
      complete: true,
      asOf: now(),
    }),
  },
});
export const platform = definePlugin({
  name: 'fake-platform',
  components: [
    defineComponent({
      kind: 'adapter',
      class_name: 'FakeAdapter',
      summary: 'Jobs that live in this script.',
      secrets: ['token'],
      config: {
        type: 'object',
        additionalProperties: false,
        required: ['queue'],
        properties: { queue: { type: 'string' }, token: { type: 'string' } },
      },
      create,
    }),
  ],
});
`,
);

const PLATFORM = `const { platform, begin, jobs, asked } = await import('./platform.mjs');
const fake = { plugins: [platform], adapter: { class_name: 'FakeAdapter', queue: 'long', token: 'very-secret-word' } };
`;
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
const kill = (name: string) => JSON.stringify(join(root, 'test/kill', name));

describe('jobs of another program', () => {
  it('a command of this machine is submitted, restarted by a policy that stands in the program, and watched by a loop', async () => {
    const script = logOf(
      'train.mjs',
      `console.log(' iteration ' + process.env.SIGWATCH_ATTEMPT + '/ 100 | lm loss: 2.0E+00 | number of nan iterations: 0 |');
      if (process.env.SIGWATCH_ATTEMPT === '1') { console.log('NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited, attempt 1'); process.exit(1); }`,
    );
    const told = await embed(
      `const restart = { class_name: 'SelectiveRestartPolicy', max_retries: 3, restart_on_error_types: ['nccl'], backoff: { initial: '0s', jitter: 0 } };
      const watched = submit([process.execPath, ${JSON.stringify(script)}], { adapter: 'local', monitor: ${kill('rules.yaml')}, restart, runId: 'submitted' });
      told.types = [];
      for await (const { event_type } of watched) told.types.push(event_type);
      told.result = await watched.done;
      try { await submit(['other'], { adapter: 'local', runId: 'submitted' }).done; } catch (error) { told.again = [error.code, error.message]; }`,
    );
    expect(told.result).toMatchObject({ run_id: 'submitted', restarts: 1, end: { state: 'succeeded' } });
    const types = told.types as string[];
    expect([types[0], types.at(-1)]).toEqual(['attempt_started', 'run_ended']);
    expect(types.filter((type) => type === 'attempt_started')).toHaveLength(2);
    expect(told.again).toEqual(['argument_invalid', 'run submitted has ended (succeeded); choose another runId']);
  });

  it("a job of a plugin's platform is submitted; what is secret of its adapter is kept nowhere", async () => {
    const told = await embed(
      `${PLATFORM}
      const watched = submit([${JSON.stringify(oom)}, 'failed'], { ...fake, monitor: 'default', restart: 'none', runId: 'faked' });
      told.signals = [];
      watched.signals$.subscribe(({ error_type, source }) => told.signals.push([error_type, source]));
      told.result = await watched.done;
      told.status = (await status('fake:1', { ...fake })).state;`,
    );
    expect(told.result).toMatchObject({ end: { state: 'failed' }, job: { id: 'fake:1' } });
    expect(told.signals).toContainEqual(['oom', 'fake:1.log']);
    expect(told.status).toBe('failed');
    const folder = join(logs, 'state/sigwatch');
    const kept = readFileSync(join(folder, 'runs/faked/events.jsonl'), 'utf8');
    expect(kept).toContain('run_started');
    for (const name of ['runs/faked/events.jsonl', 'runs/faked/record.jsonl', 'sigwatch.db'].flatMap(there(folder)))
      expect(readFileSync(name, 'latin1')).not.toContain('very-secret-word');
  });

  it('a platform that refuses the first job ends the run, with its own words', async () => {
    const told = await embed(
      `${PLATFORM}
      const watched = submit(['', 'refused'], fake);
      try { await watched.done; } catch ({ name, code, message }) { told.error = [name, code, message]; }
      told.jobs = jobs.size;`,
    );
    expect(told.error).toEqual(['RefusedError', 'submission_refused', 'no such queue: long']);
    expect(told.jobs).toBe(0);
  });

  it('a job that exists is attached to, and taken up by who attaches again', async () => {
    const told = await embed(
      `${PLATFORM}
      begin('fake:7', '', 'running');
      const first = attach('fake:7', fake);
      const began = new Promise((resolve) => first.events$.subscribe(({ event_type }) => event_type === 'attempt_started' && resolve()));
      await began;
      await first.stop();
      const { run_id } = await first.done;
      Object.assign(jobs.get('fake:7'), { text: ${JSON.stringify(oom)} });
      Object.assign(jobs.get('fake:7').status, { state: 'failed', ended_at: Date.now() });
      const second = attach('fake:7', fake);
      told.states = [];
      second.state$.subscribe((state) => told.states.push(state));
      told.end = (await second.done).end;
      told.same = run_id === (await second.done).run_id;
      told.asked = [...asked];
      try { await attach('fake:8', fake).done; } catch ({ code }) { told.missing = code; }
      try { attach('no job', fake); } catch ({ code, message }) { told.unnamed = [code, message]; }`,
    );
    expect(told).toMatchObject({ same: true, missing: 'job_not_found' });
    expect(told.end).toMatchObject({ state: 'failed', root: { error_type: 'oom' } });
    expect((told.states as string[])[0]).toBe('pending');
    // The second time the run is known by its job.
    expect(told.asked).toEqual([['fake:7', 'very-secret-word']]);
    expect(told.unnamed).toEqual(['argument_invalid', expect.stringContaining('no job names no job')]);
  });

  it('a signal ends what waits for a platform', async () => {
    const told = await embed(
      `${PLATFORM}
      const enough = new AbortController();
      const watched = attach('fake:slow', { ...fake, signal: enough.signal });
      const states = status('fake:slow', { ...fake, signal: enough.signal }).catch(({ message }) => message);
      while (asked.length < 2) await sleep(5);
      enough.abort(new Error('enough'));
      told.result = await watched.done;
      told.status = await states;
      const stopped = attach('fake:slow', fake);
      await stopped.stop();
      told.stopped = (await stopped.done).end ?? 'none';`,
    );
    expect(told.result).toMatchObject({ restarts: 0 });
    expect(told.result).not.toHaveProperty('end');
    expect([told.status, told.stopped]).toEqual(['enough', 'none']);
  });

  it('logs are scanned, and a loop over a watch throws what the watch fails with', async () => {
    const told = await embed(
      `told.found = [];
      for await (const { error_type, line, source } of scan(log)) told.found.push([error_type, line, source === log]);
      const first = watch(log, { stateDir: 'loops', runId: 'one' });
      await new Promise((resolve) => first.events$.subscribe(resolve));
      const second = watch(log, { stateDir: 'loops', runId: 'one' });
      try { for await (const _ of second); } catch ({ code }) { told.code = code; }
      let seen = 0;
      const events = first[Symbol.asyncIterator]();
      await first.stop();
      for await (const _ of events) seen += 1;
      told.ended = seen >= 0;`,
      { LOG: logOf('scanned.log', `fine\n${oom}`) },
    );
    expect(told.found).toEqual([['oom', 2, true]]);
    expect(told).toMatchObject({ code: 'lease_held', ended: true });
  });
});

/** Only files that there are. */
const there = (folder: string) => (name: string) => {
  const path = join(folder, name);
  try {
    readFileSync(path);
    return [path];
  } catch {
    return [];
  }
};
