import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Told, until } from '../e2e/workshop.js';
import { Head } from './head.js';
import { JobWatch, type RayJob, RayWorkshop } from './ray-workshop.js';

// What follows from a cluster that can't be asked, and from one that is lost.
let head: Head;
beforeAll(async () => {
  head = await Head.start();
});
afterAll(async () => {
  await head?.[Symbol.asyncDispose]();
});

/** Seconds without a step after which a run of this file has stalled. */
const PATIENCE = 10;
const MONITOR = `inactivity_threshold_seconds: ${PATIENCE}\nstartup_allowance_seconds: 60\n`;
const statesOf = (told: Told) => told.of('state_changed').map(({ data }) => data.to);
const trains = (step: number) => (told: Told) => told.of('progress').some(({ data }) => data.step === step);
const isUnknown = (told: Told) => statesOf(told).at(-1) === 'unknown';

/** Steps until there is a file to say so; then what `then` does, by attempts. */
const program = (shop: RayWorkshop, name: string, then: string) =>
  shop.python(`
import os, sys, time
attempt = int(os.environ["SIGWATCH_ATTEMPT"])
i = 0
def steps(n):
    global i
    for i in range(i + 1, i + n + 1):
        print(f"iteration {i}/100000 | loss: {1 / i:.4f}")
        time.sleep(0.1)
steps(5)
while attempt == 1 and not os.path.exists("${join(shop.directory, name)}"): steps(1)
${then}
`);

/** Each step that a run has told of, by attempt: all are there, once, in order. */
const stepsOf = (told: Told, attempt: number): number => {
  const steps = told.of('progress').filter((event) => event.attempt === attempt);
  expect(steps.map(({ data }) => data.step)).toEqual(steps.map((_, at) => at + 1));
  return steps.length;
};

it('while the job server is dead nothing is known and nothing is done; each run then goes on with what became of its job', async () => {
  using shop = new RayWorkshop(head);
  const watch = new JobWatch(head);
  const flags = shop.rules(['nccl'], MONITOR);
  const fail = 'if attempt == 1: sys.exit("NCCL error in: x.cpp:1, unhandled system error")';
  const commands = {
    lives: program(shop, 'after', 'steps(5)'),
    ends: program(shop, 'meanwhile', 'steps(5)'),
    fails: program(shop, 'meanwhile', `${fail}\nsteps(5)`),
  };
  const all = Object.entries(commands).map(([name, command]) => shop.submits(name, command, flags));
  const isOver = (command: readonly string[]) =>
    !head.processes().some(({ argv }) => argv.join(' ').includes(command.join(' ')));
  await Promise.all(all.map((run) => run.until('it trains', trains(5))));
  const since = Date.now();
  await head.killDashboard();
  await Promise.all(all.map((run) => run.until('it is unknown', (told) => isUnknown(told))));
  shop.file('meanwhile', '');
  await until('those jobs end', () => isOver(commands.ends) && isOver(commands.fails));
  await until('it was dead for longer than a run may be silent', () => Date.now() - since > 1_200 * PATIENCE);
  for (const run of all) expect(run.now().decisions).toEqual([]);
  await head.startDashboard();
  shop.file('after', '');
  const [lives, ends, fails] = await Promise.all(all.map((run) => run.done));
  await watch.stop();

  for (const told of [lives, ends]) {
    expect(told?.decisions).toEqual([]);
    expect(told?.incidents).toEqual([]);
    expect(told?.end).toMatchObject({ state: 'succeeded', restarts: 0, final_step: stepsOf(told as Told, 1) });
  }
  expect(fails?.decisions).toEqual(['restart nccl']);
  expect(fails?.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 10 });
  expect(stepsOf(fails as Told, 1)).toBeGreaterThanOrEqual(5);
  expect(stepsOf(fails as Told, 2)).toBe(10);
  for (const name of ['lives', 'ends', 'fails'])
    for (const job of await shop.jobs(name)) expect(shop.copyOf(job).equals(shop.printedBy(job)), name).toBe(true);
  expect(await shop.jobs('fails')).toHaveLength(2);
  expect(watch.twins).toEqual([]);
});

it('when the whole head is lost nothing is done until a new cluster answers; then its jobs are lost with it, and begin anew', async () => {
  using shop = new RayWorkshop(head, 'resume_args: ["--resume_from_checkpoint", "{checkpoint_path}"]');
  const flags = [...shop.rules(['hardware'], MONITOR), '--checkpoint-dir', shop.checkpoints];
  // It does not end by itself before its head is lost.
  const run = shop.submits(
    'lost',
    shop.train('--steps', '100', '--seconds', '0.1', '--fail', 'hang', '--fail-at', '50'),
    flags,
  );
  const stopped = shop.submits('lost-too', program(shop, 'never', ''), shop.rules([], MONITOR));
  await run.until('it has saved', trains(21));
  await stopped.until('it trains', trains(5));
  const [job] = await shop.jobs('lost');
  const since = Date.now();
  await head.killAll();
  await run.until('it is unknown', isUnknown);
  await stopped.until('it is unknown', isUnknown);
  await until('it was lost for longer than a run may be silent', () => Date.now() - since > 1_200 * PATIENCE);
  expect([...run.now().decisions, ...stopped.now().decisions]).toEqual([]);
  await head.restart();
  const told = await run.done;
  expect(told.decisions).toEqual(['restart hardware']);
  expect(told.of('attempt_ended').map(({ data }) => [data.state, data.reason])).toEqual([
    ['failed', 'CLUSTER_LOST'],
    ['succeeded', undefined],
  ]);
  const resumed = String(told.of('attempt_started').at(-1)?.data.resume_from);
  expect(resumed).toMatch(/checkpoints\/global_step_\d+$/);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 100 });
  const [again, ...more] = await shop.jobs('lost');
  expect(more).toEqual([]);
  expect(again).toMatchObject({ key: 'lost/2', status: 'SUCCEEDED' });
  expect(again?.entrypoint).toContain(`--resume_from_checkpoint ${resumed}`);
  // The log has outlived its cluster.
  expect(copiesOf(shop, job as RayJob)).toEqual([expect.stringContaining('iteration 21/100')]);
  expect((await stopped.done).decisions).toEqual(['stop hardware']);
}, 300_000);

/** Of a job of whatever cluster. */
function copiesOf(shop: RayWorkshop, { id }: RayJob): readonly string[] {
  const logs = join(shop.state, 'ray', 'logs');
  return readdirSync(logs)
    .map((session) => join(logs, session, id, 'driver.log'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
}
