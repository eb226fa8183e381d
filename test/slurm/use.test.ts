import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps, until } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 4 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'NCCL error in: x\n';

const summaryOf = (shop: SlurmWorkshop, run_id: string) => {
  const path = join(shop.state, 'runs', run_id, 'summary.json');
  return (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Record<string, unknown>;
};

const ended = (shop: SlurmWorkshop, run_id: string) =>
  until(`${run_id} has ended`, () => summaryOf(shop, run_id).ended_at !== undefined, 240_000);

it.concurrent('left alone it is supervised by the process in the background, and restarted in the environment of its submission', async () => {
  using shop = new SlurmWorkshop(cluster);
  const body = `echo "$SECRET" >> '${shop.directory}/secrets'; [ "$SIGWATCH_ATTEMPT" = 2 ] || { echo '${nccl.trim()}'; exit 1; }`;
  const script = shop.script(body);
  const flags = ['--config', join(shop.directory, 'sigwatch.yaml'), '--state-dir', shop.state, '--run-id', 'a'];
  const submitted = await shop.start(['submit', ...shop.quick(), ...flags, '--detach', 'slurm', script], {
    SECRET: 'of mine',
  }).done;
  expect(submitted).toMatchObject({ code: 0, out: expect.stringMatching(/Process \d+ on \S+ supervises a from here/) });
  expect(submitted.out).toMatch(/submitted slurm:\d+ \(train\.sbatch\), log .*slurm-\d+\.out/);
  await ended(shop, 'a');
  expect(summaryOf(shop, 'a')).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(readFileSync(join(shop.directory, 'secrets'), 'utf8')).toBe('of mine\nof mine\n');
  await until('its environment is forgotten', () => !existsSync(join(shop.state, 'environments', 'a.json')));
});

it.concurrent('a job that somebody submitted by hand is attached to, and submitted anew as it was typed', async () => {
  using shop = new SlurmWorkshop(cluster);
  const go = join(shop.directory, 'go');
  const script = shop.script(
    `echo "$1" >> '${shop.directory}/args'; [ "$SIGWATCH_ATTEMPT" = 2 ] || { until [ -e '${go}' ]; do sleep 0.1; done; echo '${nccl.trim()}'; exit 1; }`,
  );
  const id = (await cluster.run('sbatch', '--parsable', `--chdir=${shop.directory}`, '--nice=5', script, 'one')).trim();
  await cluster.untilState(id, 'RUNNING');
  const config = ['--config', join(shop.directory, 'sigwatch.yaml'), '--state-dir', shop.state];
  const attaching = shop.start(['attach', ...shop.quick(), '--run-id', 'b', `slurm:${id}`, ...config]);
  await until('it is followed', () => summaryOf(shop, 'b').state === 'running');
  shop.file('go', '');
  const attached = await attaching.done;
  expect(attached).toMatchObject({ code: 0 });
  expect(attached.out).toContain(`follows slurm:${id} (train.sbatch)`);
  expect(attached.out).toMatch(new RegExp(`slurm:${id} → slurm:\\d+`));
  expect(readFileSync(join(shop.directory, 'args'), 'utf8')).toBe('one\none\n');
  expect(shop.calls('sbatch', '--nice=5')).toBe(1);
  // By any of its jobs.
  const history = await shop.start(['history', `slurm:${id}`, '--state-dir', shop.state]).done;
  expect(history.out).toMatch(new RegExp(`attempt 2 +slurm:${id} → slurm:\\d+`));
});

it.concurrent('what is typed wrong is told at once, as sbatch tells it, and nothing stays behind that would try again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.script('true');
  const flags = ['--config', join(shop.directory, 'sigwatch.yaml'), '--state-dir', shop.state];
  const typed = (...words: readonly string[]) => shop.start(['submit', ...flags, ...words]).done;
  expect(await typed('slurm', 'no-such.sbatch')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no-such.sbatch: no script of this name'),
  });
  const refused = { code: 2, out: expect.stringMatching(/not submitted: .*nowhere/) };
  expect(await typed('--run-id', 'no', 'slurm', '-p', 'nowhere', script)).toMatchObject(refused);
  expect(summaryOf(shop, 'no').ended_at).toBeDefined();
  expect(await typed('--run-id', 'nos', 'slurm', '--array=0-1', '-p', 'nowhere', script)).toMatchObject(refused);
  expect(shop.calls('sbatch')).toBe(2);
  expect(await typed('slurm', '--help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Usage: sigwatch submit'),
  });
});

it.concurrent('a wrapped script restarts its body within its allocation', async () => {
  using shop = new SlurmWorkshop(cluster);
  // What supervises takes part of the job's memory, of which this cluster gives little where nobody asks.
  const script = shop.trains(['--mem=1000'], { print: steps(1, 3) + nccl, exit: 1 }, { print: steps(4, 6) });
  const wrapped = join(shop.directory, 'wrapped.sbatch');
  expect(
    await shop.start(['slurm', 'wrap', script, '--no-config', ...shop.quick(), '--out', wrapped]).done,
  ).toMatchObject({
    code: 0,
  });
  const cli = join(import.meta.dirname, '../../packages/sigwatch/bin/sigwatch.js');
  const ours = `SIGWATCH_STATE_DIR='${shop.state}' '${process.execPath}' '${cli}' run --no-config`;
  writeFileSync(wrapped, readFileSync(wrapped, 'utf8').replace(/^sigwatch run/m, ours));
  const id = (await cluster.run('sbatch', '--parsable', `--chdir=${shop.directory}`, wrapped)).trim();
  await cluster.until(async () => (await cluster.show(id)).JobState === 'COMPLETED', 180);
  expect(summaryOf(shop, `train.sbatch-${id}-0`)).toMatchObject({ state: 'succeeded', restarts: 1 });
});

it.concurrent('a monitor’s own log is found by the array’s numbers, and its text that ends a run holds here too', async () => {
  using shop = new SlurmWorkshop(cluster);
  const monitor = `log_path_template: '${shop.directory}/own-%A_%a.log'\ntermination_string: all is done\n`;
  const own = `own=own-\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID.log; echo all is done >> "$own"; sleep 600`;
  const script = shop.script(own, ['--output=/dev/null']);
  const told = await shop.submits(['--array=7', script], shop.quick('', monitor)).done;
  expect(told.of('run_ended').map(({ data }) => data.state)).toEqual(['succeeded']);
});

it.concurrent('is submitted when its start condition holds, and not before', async () => {
  using shop = new SlurmWorkshop(cluster);
  const go = join(shop.directory, 'go');
  const asked = join(shop.directory, 'asked');
  const ask = shop.file('ask.sh', `echo >> '${asked}'; test -e '${go}'\n`);
  const monitor = `start_condition_cmd: [sh, '${ask}']\nstart_condition_interval_seconds: 1\n`;
  const run = shop.submits([shop.script('echo')], shop.quick('', monitor));
  await until('it has asked more than once', () => existsSync(asked) && readFileSync(asked, 'utf8').length > 2);
  expect(await shop.jobs()).toEqual([]);
  shop.file('go', '');
  expect((await run.done).end).toMatchObject({ state: 'succeeded' });
  expect(await shop.jobs()).toHaveLength(1);
});

it.concurrent('the doctor looks at the cluster', async () => {
  using shop = new SlurmWorkshop(cluster);
  const { out } = await shop.start(['doctor', '--state-dir', shop.state]).done;
  for (const name of ['slurmctld', 'sbatch', 'accounting', 'timeout']) expect(out).toMatch(new RegExp(`ok +${name} `));
});
