import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Head } from './head.js';
import { JobWatch, RayWorkshop } from './ray-workshop.js';

// What may happen to a job while its cluster is well. Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 3 });
let head: Head;
beforeAll(async () => {
  head = await Head.start();
});
afterAll(async () => {
  await head?.[Symbol.asyncDispose]();
});

const CONFIG = `
import os, sys, time
attempt = int(os.environ["SIGWATCH_ATTEMPT"])
print("Namespace(max_step=934, global_step=0, total_training_steps=934, lr=0.001)")
print("{'trainer': {'max_step': 934, 'save_freq': 20}}")
print("max_step: 934")
`;

it.concurrent('a program that only prints max_step: 934 has never started; one with steps is measured by them', async () => {
  using shop = new RayWorkshop(head);
  const watch = new JobWatch(head);
  const command = shop.python(`${CONFIG}
if attempt == 1:
    time.sleep(600)
for step in range(1, 21):
    print(f"iteration {step}/20 | loss: {1 / step:.4f}")
    print("max_step: 934")
    time.sleep(0.1)
`);
  const flags = shop.rules([], 'inactivity_threshold_seconds: 15\nstartup_allowance_seconds: 16\nhold_seconds: 1\n');
  const told = await shop.submits('config', command, flags).done;
  await watch.stop();
  expect(told.decisions).toEqual(['restart hang']);
  expect(told.incidents).toEqual(['hang stall_never_started']);
  const steps = told.of('progress').map(({ attempt, data }) => ({ attempt, step: data.step, total: data.total }));
  expect(steps.filter(({ attempt }) => attempt === 1)).toEqual([]);
  expect(steps).toEqual(Array.from({ length: 20 }, (_, i) => ({ attempt: 2, step: i + 1, total: 20 })));
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 20 });
  expect(watch.twins).toEqual([]);
});

it.concurrent('timestep 99999 is no step: a run that prints nothing else has stalled', async () => {
  using shop = new RayWorkshop(head);
  const command = shop.python(`${CONFIG}
for step in range(1, 6):
    print(f"iteration {step}/20 | loss: {1 / step:.4f}")
    print("timestep 99999")
    time.sleep(0.1)
while attempt == 1:
    print("timestep 99999")
    time.sleep(0.2)
`);
  const flags = shop.rules([], 'inactivity_threshold_seconds: 15\nstartup_allowance_seconds: 60\nhold_seconds: 1\n');
  const told = await shop.submits('timestep', command, flags).done;
  expect(told.incidents).toEqual(['hang stall_no_steps']);
  expect(told.decisions).toEqual(['restart hang']);
  expect(new Set(told.of('progress').map(({ data }) => data.step))).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 5 });
});

it.concurrent('a job that somebody stops by hand is started again only where the policy names just that', async () => {
  using shop = new RayWorkshop(head);
  const watch = new JobWatch(head);
  const command = shop.python(`${CONFIG}
print("iteration 1/2 | loss: 0.5")
time.sleep(600 if attempt == 1 else 0)
print("iteration 2/2 | loss: 0.5")
`);
  const policy = (name: string, more: string) =>
    shop.file(
      name,
      `policies:\n  - { mode: crash, implementation: { class_name: SelectiveRestartPolicy, default_action: restart, backoff: { initial: 0s }${more} } }\n`,
    );
  const rules = shop.rules([]).slice(0, 2);
  const any = shop.submits('any', command, [...rules, '--restart', policy('any.yaml', '')]);
  const named = policy('named.yaml', ', restart_on_signals: [cancelled_by_user]');
  const wanted = shop.submits('wanted', command, [...rules, '--restart', named]);
  for (const run of [any, wanted]) await run.until('it trains', (told) => told.of('progress').length > 0);
  for (const run of ['any', 'wanted'])
    for (const { id } of await shop.jobs(run)) await head.ask(`/api/jobs/${id}/stop`, {});
  const [stopped, told] = await Promise.all([any.done, wanted.done]);
  await watch.stop();
  expect(stopped.decisions).toEqual(['stop cancelled']);
  expect(stopped.end).toMatchObject({ state: 'cancelled', restarts: 0 });
  expect((await shop.jobs('any')).map(({ status }) => status)).toEqual(['STOPPED']);
  expect(told.decisions).toEqual(['restart cancelled']);
  expect(told.of('attempt_ended').map(({ data }) => data.state)).toEqual(['cancelled', 'succeeded']);
  expect((await shop.jobs('wanted')).map(({ status }) => status)).toEqual(['STOPPED', 'SUCCEEDED']);
  expect(watch.twins).toEqual([]);
});

