import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memorySource } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { loadMonitors } from '../config/index.js';
import type { Discovery, SigwatchEvent } from '../contract.js';
import { type Ending, replay } from './replay.js';

const NOW = Date.UTC(2026, 0, 1);
const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const monitor = loadMonitors(['default'], { cwd: plugins, packs: readdirSync(plugins).map((name) => plugins + name) });

/** Logs of one job by their names; a line is a second of 12:MM:SS and its text. */
type Logs = Readonly<Record<string, readonly (readonly [second: number, text: string])[]>>;

function sourcesOf(logs: Logs): Discovery {
  const noon = Date.UTC(2025, 5, 1, 12);
  const sources = Object.entries(logs).map(([id, lines]) => {
    const source = memorySource(id, () => NOW);
    for (const [second, text] of lines)
      source.append(`${new Date(noon + second * 1000).toISOString().slice(0, 23).replace('T', ' ')} ${text}\n`);
    source.end();
    return source;
  });
  return {
    sources: async function* () {
      yield* sources;
    },
  };
}

async function rootOf(logs: Logs, ending?: Ending) {
  const events: SigwatchEvent[] = [];
  for await (const event of replay({
    run_id: 'r',
    logs: sourcesOf(logs),
    monitor,
    now: () => NOW,
    ...(ending && { ending }),
  }))
    events.push(event);
  const closed = events.filter(({ event_type, data }) => event_type === 'incident_closed' && data.ignored === false);
  expect(closed).toHaveLength(1);
  return closed[0]?.data as { readonly root: SigwatchEvent['data']; readonly [key: string]: unknown };
}

const failed = (more: Partial<Ending['status']> = {}): Ending => ({
  status: { job: { id: 'slurm:7', incarnation: '1' }, state: 'failed', exit_code: 1, ...more },
});
const steps = (rank: number) => [1, 2, 3].map((n) => [n * 10, `[rank${rank}]: step: ${n} loss: 2.5 lr: 0.1`] as const);
const timedOut = (rank: number) =>
  `[rank${rank}]:[E1] [PG 0 Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE, Timeout(ms)=600000) ran for 600029 milliseconds before timing out.`;
const outOfMemory =
  'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 79.15 GiB of which 1.20 GiB is free.';

describe('of one log per rank', () => {
  const eight = (after: number): Logs =>
    Object.fromEntries(
      Array.from({ length: 8 }, (_, rank) => [
        `rank_${rank}.log`,
        [...steps(rank), rank === 3 ? ([40, outOfMemory] as const) : ([40 + after + rank, timedOut(rank)] as const)],
      ]),
    );

  it('the rank that ran out of memory is the root, and not the seven that waited ten minutes for it', async () => {
    expect(await rootOf(eight(600), failed())).toMatchObject({
      root: { error_type: 'oom', source: 'rank_3.log', line: 4, category: 'memory' },
      culprit: { rank: 3 },
      confidence: 'high',
      remedy: expect.stringMatching(/^Tried to allocate 2\.00 GiB with 1\.20 GiB free: /),
    });
  });

  it('the lines of the others are told as what the root explains', async () => {
    const told = await rootOf(eight(60), failed());
    expect(told).toMatchObject({ root: { source: 'rank_3.log' } });
    expect(told.explained).toBeGreaterThanOrEqual(8);
    expect(told.explains).toContainEqual({ signal: expect.any(String), source: 'rank_0.log', line: 4 });
    expect(told.explains).toContainEqual({ signal: 'job_failed', source: 'slurm:7', line: 0 });
  });

  it('clocks that differ by some seconds turn nothing around', async () => {
    for (const early of [-5, 5]) {
      const told = await rootOf(
        { 'rank_0.log': [...steps(0), [60, timedOut(0)]], 'rank_1.log': [...steps(1), [60 + early, outOfMemory]] },
        failed(),
      );
      expect(told).toMatchObject({ root: { error_type: 'oom', source: 'rank_1.log' }, culprit: { rank: 1 } });
    }
  });
});

describe('of one log of all ranks', () => {
  const died = '[rank5]: ValueError: the batch has 3 columns and not 4';

  it('the first exception is found though another rank’s line about it is printed first', async () => {
    const told = await rootOf(
      {
        'job.out': [
          ...steps(0),
          [40.1, timedOut(0)],
          [40.3, died],
          [40.4, '[rank0]: torch.distributed.elastic.multiprocessing.errors.ChildFailedError: '],
        ],
      },
      failed(),
    );
    expect(told).toMatchObject({ root: { error_type: 'exception', line: 5 }, culprit: { rank: 5 } });
    expect(told.first).toMatchObject({ line: 4 });
  });

  it('a line that two ranks have torn is still a failure, and of nobody by name', async () => {
    const torn = `[rank0]: step: 4 loss: 2.4 [rank3]: ${outOfMemory}`;
    const told = await rootOf({ 'job.out': [...steps(0), [40, torn], [640, timedOut(0)]] }, failed());
    expect(told).toMatchObject({ root: { error_type: 'oom', line: 4 } });
    expect(told.culprit).toBeUndefined();
  });

  it('a data worker that was killed on one rank outranks what the others say of it', async () => {
    const told = await rootOf(
      {
        'job.out': [
          ...steps(0),
          [40, '[rank2]: RuntimeError: DataLoader worker (pid 4711) is killed by signal: Killed. '],
          [
            41,
            '[rank0]: RuntimeError: [../third_party/gloo/gloo/transport/tcp/pair.cc:525] Connection closed by peer [10.0.0.2]:1234',
          ],
          [641, timedOut(1)],
        ],
      },
      failed(),
    );
    expect(told).toMatchObject({ root: { line: 4 }, culprit: { rank: 2 } });
  });
});

describe('of a kernel’s log beside the program’s', () => {
  const xid = 'node07 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=4711, GPU has fallen off the bus.';
  const remote = (rank: number) =>
    `[rank${rank}]: torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:2251, remote process exited or there was a network error, NCCL version 2.21.5`;

  it('the GPU that fell off the bus is the root, and its node is named', async () => {
    const told = await rootOf(
      {
        'node07.kern.log': [[38, xid]],
        'job.out': [...steps(0), [40, remote(0)], [40.2, remote(4)], [641, timedOut(1)]],
      },
      failed({ nodes: ['node06', 'node07'] }),
    );
    expect(told).toMatchObject({
      root: { error_type: 'hardware', source: 'node07.kern.log' },
      culprit: { node: 'node07', gpu: '0000:3b:00' },
      remedy: expect.stringMatching(/^Take the node of GPU 0000:3b:00 out of service .*\(Xid 79\)/),
    });
  });
});
