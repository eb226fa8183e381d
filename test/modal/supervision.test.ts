import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { ModalWorkshop } from './modal-workshop.js';
import { standIn } from './stand-in.js';

let server: ModalServer;
standIn((started) => {
  server = started;
});

const LONG = '--steps 100000 --seconds 0.2';
const looks = async (): Promise<number> => (await server.state()).calls.AppList ?? 0;
/** So many more questions of how apps are doing have been answered. */
const looked = async (more: number) => {
  const seen = await looks();
  await eventually('it is not looked at', async () => (await looks()) > seen + more);
};

it('while Modal does not answer nothing is known, every clock stands, and nothing is started', async () => {
  using shop = new ModalWorkshop(server);
  const job = shop.counting();
  const run = shop.submits('away', job.command, shop.rules('inactivity_threshold_seconds: 15\n'));
  await run.until('it counts', (told) => told.of('progress').length > 1);
  // The client that made the app gives up meanwhile, and the app does not wait for it when it ends.
  await server.set({ client_seconds: 20 });
  await server.control('leave');
  const began = Date.now();
  try {
    await run.until('it is unknown', (told) => told.of('state_changed').at(-1)?.data.to === 'unknown');
    // Longer than a stall may take, and than a minute, of which the containers know nothing.
    await eventually('a minute has passed', () => Date.now() - began > 60_000);
    expect(run.now().of('incident_opened')).toEqual([]);
  } finally {
    await server.control('back');
  }
  await run.until('it runs', (told) => told.of('state_changed').at(-1)?.data.to === 'running');
  job.enough();
  const told = await run.done;
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', restarts: 0, final_step: job.steps() });
  expect([told.decisions, told.incidents, told.attempts]).toEqual([[], [], 1]);
  expect(await shop.apps('away')).toHaveLength(1);
  await server.set({ client_seconds: 90 });
});

it('a log whose streams are cut, whose lines are left out of new ones, and whose reader is killed is copied line for line', async () => {
  using shop = new ModalWorkshop(server);
  const job = shop.counting();
  const run = shop.submits('cut', job.command);
  const more = (n: number) => {
    const before = job.steps();
    return eventually('it does not go on', () => job.steps() > before + n);
  };
  await run.until('it counts', (told) => told.of('progress').length > 0);
  const app = await shop.app('cut');
  await eventually('nobody follows', () => shop.readersOf(app).length > 0);
  await server.control('cut');
  await more(10);
  await server.control('forget', { app });
  await server.control('cut');
  await more(10);
  const [reader = 0] = await eventually('nobody follows', () => {
    const pids = shop.readersOf(app);
    return pids.length > 0 && pids;
  });
  process.kill(reader, 'SIGKILL');
  await more(10);
  job.enough();
  const told = await run.done;
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', final_step: job.steps(), restarts: 0 });
  expect(shop.copyOf(app)).toBe(job.printed());
});

it('a stop that is taken while the container lives on is told of, made good, and never called an end before it is one', async () => {
  using shop = new ModalWorkshop(server, 'stop_grace_seconds: 2');
  const run = shop.submits('stubborn', shop.training('train', LONG));
  await run.until('it trains', (told) => told.of('progress').length > 1);
  await server.set({ app_stops: 'linger', container_stops: 'ignore' });
  const asked = shop.verb('stop', 'stubborn');
  await eventually('no container was told to stop', async () => ((await server.state()).calls.ContainerStop ?? 0) > 0);
  await looked(2);
  expect((await shop.tasks('stubborn')).map(({ finished }) => finished)).toEqual([false]);
  expect(run.now().of('run_ended')).toEqual([]);
  await server.set({ app_stops: 'obey', container_stops: 'obey' });
  const told = await run.done;
  await asked;
  expect(told.end, told.story).toMatchObject({ state: 'cancelled' });
  expect(told.err).toMatch(/was told to stop, and 1 of its containers were there 2 s later: each is stopped by itself/);
  expect((await shop.tasks('stubborn')).map(({ finished }) => finished)).toEqual([true]);
});

it('an app that is gone without a word has failed, nobody knows why, and its last step and words are told', async () => {
  using shop = new ModalWorkshop(server);
  const run = shop.submits('gone', shop.training('train', LONG), [...shop.rules(), '--restart', 'none']);
  await run.until('it trains', (told) => told.of('progress').length > 1);
  await server.control('vanish', { app: await shop.app('gone') });
  const told = await run.done;
  expect(told.end, told.story).toMatchObject({ state: 'failed', restarts: 0 });
  expect(told.code).toBe(1);
  const words =
    /its last step was \d+ of 100000 at \S+Z, and its last words.* were: (?:iteration \d+|saved checkpoint)/;
  expect(told.of('incident_closed').map(({ data }) => data.root)).toMatchObject([
    { error_type: 'unknown', text: expect.stringMatching(words) },
  ]);
});

it('where there is no room an app waits, for as long as it takes, and its clocks stand', async () => {
  using shop = new ModalWorkshop(server);
  await server.set({ capacity: false });
  const tight = shop.rules('inactivity_threshold_seconds: 3\nstartup_allowance_seconds: 3\n');
  // Those clocks run once it has begun, and may then find that it begins slowly: that is told, and nothing comes of it.
  const command = shop.training('train', '--steps 5 --seconds 0.05');
  const run = shop.submits('waits', command, [...tight, '--restart', 'none']);
  await shop.app('waits');
  const began = Date.now();
  await eventually('twelve seconds have passed', () => Date.now() - began > 12_000);
  await looked(4);
  await server.set({ capacity: true });
  const told = await run.done;
  const begins = told.events.findIndex(({ event_type }) => event_type === 'state_changed');
  // Who is quick has ended before anybody looked.
  const to = expect.stringMatching(/^(?:running|succeeded)$/);
  expect(told.events[begins]?.data, told.story).toMatchObject({ from: 'pending', to });
  expect(told.events.slice(0, begins).map(({ event_type }) => event_type)).not.toContain('incident_opened');
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', final_step: 5, restarts: 0 });
});
