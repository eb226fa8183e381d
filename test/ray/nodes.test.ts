import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Head } from './head.js';
import { JobWatch, RayWorkshop } from './ray-workshop.js';
import { SecondNode } from './second-node.js';

// What the nodes of a cluster do: they die, and their memory runs out.
const GIB = 2 ** 30;

/** Part of all memory of this machine, when so many bytes more are in use. */
function memoryInUse(more: number): number {
  const told = readFileSync('/proc/meminfo', 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(told)?.[1]) * 1024;
  return 1 - (bytes('MemAvailable') - more) / bytes('MemTotal');
}

it('a node that dies is a failure of hardware, and the run is started again', async () => {
  await using head = await Head.start({
    env: {
      // A node that refuses connections is dead after 8 s, and one that is only slow after far more.
      RAY_health_check_initial_delay_ms: '1000',
      RAY_health_check_period_ms: '1000',
      RAY_health_check_timeout_ms: '5000',
      RAY_health_check_failure_threshold: '8',
    },
  });
  using shop = new RayWorkshop(head);
  const watch = new JobWatch(head);
  const node = SecondNode.start(head);
  const command = shop.python(`
import os, ray, time
ray.init()
attempt = int(os.environ["SIGWATCH_ATTEMPT"])
# A call that finds the node silent is made again, until it is known to be dead: what the program fails of is always that.
@ray.remote(num_cpus=1, max_task_retries=-1)
class Train:
    def step(self, i):
        print(f"iteration {i}/50 | loss: {1 / i:.4f}")
        time.sleep(0.1)
        # The first attempt does not end by itself.
        while attempt == 1 and i == 20: time.sleep(0.1)
one = Train.options(resources={"far": 1} if attempt == 1 else {}).remote()
for i in range(1, 31): ray.get(one.step.remote(i))
`);
  const run = shop.submits('node', command, shop.rules(['hardware']));
  await run.until('it trains', (told) => told.of('progress').length > 3);
  node.kill();
  const told = await run.done;
  await watch.stop();
  expect(told.decisions).toEqual(['restart hardware']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 30 });
  expect((await shop.jobs('node')).map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
  expect(watch.twins).toEqual([]);
});

it('a worker that the raylet kills for its memory is oom, and the run is stopped', async () => {
  await using head = await Head.start({
    env: {
      // A worker is killed when so much more of the memory is in use than now.
      RAY_memory_monitor_refresh_ms: '100',
      RAY_memory_usage_threshold: String(memoryInUse(3 * GIB)),
    },
  });
  using shop = new RayWorkshop(head);
  const command = shop.python(`
import ray, time
ray.init()
@ray.remote(num_cpus=1, max_retries=0)
def hungry():
    held = []
    for i in range(1, 101):
        held.append(bytearray(b"x") * (128 * 2 ** 20))
        print(f"iteration {i}/100 | loss: {1 / i:.4f}")
        time.sleep(0.05)
        # Never more than twice of what it takes.
        while i == 48: time.sleep(0.1)
ray.get(hungry.remote())
`);
  // The policy for Ray as it is shipped.
  const flags = ['--monitor', 'ray_training', '--restart', 'ray'];
  const told = await shop.submits('hungry', command, flags).done;
  expect(told.incidents).toEqual(['oom ray_out_of_memory']);
  expect(told.decisions).toEqual(['stop oom']);
  expect(told.code).toBe(3);
  expect(told.of('incident_closed').map(({ data }) => data.remedy)).toEqual([expect.stringMatching(/memory/i)]);
  expect(await shop.jobs('hungry')).toHaveLength(1);
});
