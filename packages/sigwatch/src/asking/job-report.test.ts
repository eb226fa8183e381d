import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoverFiles, type JobAdapter, type JobStatus, systemDeps } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { loadRules } from '../rules.js';
import { jobReport } from './job-report.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = { id: 'ray:one', incarnation: 's1' } as const;
const rules = loadRules({ monitor: ['megatron_basic'] });

/** A platform that says this of the job, whose log this is. */
function platform(log: string, status: Partial<JobStatus> | Error): JobAdapter {
  const path = join(folder, 'driver.log');
  writeFileSync(path, log);
  return {
    name: 'ray',
    lag: 0,
    async status() {
      if (status instanceof Error) throw status;
      return new Map([[job.id, { job, state: 'running', ...status } as JobStatus]]);
    },
    logs: () => discoverFiles([path], { deps: systemDeps }),
  };
}

const step = (n: number) =>
  ` [2026-03-01 12:00:0${n}] iteration        ${n}/     934 | consumed samples: 256 | elapsed time per iteration (ms): 1000.0 | learning rate: 1.250000E-04 | global batch size:   256 | lm loss: 2.500000E+00 | loss scale: 1.0 | grad norm: 0.750 | number of skipped iterations:   0 | number of nan iterations:   0 |\n`;
const report = (log: string, status: Partial<JobStatus> | Error) =>
  jobReport({ adapter: platform(log, status), config: { class_name: 'x' }, known: { job, name: 'train' } }, rules);

it('tells the state and the last verified step, never a number of the settings', async () => {
  const told = await report(`max_step: 934\ntimestep 99999\n${step(1)}${step(2)}`, { started_at: 0, nodes: ['n1'] });
  expect(told).toMatchObject({
    job: 'ray:one',
    name: 'train',
    state: 'running',
    started_at: '1970-01-01T00:00:00.000Z',
    nodes: ['n1'],
    training: { step: 2, total: 934, loss: 2.5, line: 4 },
  });
  expect(told).not.toHaveProperty('failure');
});

it('of a job that has failed it tells why, and what to do', async () => {
  const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
  const told = await report(step(1) + oom, { state: 'failed', exit_code: 1 });
  expect(told).toMatchObject({ state: 'failed', exit_code: 1, training: { step: 1 }, failure: { error_type: 'oom' } });
  expect(told.failure?.remedy).toMatch(/batch size/);
});

it('where the platform does not answer the log still tells', async () => {
  const told = await report(step(3), new Error('no answer'));
  expect(told).toMatchObject({ state: 'unknown', reason: 'no answer', training: { step: 3 } });
});

it('a job without a log has no step', async () => {
  const told = await report('', { state: 'pending' });
  expect(told).toMatchObject({ state: 'pending', training: null });
});
