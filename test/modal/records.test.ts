import { fileURLToPath } from 'node:url';
import { errorRecordSchema, type RunRecord, runRecordSchema } from '@sigwatch/core';
import { Ajv } from 'ajv';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { standIn } from './stand-in.js';

const jobs = fileURLToPath(new URL('./jobs/', import.meta.url));
const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const ajv = new Ajv({ strict: false });
const check = { summary: ajv.compile(runRecordSchema), error: ajv.compile(errorRecordSchema) };
let server: ModalServer;
standIn((started) => {
  server = started;
});

const inside = { NODE: process.execPath, SIGWATCH: bin };
const train = (name: string, ...args: string[]) =>
  server.modal(['run', '--detach', '--name', name, 'records.py::train', ...args], { cwd: jobs, env: inside });
const appOf = async (name: string): Promise<string> =>
  (await server.state()).apps.find(({ description }) => description === name)?.id ?? '';

/** What `sigwatch report` says, from a machine that knows the app's id alone. */
async function report(app: string, ...args: string[]) {
  const argv = ['report', `modal:${app}`, ...args, '--state-dir', `${server.directory}/state`, '--no-config'];
  const answer = await execa(process.execPath, [bin, ...argv], {
    ...{ cwd: server.directory, env: server.env, extendEnv: false, reject: false, stdin: 'ignore' },
  });
  return { code: answer.exitCode, out: answer.stdout, err: answer.stderr };
}
const volume = ['--volume', 'outputs:/logs/monitor'];

describe('sigwatch in a container', () => {
  it('keeps records on the Volume, and they are fetched and printed outside', async () => {
    const ran = await train('died', '--how', 'oom');
    expect(ran.stdout).toContain('The job begins without a GPU that nvidia-smi could tell of.');
    const app = await appOf('died');

    const json = await report(app, ...volume, '--format', 'json');
    expect(json.err).toBe('');
    const { runs } = JSON.parse(json.out) as { runs: { summary: RunRecord; last_events: object[] }[] };
    expect(runs).toHaveLength(1);
    const { summary, last_events } = runs[0] as (typeof runs)[number];
    expect(check.summary(summary), JSON.stringify(check.summary.errors)).toBe(true);
    for (const one of summary.errors) expect(check.error(one), JSON.stringify(check.error.errors)).toBe(true);
    expect(summary).toMatchObject({
      training: { script: 'train', status: 'failed', steps_completed: 40 },
      environment: { platform: 'modal', app, region: 'us-east-1', environment: 'main' },
      gpu_check: { result: 'none', gpus: 0 },
      gpu_stats: { samples: 40, first: { allocated_mb: 20400 }, last: { allocated_mb: 36000, total_mb: 40960 } },
    });
    expect(summary.environment?.task).toMatch(/^ta-/);
    expect(summary.gpu_stats.leak.suspected).toBe(true);
    expect(summary.errors[0]).toMatchObject({ category: 'memory', severity: 'fatal', diagnosis: 'oom' });
    expect(summary.errors[0]?.suggestion).not.toBe('');
    expect(last_events.at(-1)).toMatchObject({ event_type: 'run_ended' });
    expect(json.out).not.toContain('identity-token');

    const text = await report(app, ...volume);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/: failed after /);
    expect(text.out).toMatch(/\nWhere\n {2}modal\n {4}app +ap-/);
    expect(text.out).toMatch(/\nMemory of GPUs\n {2}40 samples\n/);
    expect(text.out).toMatch(/\nLast words\n {2}step 40, heard of last at 20.*\n {4}error +oom \(memory, fatal\)/);
    expect(text.out).toContain('RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB');
  });

  it('has told the Volume what it knew before its container vanished', async () => {
    const args = ['run', '--detach', '--name', 'vanished', 'records.py::train', '--how', 'hang'];
    const env = { ...server.env, ...inside };
    const client = execa(server.client, args, { cwd: jobs, env, extendEnv: false, reject: false, stdin: 'ignore' });
    await eventually('no step of it in the Volume', async () => {
      const app = await appOf('vanished');
      const { out } = await report(app, ...volume, '--format', 'json');
      return out !== '' && JSON.parse(out).runs.at(-1)?.summary.training.steps_completed > 0;
    });
    const app = await appOf('vanished');
    await server.control('vanish', { app });
    client.kill();
    await client;
    const { out, code } = await report(app, ...volume);
    expect(code).toBe(0);
    expect(out).toMatch(/: running for /);
    expect(out).toMatch(/\nLast words\n {2}step \d+, heard of last at /);
  });

  it('goes on where the Volume can not be written, and says where the records are', async () => {
    const ran = await train('elsewhere', '--folder', '/proc/outputs');
    expect(ran.stdout).toMatch(
      /The records can't be written to \/proc\/outputs: .* They are kept in \S+\/logs\/monitor\./s,
    );
    expect(ran.stdout).toMatch(/sigwatch ended with 0/);
  });
});

describe('a report that can not be made says what to do', () => {
  it.each<[string, string[], RegExp]>([
    ['no Volume is named', [], /no run here has the job modal:ap-other, .* --volume NAME:\/PATH/],
    [
      'there is no such Volume',
      ['--volume', 'nothing:/logs'],
      /nothing:\/logs: modal volume ls .* --volume NAME:\/PATH/,
    ],
    [
      'no record is of the app',
      volume,
      /no record in outputs:\/logs\/monitor is of ap-other: there are summary_train_/,
    ],
  ])('%s', async (_, args, words) => {
    const { code, out, err } = await report('ap-other', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(words);
  });
});
