import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { steps, until } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'NCCL error in: x\n';

/** Starts a verb for people, and hands out what it has said so far. */
function saying(shop: SlurmWorkshop, args: readonly string[]) {
  const { child, done } = shop.start(args);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  return {
    child,
    done,
    says: (text: string) => until(`it says "${text}"`, () => said.includes(text), 60_000),
  };
}

it.concurrent('of two on one run one leads, the other shows it and who leads, and leads when that is gone', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    [],
    { print: steps(1, 3), wait_for: join(shop.directory, 'go'), after: nccl, exit: 1 },
    { print: steps(4, 6) },
  );
  const flags = ['--run-id', 'pretrain', ...shop.quick()];
  const leader = shop.submits([script], flags);
  const job = await leader.job();
  const again = ['submit', '--config', join(shop.directory, 'sigwatch.yaml'), ...flags];
  const watcher = saying(shop, [...again, 'slurm', script]);
  // By its job it is the same run.
  const heir = saying(shop, ['attach', '--take-over', `slurm:${job}`]);
  const leads = `process ${leader.child.pid} `;
  await Promise.all([watcher.says(leads), heir.says(leads)]);

  leader.child.kill('SIGKILL');
  await heir.says('pretrain is led from here now');
  await watcher.says(`process ${heir.child.pid} `);
  expect(shop.calls('sbatch')).toBe(1);

  shop.file('go', '');
  const led = await heir.done;
  expect(led.code, led.out + led.err).toBe(0);
  const seen = await watcher.done;
  expect(seen.code, seen.out + seen.err).toBe(0);
  expect(seen.out).toContain('restart 1 of 3');
  const [first, second] = (await shop.jobs()).map(({ id }) => id);
  expect(first).toBe(job);
  expect(seen.out).toContain(`slurm:${first} → slurm:${second}`);
  expect(await shop.states()).toEqual(['FAILED', 'COMPLETED']);
  expect(shop.calls('sbatch')).toBe(2);
});

it.concurrent('of four that are started at once for one run one submits, and all show the same', async () => {
  using shop = new SlurmWorkshop(cluster);
  const go = join(shop.directory, 'go');
  const script = shop.trains([], { print: steps(1, 3), wait_for: go, after: nccl, exit: 1 }, { print: steps(4, 6) });
  // A key is asked of the whole cluster, where another run may not have the same name.
  const flags = ['--run-id', 'four', ...shop.quick()];
  const all = Array.from({ length: 4 }, () => shop.submits([script], flags));
  // All are there before it may end: one leads it, the others watch.
  await Promise.all(all.map((one) => one.says('submitted slurm:', 'only watched here')));
  shop.file('go', '');
  const told = await Promise.all(all.map(({ done }) => done));
  expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  for (const one of told) expect(one.decisions).toEqual(['restart nccl']);
  expect(await shop.states()).toEqual(['FAILED', 'COMPLETED']);
  expect(shop.calls('sbatch')).toBe(2);
});
