import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memorySource } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { loadMonitors } from '../config/index.js';
import type { Discovery, SigwatchEvent } from '../contract.js';
import { type Ending, replay } from './replay.js';

const NOW = Date.UTC(2026, 0, 1);
const NOON = Date.UTC(2025, 5, 1, 12);
const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const monitor = loadMonitors(['default'], { cwd: plugins, packs: readdirSync(plugins).map((name) => plugins + name) });

type Line = readonly [second: number, text: string];

const DRIVER = 'ray:sub/driver.log';
const WORKER = (pid: number) => `ray:sub/10.0.0.2/worker-${pid}-97ab12.out`;
/** A worker's line in the log of the driver, in Ray's colours. */
const repeated = (pid: number, text: string) => `\x1b[36m(Train pid=${pid}, ip=10.0.0.2)\x1b[0m ${text}`;
const times = (count: number) =>
  `\x1b[32m [repeated ${count}x across cluster] (Ray deduplicates logs by default. Set RAY_DEDUP_LOGS=0 to disable log deduplication, or see https://docs.ray.io/en/master/ray-observability/user-guides/configure-logging.html#log-deduplication for more options.)\x1b[0m`;
const stamped = (second: number, text: string) =>
  `${new Date(NOON + second * 1000).toISOString().slice(0, 23).replace('T', ' ')} ${text}`;
const step = (n: number): Line => [n * 10, stamped(n * 10, `step: ${n}/100 loss: 2.5 lr: 0.1`)];
const inDriver = (pid: number, [second, text]: Line, marker = ''): Line => [second, repeated(pid, text) + marker];

function sourcesOf(logs: Readonly<Record<string, readonly Line[]>>): Discovery {
  return {
    sources: async function* () {
      for (const [id, lines] of Object.entries(logs)) {
        const source = memorySource(id, () => NOW);
        for (const [, text] of lines) source.append(`${text}\n`);
        source.end();
        yield source;
      }
    },
  };
}

const failed: Ending = {
  status: { job: { id: 'ray:sub', incarnation: 'session_1' }, state: 'failed', exit_code: 1 },
};

/** Cut where the job still runs, so that only steps can tell that all is well. */
const healthy: Ending = { status: { job: { id: 'ray:sub', incarnation: 'session_1' }, state: 'running' } };

async function eventsOf(logs: Readonly<Record<string, readonly Line[]>>, ending = failed): Promise<SigwatchEvent[]> {
  const events: SigwatchEvent[] = [];
  for await (const event of replay({ run_id: 'r', logs: sourcesOf(logs), monitor, now: () => NOW, ending }))
    events.push(event);
  return events;
}

const of = (events: readonly SigwatchEvent[], type: SigwatchEvent['event_type']) =>
  events.filter(({ event_type }) => event_type === type).map(({ data }) => data as Record<string, unknown>);

const OOM =
  'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 79.15 GiB';
const oom: Line = [45, stamped(45, OOM)];
const steps = [1, 2, 3, 4].map(step);

describe('lines of workers that the driver repeats', () => {
  const worker = [...steps, oom];
  const driver = worker.map((line) => inDriver(31, line));

  it('are one incident with one root, wherever both are read', async () => {
    const events = await eventsOf({ [DRIVER]: driver, [WORKER(31)]: worker });
    expect(of(events, 'incident_opened')).toHaveLength(1);
    const closed = of(events, 'incident_closed');
    expect(closed).toHaveLength(1);
    expect(closed[0]).toMatchObject({ ignored: false, root: { error_type: 'oom' }, culprit: { node: '10.0.0.2' } });
    expect(of(events, 'decision')).toHaveLength(1);
  });

  it('lead to the same whichever is read alone', async () => {
    for (const logs of [{ [DRIVER]: driver }, { [WORKER(31)]: worker }]) {
      const closed = of(await eventsOf(logs), 'incident_closed');
      expect(closed).toHaveLength(1);
      expect(closed[0]).toMatchObject({ root: { error_type: 'oom' }, culprit: { node: '10.0.0.2' } });
    }
  });

  it.each([1, 2])('count no step twice: only two disprove a failure, and there are %s', async (count) => {
    const later = [5, 6].slice(0, count).map(step);
    const workers = { [WORKER(31)]: [...worker, ...later], [WORKER(32)]: [...steps, ...later] };
    const all = { ...workers, [DRIVER]: [...driver, ...later.map((line) => inDriver(31, line))] };
    const [alone, both] = [await eventsOf(workers, healthy), await eventsOf(all, healthy)];
    const told = (events: readonly SigwatchEvent[]) =>
      of(events, 'incident_closed').map(({ ignored, mode }) => ({ ignored, mode }));
    const disproved = count === 1 ? [] : [{ ignored: true, mode: 'crash' }];
    expect(told(alone)).toEqual(disproved);
    expect(told(both)).toEqual(disproved);
    const firsts = (events: readonly SigwatchEvent[]) => new Set(of(events, 'progress').map(({ step: n }) => n));
    expect(firsts(both)).toEqual(firsts(alone));
    expect(of(both, 'run_ended')).toMatchObject([{ final_step: 4 + count }]);
  });
});

describe("Ray's marker of repetitions", () => {
  it('hides no failure and makes no more of it', async () => {
    const lines = [...steps.map((line) => inDriver(31, line)), inDriver(31, oom, times(7))];
    const marked = of(await eventsOf({ [DRIVER]: lines }), 'signal').filter(({ error_type }) => error_type === 'oom');
    const plain = [...steps.map((line) => inDriver(31, line)), inDriver(31, oom)];
    const bare = of(await eventsOf({ [DRIVER]: plain }), 'signal').filter(({ error_type }) => error_type === 'oom');
    expect(marked).toHaveLength(bare.length);
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.map(({ signal, fields }) => [signal, fields])).toEqual(
      bare.map(({ signal, fields }) => [signal, fields]),
    );
  });

  it('is no part of a step', async () => {
    const lines = [inDriver(31, step(1)), inDriver(31, step(4), times(6)), inDriver(31, step(5), times(2))];
    const progress = of(await eventsOf({ [DRIVER]: lines }), 'run_ended');
    expect(progress[0]).toMatchObject({ final_step: 5 });
  });
});
