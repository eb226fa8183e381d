import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { until } from '../e2e/workshop.js';
import { Head } from './head.js';
import { type Cut, KillingProxy } from './killing-proxy.js';
import { JobWatch, RayWorkshop, Submitted } from './ray-workshop.js';

const KILLS = Number(process.env.SIGWATCH_STORM_KILLS ?? 4);
const SEED = Number(process.env.SIGWATCH_STORM_SEED ?? Date.now() % 1_000_000);
const STEPS = `class_name: LogMonitor
log_signals:
  - { name: iteration, pattern: 'iteration (?P<step>\\d+)/(?P<total>\\d+)', metadata: { kind: progress } }
`;
const CUTS: readonly Cut[] = ['stop after', 'submit before', 'submit after', 'stop before'];

let head: Head;
let proxy: KillingProxy;
beforeAll(async () => {
  head = await Head.start();
  proxy = await KillingProxy.before(head.url);
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await head?.[Symbol.asyncDispose]();
});

it(`${KILLS} kills of the supervisor between the stop of a job and the submission of the next leave one job alive each time`, {
  timeout: 120_000 + KILLS * 60_000,
}, async () => {
  console.log(`storm: SIGWATCH_STORM_SEED=${SEED}`);
  const random = seededRandom(SEED);
  using shop = new RayWorkshop(head, '', proxy.url);
  const watch = new JobWatch(head);
  const again = [...shop.config, '--run-id', 'storm'];
  // Every line is a step, and no rule but that one is needed.
  const flags = ['--monitor', shop.file('steps.yaml', STEPS), ...shop.policy('')];
  let run = shop.submits('storm', shop.train('--steps', '100000'), flags);
  for (let kill = 1; kill <= KILLS; kill++) {
    const attempt = kill;
    await run.until(`attempt ${attempt} trains`, (told) => trains(told.events, attempt), 240);
    // Each way of being cut comes in turn, then any.
    const cut = CUTS[kill <= CUTS.length ? kill - 1 : random.between(0, CUTS.length - 1)] as Cut;
    proxy.cutNext(cut, () => run.child.kill('SIGKILL'));
    expect((await shop.verb('restart', 'storm')).code).toBe(0);
    await until(`the supervisor is killed (${cut})`, () => run.child.signalCode === 'SIGKILL', 180_000);
    run = new Submitted(shop.watching('run', again));
  }
  await run.until('the last attempt trains', (told) => trains(told.events, KILLS + 1), 240);
  const attempts = Array.from({ length: KILLS + 1 }, (_, i) => i + 1);
  expect((await shop.jobs('storm')).map(({ key, status }) => [key, status])).toEqual(
    attempts.map((attempt) => [`storm/${attempt}`, attempt <= KILLS ? 'STOPPED' : 'RUNNING']),
  );
  expect((await shop.verb('stop', 'storm')).code).toBe(0);
  expect((await run.done).end).toMatchObject({ state: 'cancelled', restarts: KILLS });
  await watch.stop();
  expect(watch.twins).toEqual([]);
  console.log(`storm: ${KILLS} kills, ${watch.looks} looks at the jobs of the head, never two of the run alive`);
});

const trains = (events: readonly { readonly event_type: string; readonly attempt: number }[], attempt: number) =>
  events.some((event) => event.event_type === 'progress' && event.attempt === attempt);
