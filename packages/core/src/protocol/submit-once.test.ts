import { describe, expect, it } from 'vitest';
import type { Deps, JobAdapter, JobRef } from '../contract.js';
import { CannotSubmitError, intent, type ProtocolState, RefusedError, submitOnce } from './index.js';

const job: JobRef = { id: 'x:1', incarnation: 'i' };
const spec = { run_id: 'r', attempt: 1, command: ['true'], cwd: '/', env: {} };

/** Time that jumps to the next timer as soon as nothing else can go on. */
function jumpingDeps(): Deps {
  let now = 0;
  return {
    now: () => now,
    schedule(at, wake) {
      const timer = setImmediate(() => {
        now = Math.max(now, at);
        wake();
      });
      return () => clearImmediate(timer);
    },
  };
}

function run(submission: Partial<NonNullable<JobAdapter['submission']>>, abort = new AbortController().signal) {
  const log: string[] = [];
  let last: ProtocolState | undefined;
  const adapter: JobAdapter = {
    name: 'x',
    lag: 0,
    status: async () => new Map(),
    logs: () => ({ async *sources() {} }),
    submission: {
      submit: async () => job,
      find: async () => ({ jobs: [], complete: true, asOf: Number.MAX_SAFE_INTEGER }),
      ...submission,
    },
  };
  const end = submitOnce({
    adapter,
    spec,
    state: intent({ key: 'k', attempt: 1 }),
    save(state, { durable }) {
      last = state;
      log.push(`${state.phase}${durable ? ' durable' : ''}`);
    },
    tell: (sentence) => log.push(`tell ${sentence.slice(0, 30)}`),
    deps: jumpingDeps(),
    abort,
  });
  return { end, log, last: () => last };
}

describe('submitOnce', () => {
  it('commits before it submits, and after', async () => {
    const { end, log } = run({
      submit: async () => {
        log.push('submit');
        return job;
      },
    });
    expect(await end).toEqual(job);
    expect(log).toEqual(['submitting durable', 'submit', 'submitted durable']);
  });

  it('touches nothing when the commit fails', async () => {
    let submitted = false;
    const end = submitOnce({
      adapter: {
        name: 'x',
        lag: 0,
        status: async () => new Map(),
        logs: () => ({ async *sources() {} }),
        submission: {
          async submit() {
            submitted = true;
            return job;
          },
          find: async () => ({ jobs: [], complete: true, asOf: 0 }),
        },
      },
      spec,
      state: intent({ key: 'k', attempt: 1 }),
      save() {
        throw new Error('the lease is lost');
      },
      tell() {},
      deps: jumpingDeps(),
      abort: new AbortController().signal,
    });
    await expect(end).rejects.toThrow('the lease is lost');
    expect(submitted).toBe(false);
  });

  it('gives a call that never answers up at its limit, and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    let calls = 0;
    const { end, log } = run({
      submit: (_spec, _key, _how, abort) => {
        calls += 1;
        signal ??= abort;
        return calls === 1 ? new Promise(() => {}) : Promise.resolve(job);
      },
    });
    expect(await end).toEqual(job);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ name: 'TimeLimitError', message: 'submit on x did not answer within 60 s' });
    expect(log.filter((line) => !line.startsWith('tell'))).toEqual([
      'submitting durable',
      'uncertain durable',
      'submitting durable',
      'submitted durable',
    ]);
  });

  it('tries again after a refusal', async () => {
    let calls = 0;
    const { end, log } = run({
      submit: async () => {
        calls += 1;
        if (calls < 3) throw new RefusedError('the partition is down');
        return job;
      },
    });
    expect(await end).toEqual(job);
    expect(log.filter((line) => line.startsWith('refused'))).toHaveLength(2);
  });

  it('ends at once at the abort, in the middle of a call, and can be resumed', async () => {
    const abort = new AbortController();
    const { end, last } = run({ submit: () => new Promise(() => {}) }, abort.signal);
    await Promise.resolve();
    abort.abort(new Error('stopped'));
    await expect(end).rejects.toThrow('stopped');
    expect(last()).toMatchObject({ phase: 'submitting' });
  });

  it('says so when the adapter can not submit', async () => {
    const adapter: JobAdapter = {
      name: 'y',
      lag: 0,
      status: async () => new Map(),
      logs: () => ({ async *sources() {} }),
    };
    const options = {
      adapter,
      spec,
      state: intent({ key: 'k', attempt: 1 }),
      save() {},
      tell() {},
      deps: jumpingDeps(),
    };
    const end = submitOnce({ ...options, abort: new AbortController().signal });
    await expect(end).rejects.toBeInstanceOf(CannotSubmitError);
    await expect(end).rejects.toThrow(/The adapter "y" can't submit jobs/);
  });
});
