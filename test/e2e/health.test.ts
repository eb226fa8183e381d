import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { HealthReport } from '@sigwatch/core';
import { health } from 'sigwatch';
import { describe, expect, it } from 'vitest';
import { FakeNvidiaSmi } from '../support/fake-nvidia-smi.js';
import { until, Workshop } from './workshop.js';

/** A workshop in whose PATH a stand-in for nvidia-smi is. */
function withGpus() {
  const shop = new Workshop();
  const smi = new FakeNvidiaSmi(shop.directory);
  const env = { PATH: `${dirname(smi.path)}${delimiter}${process.env.PATH}` };
  return { shop, smi, env };
}
const parsed = (text: string): HealthReport => JSON.parse(text);

describe('sigwatch health of this machine', () => {
  it('tells GPUs that nobody uses as healthy, and the shape that others read', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.tells([{}, {}]);
    const { code, out } = await shop.cli(['health', '--format', 'json'], env);
    const report = parsed(out);
    expect(code).toBe(0);
    expect(report).toMatchObject({ healthy: true, issues: [], gpu: { count: 2, avg_utilization: 0 } });
    expect(report).toMatchObject({ efa: { active: null, transport: 'unknown' }, ray: { gpus_available: null } });
  });

  it('exits with 1 where something is wrong, and says what to do before anything else', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.tells([
      { use: 1, memory: 80_000 },
      { use: 0, memory: 80_000 },
    ]);
    const { code, out } = await shop.cli(['health'], env);
    const lines = out.split('\n');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^not healthy {2}this machine$/);
    expect(lines[1]).toMatch(/^error {8}All GPUs are below 5 % \(1 % on average\)/);
    expect(lines[2]).toMatch(/^remedy {7}Look what the program does/);
    expect(out).toMatch(/GPU 1 of \S+ does nothing, and 98 % of its memory is held by 4001\./);
    expect(out).toMatch(/ 0 {2}1 % {2}78 of 80 GiB {2}41 °C {4}0 {2}NVIDIA H100 80GB HBM3 {2}4000 python/);
  });

  it('exits with 7 where nothing can be read', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.says('NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.\n', 9);
    const { code, out } = await shop.cli(['health', '--format', 'json'], env);
    expect(code).toBe(7);
    expect(parsed(out)).toMatchObject({ healthy: null, gpu: { count: null }, issues: [{ code: 'gpu_unreadable' }] });
  });

  it('asks the nodes that are named, by what is put before their commands', async () => {
    const { shop, smi } = withGpus();
    using _ = shop;
    smi.tells([{ use: 90, memory: 100 }]);
    const path = `env PATH=${dirname(smi.path)}:/bin:/usr/bin`;
    const nodes = ['--node', `gpu-1=${path}`, '--node', `gpu-2=${path}`, '--node', 'gpu-3=no-such-command'];
    const { code, out } = await shop.cli(['health', '--format', 'json', ...nodes]);
    expect(parsed(out).nodes?.map(({ node, gpus, error }) => [node, gpus.length, error])).toEqual([
      ['gpu-1', 1, undefined],
      ['gpu-2', 1, undefined],
      ['gpu-3', 0, "no-such-command can't be run: ENOENT"],
    ]);
    expect(code).toBe(7);
    expect((await shop.cli(['health', '--node', 'nothing'])).err).toContain('--node nothing: give a name');
  });

  it('goes on with --watch, a line each in JSON, until it is interrupted', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.tells([{ use: 90, memory: 100 }]);
    const { child, done } = shop.start(['health', '--watch', '--interval', '200ms', '--format', 'json'], env);
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    await until('two were told', () => out.split('\n').length > 2);
    smi.tells([{ use: 90, memory: 100, ecc: 2 }]);
    await until('errors grow', () => out.includes('gpu_ecc_growing'));
    child.kill('SIGINT');
    const { code } = await done;
    expect(code === 0 || code === 1).toBe(true);
  });

  it('finds the newest whole checkpoint', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.tells([{ use: 90, memory: 100 }]);
    const step = join(shop.directory, 'ckpt', 'checkpoint-40');
    mkdirSync(step, { recursive: true });
    writeFileSync(join(step, 'config.json'), '{}');
    const { out } = await shop.cli(['health', '--format', 'json', '--checkpoint-dir', 'ckpt'], env);
    // It holds no weights, so that nothing could be resumed from it.
    expect(parsed(out).checkpoints).toEqual({ latest_step: null, latest_path: null, age_seconds: null });
  });
});

describe('a run that is supervised', () => {
  it('is measured beside its log, which rules read and a person can ask about', async () => {
    const { shop, smi, env } = withGpus();
    using _ = shop;
    smi.tells([{ use: 97, memory: 70_000 }]);
    const file = shop.file(
      'sigwatch.yaml',
      `run_id: train
adapter: { class_name: ExecAdapter, directory: ${join(shop.directory, 'other side')}, poll_interval_seconds: 1 }
health: { interval: 200ms }
`,
    );
    const nccl = 'gpu-1:7:9 [0] NCCL INFO NET/Socket : Using [0]eth0:10.0.0.1<0>\\n';
    const other = 'gpu-2:7:9 [0] NCCL INFO NET/OFI Selected Provider is efa (found 4 nics)\\n';
    const go = join(shop.directory, 'go');
    const command = [
      'sh',
      '-c',
      `printf '${nccl}${other}step 1 | loss: 2.5\\n'; while [ ! -e "${go}" ]; do sleep 0.1; done`,
    ];
    const run = shop.start(
      ['submit', 'exec', '--config', file, '--restart', 'none', '--format', 'jsonl', '--', ...command],
      env,
    );
    const path = join(shop.state, 'runs', 'train', 'health.jsonl');
    const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parsed) : []);
    const mixed = await until('a measurement of the running job knows the transport', () =>
      lines().find(({ efa, job }) => efa?.transport === 'mixed' && job === 'running'),
    );
    expect(mixed).toMatchObject({
      job: 'running',
      interval_seconds: 0.2,
      gpu: { count: 1, avg_utilization: 97 },
      efa: { active: false, hosts: 2, ranks: { socket: 1, efa: 1 } },
    });
    const asked = await shop.cli(['health', 'train', '--config', file, '--format', 'json'], env);
    expect(parsed(asked.out)).toMatchObject({ job: 'running', gpu: { count: 1 }, efa: { transport: 'mixed' } });
    expect(asked.code).toBe(1);
    writeFileSync(go, '');
    const { code, out } = await run.done;
    expect(code).toBe(0);
    const signals = out.split('\n').filter((line) => line.includes('"signal":"mixed_transport"'));
    expect(signals).toHaveLength(1);
  });
});

describe('the function for embedders', () => {
  it('gives the same report', async () => {
    const { shop, smi } = withGpus();
    using _ = shop;
    smi.tells([{ use: 90, memory: 100 }]);
    const report = await health(undefined, { nvidiaSmi: [smi.path], stateDir: shop.state });
    expect(report).toMatchObject({ healthy: true, gpu: { utilization: [90], memory_used: [100] } });
    await expect(health('nobody', { stateDir: shop.state })).rejects.toMatchObject({ code: 'job_not_found' });
  });
});
