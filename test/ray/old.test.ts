import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { rayAdapter } from '@sigwatch/adapter-ray';
import { describe, expect, it } from 'vitest';
import { Head } from './head.js';
import { oldRayHome } from './ray-home.js';

const home = oldRayHome();

describe.skipIf(home === undefined)('an old Ray', () => {
  it('is made to end a job that waits for its start and does not hear that it is to stop', async () => {
    await using head = await Head.start({ home: home as string });
    const told: string[] = [];
    let later = 0;
    const adapter = rayAdapter({
      ...{ stateDirectory: mkdtempSync(join(head.directory, 'state-')), env: {}, now: () => Date.now() + later },
      settings: { address: head.url, poll_interval_seconds: 1, entrypoint_num_gpus: 4 },
      tell: (sentence) => told.push(sentence),
      logs: () => ({ sources: async function* () {} }),
    });
    const abort = new AbortController().signal;
    const spec = { run_id: 'waits', attempt: 1, cwd: '/', env: {}, command: ['echo', 'never'] };
    const how = { notAfter: Date.now() + 60_000, held: false };
    const job = await adapter.submission!.submit(spec, 'waits/1', how, abort);
    const state = async () => (await adapter.status([job], abort)).get(job.id);
    await adapter.cancel!(job, abort);
    expect(await state()).toMatchObject({ state: 'pending' });
    later = 20_000;
    await adapter.cancel!(job, abort);
    expect(told).toEqual(['sigwatch-waits-1 did not stop, so what it runs in was killed.']);
    await expect.poll(state).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  });
});
