import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { category, definePack, ofPack, remedy, watch } from './index.js';

it('tells those who embed it what to do about a failure, and of what kind it is', () => {
  expect(remedy('oom')).toMatch(/^Reduce the micro batch size/);
  expect(remedy({ error_type: 'oom', fields: { allocation_size: '2.00 GiB', free: '1.20 GiB' } })).toMatch(
    /^Tried to allocate 2\.00 GiB with 1\.20 GiB free: /,
  );
  expect([category('oom'), category({ error_type: 'exception', subsystem: 'dataloader' })]).toEqual([
    'memory',
    'data_loading',
  ]);
});

it('watches by a pack that stands in the program, beside one that comes with sigwatch', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-pack-'));
  const log = join(directory, 'train.log');
  writeFileSync(log, 'loss(3) = 0.5\nloss(4) = nan\nRuntimeError: CUDA out of memory.\n');
  const pack = definePack({
    name: 'mine',
    log_signals: [
      { name: 'mine_step', pattern: '^loss\\((?P<step>\\d+)\\) = (?P<loss>\\S+)', metadata: { kind: 'progress' } },
    ],
  });
  await using run = watch(log, { monitor: ['default', pack], follow: false });
  const losses: number[] = [];
  run.signals$.pipe(ofPack(pack)).subscribe(({ fields }) => losses.push(fields.loss));
  const told: unknown[] = [];
  run.events$.subscribe(({ event_type, data }) => event_type === 'run_started' && told.push(data.monitor));
  const { end } = await run.done;
  expect(losses).toEqual([0.5, Number.NaN]);
  expect(told).toEqual([['default', 'mine']]);
  expect(end?.state).toBe('failed');
  rmSync(directory, { recursive: true });
});
