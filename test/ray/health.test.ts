import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HealthReport } from '@sigwatch/core';
import { health } from 'sigwatch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeGpu, FakeNvidiaSmi } from '../support/fake-nvidia-smi.js';
import { Head } from './head.js';
import { RayWorkshop } from './ray-workshop.js';

/** Ray counts GPUs that are not there; what they do is told by a stand-in for nvidia-smi. */
let head: Head;
beforeAll(async () => {
  head = await Head.start({ gpus: 2 });
});
afterAll(async () => {
  await head?.[Symbol.asyncDispose]();
});

const BUSY: readonly FakeGpu[] = [
  { use: 97, memory: 70_112 },
  { use: 95, memory: 70_112 },
];
const IDLE: readonly FakeGpu[] = [
  { use: 0, memory: 70_112 },
  { use: 1, memory: 70_112 },
];

/** Two nodes, each reached through a prefix as `kubectl exec POD --` is one, with the stand-in in their PATH. */
class Clinic extends RayWorkshop {
  readonly smi = new FakeNvidiaSmi(this.directory);

  constructor(more = '') {
    super(head);
    const through = this.file('through.sh', `PATH='${join(this.smi.path, '..')}':"$PATH" exec "$@"\n`);
    const places = ['pod-a', 'pod-b'].map((node) => `{ node: ${node}, prefix: [sh, '${through}'] }`);
    this.#settings(`, exec: [${places.join(', ')}]`, more);
  }

  #settings(adapter: string, more: string): void {
    this.file(
      'sigwatch.yaml',
      `adapter: { class_name: RayAdapter, address: '${head.url}', poll_interval_seconds: 1${adapter} }\n${more}`,
    );
  }

  /** A job that trains for a long time, submitted past sigwatch. */
  async byHand(id: string, entrypoint: string, more: object = {}): Promise<void> {
    await head.ask('/api/jobs/', { submission_id: id, entrypoint, ...more });
    await expect.poll(async () => JSON.parse((await head.ask(`/api/jobs/${id}`)).text).status).toBe('RUNNING');
  }

  async report(...words: readonly string[]): Promise<HealthReport> {
    return JSON.parse((await this.verb('health', ...words, '--format', 'json')).out);
  }

  /** Without the check that comes before them. */
  measurements(run_id: string): readonly HealthReport[] {
    const text = readFileSync(join(this.state, 'runs', run_id, 'health.jsonl'), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter(({ sigwatch }) => sigwatch === 'health');
  }
}

const RULES = fileURLToPath(new URL('../../plugins/health/monitoring/gpu_use.yaml', import.meta.url));
const stop = (id: string) => head.ask(`/api/jobs/${id}/stop`, {});
const GPUS = { entrypoint_num_gpus: 2 };

it('a job with GPUs that work is healthy: each number, by node and in all', async () => {
  using shop = new Clinic();
  shop.smi.tells(BUSY);
  const nccl = 'echo "pod-a:1:2 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa (found 4 nics)"';
  await shop.byHand('works', `${nccl}; echo "pod-b:1:2 [0] NCCL INFO Using network AWS Libfabric"; sleep 600`, GPUS);
  // Ray counts what it has given away each few seconds.
  await expect.poll(async () => (await shop.report('ray:works')).ray.gpus_used).toBe(2);
  const ran = await shop.verb('health', 'ray:works', '--format', 'json');
  const report: HealthReport = JSON.parse(ran.out);
  expect(report.gpu).toMatchObject({ count: 4, utilization: [97, 95, 97, 95], avg_utilization: 96, unreadable: 0 });
  expect(report.gpu.memory_used).toEqual([70_112, 70_112, 70_112, 70_112]);
  expect(report.gpu.processes.map(({ node, gpu, pid }) => [node, gpu, pid])).toEqual([
    ['pod-a', 0, 4000],
    ['pod-a', 1, 4001],
    ['pod-b', 0, 4000],
    ['pod-b', 1, 4001],
  ]);
  expect(report.ray).toMatchObject({ gpus_available: 2, gpus_used: 2, cpus_available: 4, pending: 0, dead_nodes: 0 });
  expect(report).toMatchObject({ job: 'running', checkpoints: { latest_step: null, age_seconds: null } });
  expect(report).toMatchObject({ issues: [], healthy: true, efa: { active: true, transport: 'efa', hosts: 2 } });
  expect(ran.code).toBe(0);
  await stop('works');
});

