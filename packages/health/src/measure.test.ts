import { getEventListeners } from 'node:events';
import type { Deps, Executed } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { eightBusy, lost, oldDriver } from './gpu/smi.fixture.js';
import { measure } from './measure.js';

/** Time that only the test moves. */
class Clock implements Deps {
  #now = Date.UTC(2026, 2, 1, 12);
  #waiting: { at: number; wake: () => void }[] = [];
  now = () => this.#now;
  schedule = (at: number, wake: () => void) => {
    const one = { at, wake };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  };
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
  get waiting(): number {
    return this.#waiting.length;
  }
}

const never = new AbortController().signal;
const deps = new Clock();
const onNode = (answers: (command: string) => Partial<Executed>) => async (command: readonly string[]) => [
  { node: 'gpu-1', output: '', exit_code: 0, ...answers(command.join(' ')) },
];

it('asks for GPUs, programs and the kernel, and puts them together', async () => {
  const exec = onNode((command) => {
    if (command.includes('--query-gpu')) return { output: eightBusy };
    if (command.includes('compute-apps'))
      return { output: 'GPU-5e6c3a10-0000-4b1e-9f00-000000000002, 4711, python, 70000\n' };
    return { output: '100.0 1.0\n[ 99.0] NVRM: Xid (PCI:0000:3b:00): 94, pid=4711, Contained\n' };
  });
  const report = await measure({ deps, exec, job: 'running' }, never);
  expect(report.gpu).toMatchObject({
    count: 8,
    processes: [{ node: 'gpu-1', gpu: 2, pid: 4711, name: 'python', memory_used: 70000 }],
  });
  expect(report.issues).toMatchObject([{ code: 'gpu_xid', node: 'gpu-1', gpu: 2 }]);
  expect(deps.waiting).toBe(0);
});

it('a part that fails leaves the others', async () => {
  const fails = async () => {
    throw new Error('no route to host');
  };
  const report = await measure(
    {
      ...{ deps, exec: fails, cluster: fails, transport: fails, job: 'running' },
      checkpoint: async () => ({ step: 40, path: '/ckpt/step_40', mtime: deps.now() - 60_000 }),
    },
    never,
  );
  expect(report.issues.map(({ code }) => code)).toEqual(['gpu_unreadable', 'cluster_unreadable']);
  expect(report).toMatchObject({ healthy: null, efa: { active: null, transport: 'unknown' }, gpu: { count: null } });
  expect(report.checkpoints).toEqual({ latest_step: 40, latest_path: '/ckpt/step_40', age_seconds: 60 });
});

it('nothing that can be asked is no health', async () => {
  expect(await measure({ deps }, never)).toMatchObject({ healthy: null, gpu: { count: null, avg_utilization: null } });
});

it('an older driver is asked for what it knows', async () => {
  const row = '0, GPU-cccccccc-1, Tesla K80, 00000000:00:1E.0, 12, 100, 11441, 40\n';
  const exec = onNode((command) => {
    if (command.includes('mig.mode')) return { output: oldDriver, exit_code: 2 };
    return { output: command.includes('--query-gpu') ? row : '' };
  });
  expect((await measure({ deps, exec }, never)).gpu).toMatchObject({ count: 1, utilization: [12], unreadable: 0 });
});

it('a lost GPU beside those that answer is that GPU, and no node that can not be read', async () => {
  const output = eightBusy.split('\n').slice(1).join('\n') + lost;
  const exec = onNode((command) => (command.includes('--query-gpu') ? { output, exit_code: 15 } : {}));
  const report = await measure({ deps, exec, job: 'running' }, never);
  expect(report.gpu).toMatchObject({ count: 8, lost: 1, unreadable: 1 });
  expect(report.issues.map(({ code }) => code)).toEqual(['gpu_lost']);
  expect(report.healthy).toBe(false);
});

it('a part that hangs is given up, and what one that ends late has is taken', async () => {
  const clock = new Clock();
  const exec = async (command: readonly string[], abort: AbortSignal): Promise<Executed[]> => {
    await new Promise((resolve) => abort.addEventListener('abort', resolve, { once: true }));
    return command.join(' ').includes('--query-gpu')
      ? [
          { node: 'gpu-1', output: eightBusy, exit_code: 0 },
          { node: 'gpu-2', output: '' },
        ]
      : [];
  };
  const measuring = measure({ deps: clock, exec, cluster: () => new Promise(() => {}), timeout: 5_000 }, never);
  await clock.pass(5_000);
  await clock.pass(2_000);
  const report = await measuring;
  expect(report.gpu).toMatchObject({ count: 8, unreadable: 1 });
  expect(report.nodes?.[1]).toMatchObject({ node: 'gpu-2', error: 'it did not end in time' });
  expect(report.issues.map(({ code }) => code)).toEqual(['gpu_unreadable', 'cluster_unreadable']);
  expect(clock.waiting).toBe(0);
});

it('a node that hangs does not cost the answer of one with an older driver, which has to be asked twice', async () => {
  const clock = new Clock();
  const row = '0, GPU-cccccccc-1, Tesla K80, 00000000:00:1E.0, 12, 100, 11441, 40\n';
  const exec = async (command: readonly string[], abort: AbortSignal): Promise<Executed[]> => {
    const asked = command.join(' ');
    if (abort.aborted) return [];
    if (!asked.includes('--query-gpu')) return [];
    await new Promise((resolve) => abort.addEventListener('abort', resolve, { once: true }));
    const old = asked.includes('mig.mode') ? { output: oldDriver, exit_code: 2 } : { output: row, exit_code: 0 };
    return [
      { node: 'hangs', output: '' },
      { node: 'old', ...old },
    ];
  };
  const measuring = measure({ deps: clock, exec, timeout: 20_000 }, never);
  for (let seconds = 0; seconds < 22; seconds++) await clock.pass(1_000);
  const { gpu, nodes } = await measuring;
  expect(gpu).toMatchObject({ count: 1, utilization: [12], unreadable: 1 });
  expect(nodes?.map(({ node, error }) => [node, error])).toEqual([
    ['hangs', 'it did not end in time'],
    ['old', undefined],
  ]);
  expect(clock.waiting).toBe(0);
});

it('ends at once when nobody wants it any more', async () => {
  const clock = new Clock();
  const abort = new AbortController();
  const measuring = measure({ deps: clock, exec: () => new Promise(() => {}) }, abort.signal);
  abort.abort(new Error('enough'));
  await expect(measuring).rejects.toThrow('enough');
  expect(clock.waiting).toBe(0);
});

it('a thousand measurements leave nothing behind: no timer, and no listener of who may end them', async () => {
  const clock = new Clock();
  const abort = new AbortController();
  const exec = onNode((command) => ({ output: command.includes('--query-gpu') ? eightBusy : '' }));
  const cluster = async () => {
    throw new Error('no route');
  };
  let previous: Awaited<ReturnType<typeof measure>> | undefined;
  for (let i = 0; i < 1_000; i++) {
    const given = previous === undefined ? {} : { previous };
    previous = await measure({ deps: clock, exec, cluster, job: 'running', ...given }, abort.signal);
    await clock.pass(60_000);
  }
  expect(previous?.gpu.count).toBe(8);
  expect(clock.waiting).toBe(0);
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});
