import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { endAs, SlurmWorkshop } from './slurm-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 6 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'RuntimeError: NCCL error in: ProcessGroupNCCL.cpp:1275, unhandled system error\n';

// First, since it takes longest: such a log is waited for for a minute.
it.concurrent('a log directory that does not exist is named as what is wrong', async () => {
  using shop = new SlurmWorkshop(cluster);
  const told = await shop.submits(['--output=missing/%j.out', shop.trains([], { print: 'hello\n' })]).done;
  expect(told.decisions.map((decision) => decision.split(' ')[0])).toEqual(['stop']);
  const said = JSON.stringify([told.of('incident_closed'), told.of('decision'), told.of('notice')]) + told.err;
  expect(said).toContain(join(shop.directory, 'missing'));
});

it.concurrent('a job that fails after an NCCL error is started again from its checkpoint', async () => {
  using shop = new SlurmWorkshop(cluster);
  const checkpoint = wholeCheckpoint(shop.directory, 100);
  const script = shop.trains(['--job-name=pretrain'], { print: steps(1, 3) + nccl, exit: 1 }, { print: steps(4, 6) });
  const flags = [...shop.quick(), '--checkpoint-dir', join(shop.directory, 'ckpt')];
  const told = await shop.submits([script], flags).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.incidents).toEqual(['nccl nccl_error']);
  expect(told.of('attempt_started').map(({ data }) => data.resume_from)).toEqual([undefined, checkpoint]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 6 });
  expect(told.code).toBe(0);
  expect(await shop.states()).toEqual(['FAILED', 'COMPLETED']);
});

it.concurrent('says which job was followed by which, as a person would', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(['--job-name=pretrain'], { print: nccl, exit: 1 }, { print: steps(1, 3) });
  const config = join(shop.directory, 'sigwatch.yaml');
  const { out, err, code } = await shop.cli(['submit', '--config', config, ...shop.quick(), 'slurm', script]);
  const [first, second] = (await shop.jobs()).map(({ id }) => id);
  expect(code).toBe(0);
  expect(out + err).toMatch(new RegExp(`slurm:${first} → slurm:${second}`));
});

it.concurrent('what a restart waits for is waited for in the queue', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains([], { print: nccl, exit: 1 }, { print: steps(1, 3) });
  const policy = `class_name: SelectiveRestartPolicy
restart_on_error_types: [nccl]
backoff: { initial: 8s, jitter: 0 }
`;
  const run = shop.submits([script], [...shop.fewRules(), '--restart', shop.file('later.yaml', policy)]);
  const told = await run.done;
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  const [first, later] = await Promise.all([run.job(1), run.job(2)].map(async (job) => cluster.show(await job)));
  const at = (text = '') => Date.parse(`${text}Z`);
  expect(at(later?.StartTime) - at(first?.EndTime)).toBeGreaterThanOrEqual(8_000);
  // It was in the queue before it might begin, and SLURM was told until when.
  expect(shop.calls('sbatch', '--begin=')).toBe(1);
  expect(at(later?.EligibleTime)).toBeGreaterThan(at(later?.SubmitTime));
  expect(at(later?.StartTime)).toBeGreaterThanOrEqual(at(later?.EligibleTime));
});

it.concurrent('one that is out of GPU memory is not started again, and not cancelled, since it has ended', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains([], { print: `${steps(1, 3)}torch.OutOfMemoryError: CUDA out of memory.\n`, exit: 1 });
  const told = await shop.submits([script]).done;
  expect(told.decisions).toEqual(['stop oom']);
  expect(told.code).toBe(3);
  expect(await shop.states()).toEqual(['FAILED']);
  expect(shop.calls('sbatch')).toBe(1);
  expect(shop.calls('scancel')).toBe(0);
});

it.concurrent('one that SLURM kills for its memory is out of memory, though its state only says FAILED', async () => {
  using shop = new SlurmWorkshop(cluster);
  const grow = 'exec node -e "const a = Buffer.alloc(600 << 20, 1); setTimeout(() => a, 900_000)"';
  const told = await shop.submits([shop.script(grow, ['--mem=100'])], ['--monitor', 'default', ...shop.policy('')])
    .done;
  expect(told.decisions, told.err + JSON.stringify(told.events, null, 1)).toEqual(['stop oom']);
  expect(await shop.states()).toEqual(['FAILED']);
});

it.concurrent('OUT_OF_MEMORY is the root, whatever the log says', async () => {
  using shop = new SlurmWorkshop(cluster);
  const run = shop.submits([shop.trains([], { print: steps(1, 3) + nccl, hang: true })]);
  await run.until('the log is read', (told) => told.signals('nccl_error').length > 0);
  await cluster.run('python3', endAs, await run.job());
  const told = await run.done;
  expect(told.decisions).toEqual(['stop oom']);
  expect(await shop.states()).toEqual(['OUT_OF_MEMORY']);
});

it.concurrent('an error that the job survives is left alone', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains([], { print: steps(1, 3) + nccl + steps(4, 9) });
  const told = await shop.submits([script]).done;
  expect(told.decisions).toEqual([]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0 });
  expect(await shop.states()).toEqual(['COMPLETED']);
});

it.concurrent('names with blanks, quotes and line ends reach the job as they are, at each start', async () => {
  using shop = new SlurmWorkshop(cluster);
  const folder = join(shop.directory, `it's "a"\nfolder`);
  mkdirSync(folder);
  const args = ['--name', 'a b', '$(touch made)', `q"uo'te`, 'line\nbreak', '; exit 7', '*'];
  const script = join(folder, 'my train.sh');
  const show = `node -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- "$@" >> '${shop.directory}/seen.log'`;
  const first = `[ -e '${shop.directory}/second' ] || { : > '${shop.directory}/second'; echo '${nccl.trim()}'; exit 1; }`;
  writeFileSync(script, `#!/bin/sh\n#SBATCH --output=slurm-%j.out\n${show}\n${first}\n`);
  const told = await shop.submits([script, ...args]).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded' });
  const seen = readFileSync(join(shop.directory, 'seen.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(seen).toEqual([args, args]);
});

/** A whole file in the format of safetensors, as a trainer leaves it; its folder. */
function wholeCheckpoint(directory: string, step: number): string {
  const folder = join(directory, 'ckpt', `checkpoint-${step}`);
  mkdirSync(folder, { recursive: true });
  const header = Buffer.from(JSON.stringify({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, header, Buffer.alloc(16)]));
  writeFileSync(join(folder, 'trainer_state.json'), JSON.stringify({ global_step: step }));
  return folder;
}
