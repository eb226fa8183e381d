import { discoveryOf, memorySource, virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { Discovery } from '../contract.js';
import { logsOf } from './logs.js';
import type { RunContext } from './options.js';
import { newSnapshot } from './snapshot.js';

const clock = virtualClock();
const one = memorySource('own', clock.now);
const other = memorySource('shared', clock.now);
const failing: Discovery = {
  sources: () => {
    throw new Error('the mount is stale');
  },
};
/** Hears no abort. */
const deaf: Discovery = {
  async *sources() {
    yield other;
    await new Promise(() => {});
  },
};

async function found(own: () => Discovery, shared: () => Discovery) {
  const monitor = { output_paths: [] };
  const run = { adapter: { logs: own }, logs: shared, sources: [], deps: clock, monitor } as unknown as RunContext;
  const snapshot = { ...newSnapshot('run', 0), job: { id: 'x:1' as const, incarnation: 'a' } };
  const abort = new AbortController();
  const names: string[] = [];
  const read = async () => {
    for await (const source of logsOf(run, { snapshot, directory: '/runs/run', tracks: new Map() }).sources(
      abort.signal,
    ))
      names.push(source.id);
  };
  const end = read().then(
    () => 'ended',
    (error: Error) => error.message,
  );
  await clock.advance(2_000);
  abort.abort();
  return { names, end: await end };
}

describe('the logs of an attempt', () => {
  it('are those of the job and the shared ones', async () => {
    expect(
      await found(
        () => discoveryOf(one),
        () => discoveryOf(other),
      ),
    ).toEqual({ names: ['own', 'shared'], end: 'ended' });
  });

  it('a discovery that fails does not hide what the other finds', async () => {
    expect(
      await found(
        () => discoveryOf(one),
        () => failing,
      ),
    ).toEqual({ names: ['own'], end: 'the mount is stale' });
    const thrown = () => {
      throw new Error('no such job');
    };
    expect(await found(thrown, () => deaf)).toEqual({ names: ['shared'], end: 'no such job' });
    expect(clock.pending()).toBe(0);
  });

  it('end at the abort, whether the discovery hears it or not', async () => {
    expect(
      await found(
        () => discoveryOf(one),
        () => deaf,
      ),
    ).toEqual({ names: ['own', 'shared'], end: 'ended' });
  });
});
