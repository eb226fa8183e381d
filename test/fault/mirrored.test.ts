import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type Deps,
  type Discovery,
  type JobAdapter,
  type LogSource,
  mirroredSource,
  type RemoteLog,
  type RemotePart,
} from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  monitor,
  type Scripts,
  steps,
  succeeds,
  World,
} from './supervise-scenario.js';

// Some live dozens of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const quick = monitor({ inactivity_threshold_seconds: 120 });
let directory = '';

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sigwatch-mirrored-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** How a connection goes: after how many parts it is lost, and the size of each. */
interface Weather {
  readonly parts: number;
  readonly size: number;
  /** From then on (ms after the beginning) until then nobody answers. */
  readonly out?: readonly [from: number, to: number];
}

/** A log of the platform as another machine would send it: in parts that end anywhere, over connections that are lost. */
function remoteOf(source: LogSource, clock: Deps, { parts, size, out = [0, 0] }: Weather, began: number): RemoteLog {
  const isOut = () => clock.now() >= began + out[0] && clock.now() < began + out[1];
  return {
    async *read(offset, { follow }, abort): AsyncGenerator<RemotePart> {
      let heard = () => {};
      const cursor = { path: '', inode: '', head: '', tail: '', offset: 0, generation: 0, seen: [] };
      await using reader = await source.open(cursor, abort, () => heard());
      const into = Buffer.alloc(1 << 16);
      let log = Buffer.alloc(0);
      let at = offset;
      for (let part = 0; !abort.aborted; part += 1) {
        if (isOut()) throw new Error('no route to host');
        if (part === parts) throw new Error('connection reset by peer');
        const as_of = clock.now();
        const read = await reader.read(into);
        if (read.kind === 'data') log = Buffer.concat([log, into.subarray(0, read.bytes)]);
        const bytes = log.subarray(at, at + size);
        at += bytes.length;
        const isAll = read.kind !== 'data' && at >= log.length;
        yield { bytes, ...(isAll ? { as_of } : {}) };
        if (!isAll) continue;
        if (!follow) return;
        await new Promise<void>((resolve) => {
          heard = () => {
            cancel();
            abort.removeEventListener('abort', heard);
            resolve();
          };
          const cancel = clock.schedule(clock.now() + 20_000, heard);
          abort.addEventListener('abort', heard);
        });
      }
    },
  };
}

/** Every log of a job is copied to this disk, and the copy is read. */
function copied(weather: Weather) {
  const beginnings = new WeakMap<object, number>();
  return (adapter: JobAdapter, clock: Deps): JobAdapter => {
    const began = beginnings.get(clock) ?? clock.now();
    beginnings.set(clock, began);
    // A folder for each world: its lives go on in the copies of those before.
    const folder = path.join(directory, String(worlds.get(clock) ?? worlds.set(clock, worlds.size).get(clock)));
    return {
      ...adapter,
      logs: (job): Discovery => ({
        async *sources(abort) {
          for await (const source of adapter.logs(job).sources(abort))
            yield mirroredSource({
              id: source.id,
              path: path.join(folder, Buffer.from(source.id).toString('hex')),
              remote: remoteOf(source, clock, weather, began),
              deps: clock,
            });
        },
      }),
    };
  };
}
const worlds = new Map<object, number>();

async function whole(scripts: Scripts, weather?: Weather): Promise<World> {
  const world = new World({ scripts, monitor: quick, ...(weather && { adapter: copied(weather) }) });
  await world.run();
  checkRun(world, JSON.stringify(weather));
  expect(world.clock.pending(), 'timers are left').toBe(0);
  return world;
}

const nccl = [steps(1, 50), ...dies('nccl')];
const hangs = [steps(1, 5)];

describe('a run whose logs are on another machine', () => {
  it.each<[string, Scripts]>([
    ['fails of nccl, and succeeds', [nccl, succeeds]],
    ['hangs, and succeeds', [hangs, succeeds]],
  ])('%s, as if they were here, however connections go', async (_, scripts) => {
    const here = await whole(scripts);
    for (const weather of [
      { parts: Number.POSITIVE_INFINITY, size: 1 << 16 },
      { parts: 3, size: 7 },
      { parts: 20, size: 64 },
    ])
      expect((await whole(scripts, weather)).story, JSON.stringify(weather)).toEqual(here.story);
  });

  it('is stalled no sooner for the time in which nobody answers', async () => {
    const wait = 20 * 60_000;
    const first = (world: World) => Date.parse(world.of('decision')[0]?.timestamp ?? '');
    const calm = await whole([hangs, succeeds], { parts: Number.POSITIVE_INFINITY, size: 1 << 16 });
    const storm = await whole([hangs, succeeds], { parts: 100, size: 1 << 16, out: [30_000, 30_000 + wait] });
    expect(storm.decisions).toEqual(calm.decisions);
    expect(first(storm) - first(calm)).toBeGreaterThanOrEqual(wait - 60_000);
  });

  it('ends although nobody ever answers again, with what was copied before', async () => {
    const world = await whole([nccl, succeeds], { parts: 100, size: 1 << 16, out: [10_000, 24 * 3_600_000] });
    // Nothing told why the first job failed, so that nothing restarts it.
    expect(world.decisions.slice(0, 1)).toEqual(['1 stop unknown']);
    expect(world.of('progress').map(({ data }) => data.step)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('loses and doubles nothing, whenever sigwatch dies', async () => {
    const scripts: Scripts = [nccl, succeeds];
    const here = await whole(scripts);
    const options = { scripts, monitor: quick, adapter: copied({ parts: 5, size: 40 }) };
    const count = await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        expect(world.story, where).toEqual(here.story);
      },
      6,
    );
    expect(count).toBeGreaterThan(5);
  });
});