it('who asks often is told the same, with the code of the last look, until it is enough', async () => {
  using shop = new Clinic();
  shop.smi.tells(BUSY);
  await shop.byHand('watched', 'sleep 600', GPUS);
  const watching = shop.start([
    ...['health', 'ray:watched', '--watch', '--interval', '1s', '--format', 'json', ...shop.config],
    ...['--state-dir', shop.state],
  ]);
  let out = '';
  watching.child.stdout.on('data', (data) => {
    out += data;
  });
  const told = (): HealthReport[] =>
    out
      .slice(0, out.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  await expect.poll(() => told().length).toBeGreaterThan(1);
  shop.smi.tells(IDLE);
  await expect.poll(() => told().at(-1)?.healthy).toBe(false);
  watching.child.kill('SIGINT');
  expect((await watching.done).code).toBe(1);
  expect(
    told()
      .at(-1)
      ?.issues.map(({ code }) => code),
  ).toContain('gpu_idle');
  await stop('watched');
});

it('a job that was submitted without GPUs can not see those that are free: why, and what to do', async () => {
  using shop = new Clinic();
  shop.smi.tells(IDLE);
  await shop.byHand('blind', 'sleep 600');
  await expect.poll(async () => (await shop.report('ray:blind')).ray.gpus_used).toBe(0);
  const pretty = await shop.verb('health', 'ray:blind');
  expect(pretty.code, pretty.err).toBe(1);
  expect(pretty.out).toMatch(
    /none of its 2 GPUs away: what did not ask for GPUs can't see them\.\n.*entrypoint_num_gpus/,
  );
  expect(pretty.out).toMatch(/cluster +0 of 2 GPUs given away/);
  // Where nobody could look at them it is only a warning, and health is not known.
  shop.smi.says("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", 9);
  const unread = await shop.verb('health', 'ray:blind', '--format', 'json');
  expect(unread.code).toBe(7);
  const report: HealthReport = JSON.parse(unread.out);
  expect(report).toMatchObject({ healthy: null, gpu: { count: null, avg_utilization: null } });
  expect(report.issues.map(({ code, severity }) => [code, severity])).toEqual(
    expect.arrayContaining([
      ['gpus_not_visible', 'warning'],
      ['gpu_unreadable', 'warning'],
    ]),
  );
  expect(
    await health('ray:blind', {
      adapter: { class_name: 'RayAdapter', address: head.url },
      stateDir: shop.state,
      env: {},
    }),
  ).toMatchObject({
    job: 'running',
    ray: { gpus_available: 2 },
  });
  await stop('blind');
});

it('a run is measured beside its log: it is warned of GPUs that it can not see, and goes on', async () => {
  using shop = new Clinic('health: { interval: 1s }\n');
  shop.smi.tells(IDLE);
  const monitor = shop.file('rules.yaml', 'defaults: [default, _self_]\nclass_name: LogMonitor\n');
  const flags = ['--monitor', monitor, ...shop.policy('')];
  const enough = join(shop.directory, 'enough');
  const command = shop.python(`
import itertools, os, time
for i in itertools.count(1):
    print(f"iteration {i}/100000 | loss: {1 / i:.4f}")
    if os.path.exists("${enough}"): break
    time.sleep(0.25)
`);
  const run = shop.submits('unseen', command, flags);
  await run.until('it is warned', (told) => told.signals('gpus_not_visible').length > 0, 120);
  await expect.poll(() => shop.measurements('unseen').length).toBeGreaterThan(5);
  shop.file('enough', '');
  const told = await run.done;
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0 });
  const signals = told.signals('gpus_not_visible');
  expect(signals.map(({ data }) => [data.kind, data.text])).toEqual([
    ['warning', expect.stringMatching(/all 2 GPUs of the cluster are free: it was submitted without any/)],
  ]);
  const lines = shop.measurements('unseen');
  expect(lines.length).toBeGreaterThan(5);
  expect(
    lines.every(
      ({ sigwatch, job, interval_seconds }) => sigwatch === 'health' && job === 'running' && interval_seconds === 1,
    ),
  ).toBe(true);
});

it('a run whose GPUs fall idle without a step is suspected of a stall, and what its ranks said is measured', async () => {
  using shop = new Clinic('health: { interval: 1s }\n');
  shop.smi.tells(BUSY);
  // The shipped rules, with seconds for minutes.
  const rules = readFileSync(RULES, 'utf8').replaceAll('for: 10m', 'for: 8s');
  const monitor = shop.file('rules.yaml', `defaults: [default, _self_]\n${rules}`);
  const nccl = 'echo pod-a:1:2 [0] NCCL INFO Using network Socket; echo pod-b:1:2 [0] NCCL INFO Using network Socket';
  const train = shop.train('--fail', 'hang', '--fail-at', '20', '--steps', '60', '--seconds', '0.2').join(' ');
  const run = shop.submits('idles', ['sh', '-c', `${nccl}; exec ${train}`], ['--monitor', monitor]);
  await run.until('it has trained', (told) => told.of('progress').some(({ data }) => Number(data.step) >= 18));
  await expect.poll(() => shop.measurements('idles').at(-1)?.gpu.avg_utilization).toBe(96);
  shop.smi.tells(IDLE);
  await run.until('it is suspected', (told) => told.of('incident_opened').length === 1);
  await shop.verb('stop', 'idles');
  const told = await run.done;
  expect(told.of('incident_opened').map(({ data }) => [data.mode, (data.root as { signal: string }).signal])).toEqual([
    ['stall', 'gpu_idle'],
  ]);
  const lines = shop.measurements('idles');
  expect(lines.map(({ efa }) => efa.transport)).toContain('socket');
  expect(lines.at(-1)?.efa).toMatchObject({ transport: 'socket', hosts: 2, ranks: { socket: 2 } });
});

it('who takes a run up again knows what its ranks have said before', async () => {
  using shop = new Clinic('health: { interval: 1s }\n');
  shop.smi.tells(BUSY);
  const nccl = 'echo pod-a:1:2 [0] NCCL INFO Using network IB; echo pod-b:1:2 [0] NCCL INFO Using network IB';
  const train = shop.train('--steps', '10000').join(' ');
  const first = shop.submits('again', ['sh', '-c', `${nccl}; exec ${train}`]);
  await first.until('it is measured', () => {
    try {
      return shop.measurements('again').some(({ efa }) => efa.transport === 'ib');
    } catch {
      return false;
    }
  });
  first.child.kill('SIGKILL');
  await first.done;
  const before = shop.measurements('again').length;
  const second = shop.watching('run', ['--run-id', 'again', ...shop.config]);
  await expect.poll(() => shop.measurements('again').length).toBeGreaterThan(before + 1);
  expect(shop.measurements('again').at(-1)?.efa).toMatchObject({ transport: 'ib', hosts: 2 });
  await shop.verb('stop', 'again');
  await second.done;
});