it.concurrent('an actor that Ray starts again by itself is no failure of the run', async () => {
  using shop = new RayWorkshop(head);
  const command = shop.python(`
import os, ray, time
ray.init()
@ray.remote(num_cpus=1, max_restarts=1, max_task_retries=1)
class Train:
    def step(self, i):
        if i == 5 and not os.path.exists("${shop.directory}/died"):
            open("${shop.directory}/died", "w").close()
            os._exit(1)
        print(f"iteration {i}/12 | loss: {1 / i:.4f}")
        time.sleep(0.1)
one = Train.remote()
for i in range(1, 13):
    ray.get(one.step.remote(i))
`);
  const told = await shop.submits('actor', command, shop.rules(['hardware', 'exception', 'nccl'])).done;
  expect(readFileSync(join(shop.directory, 'died'), 'utf8')).toBe('');
  expect(told.decisions).toEqual([]);
  expect(told.incidents.filter((one) => !one.startsWith('ignored'))).toEqual([]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0, final_step: 12 });
  expect(await shop.jobs('actor')).toHaveLength(1);
});

const LINES = 500_000;

it.concurrent('50 MB of log in a burst are copied whole, and the failure at their end is found', async () => {
  using shop = new RayWorkshop(head);
  const command = shop.python(`
import sys
for i in range(${LINES}): sys.stdout.write(f"{i:08d}" + "x" * 91 + "\\n")
print("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", flush=True)
sys.exit(1)
`);
  const run = shop.submits('burst', command, shop.rules([]));
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(run.child.pid) ?? 0);
  }, 100);
  const told = await run.done;
  clearInterval(look);
  expect(told.decisions).toEqual(['stop oom']);
  const [job] = await shop.jobs('burst');
  const [copy, printed] = [shop.copyOf(job as never), shop.printedBy(job as never)];
  expect(copy.equals(printed)).toBe(true);
  const [oom] = told.signals('cuda_oom');
  const text = printed.toString('latin1');
  expect(text.split('\n').filter((line) => line.length === 99)).toHaveLength(LINES);
  expect(oom?.data.offset).toBe(text.indexOf('torch.OutOfMemoryError'));
  console.info(`burst: ${printed.length} bytes, the supervisor took ${Math.round(peak / 1e6)} MB at most`);
  expect(peak).toBeLessThan(500e6);
});

/** Bytes that a process has had in memory at most; undefined when it has ended. */
function peakOf(pid = 0): number | undefined {
  try {
    const told = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return told === null ? undefined : Number(told[1]) * 1024;
  } catch {
    return undefined;
  }
}

it.concurrent('what workers print is read from their own logs, each with its node and its process', async () => {
  using shop = new RayWorkshop(head);
  const go = join(shop.directory, 'go');
  const command = shop.python(`
import os, ray, time
ray.init(log_to_driver=False)
@ray.remote(num_cpus=1)
class Train:
    def greet(self):
        print(f"greetings of {os.getpid()}")
        return os.getpid()
workers = [Train.remote() for _ in range(2)]
print("workers", *ray.get([one.greet.remote() for one in workers]))
while not os.path.exists("${go}"): time.sleep(0.1)
`);
  const rule =
    "log_signals:\n  - { name: greeting, pattern: 'greetings of (?P<who>\\d+)', metadata: { kind: notice } }\n";
  const flags = ['--monitor', shop.file('greet.yaml', `class_name: LogMonitor\n${rule}`), ...shop.policy('')];
  const run = shop.submits('workers', command, flags);
  await run.until('both were read', (told) => told.signals('greeting').length === 2);
  shop.file('go', '');
  const told = await run.done;
  const [job] = await shop.jobs('workers');
  const pids = /^workers (\d+) (\d+)$/m.exec(shop.printedBy(job as never).toString())?.slice(1) ?? [];
  expect(pids).toHaveLength(2);
  const read = told.signals('greeting').map(({ data }) => ({
    who: String((data.fields as { who: number }).who),
    source: String(data.source),
  }));
  expect(read.map(({ who }) => who).sort()).toEqual([...pids].sort());
  for (const { who, source } of read)
    expect(source).toMatch(new RegExp(`^ray:${job?.id}/\\d+(?:\\.\\d+){3}/worker-${who}-[0-9a-f]{6}\\.out$`));
  expect(told.end).toMatchObject({ state: 'succeeded' });
});
