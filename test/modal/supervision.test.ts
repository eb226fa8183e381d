import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { ModalServer } from './modal-server.js';
import { counting, ModalWorkshop } from './modal-workshop.js';

let server: ModalServer;

beforeAll(async () => {
  server = await ModalServer.start();
});
afterEach(() => {
  expect(server.errors).toBe('');
});
afterAll(() => server[Symbol.asyncDispose]());

/** Each call of the client takes a second, and many more where others use the machine too. */
const PATIENCE = 300_000;
const LONG = '--steps 100000 --seconds 0.2';
const looks = async (): Promise<number> => (await server.state()).calls.AppList ?? 0;

it(
  'while Modal does not answer nothing is known, every clock stands, and nothing is started',
  async () => {
    using shop = new ModalWorkshop(server);
    const tight = shop.rules('inactivity_threshold_seconds: 15\n');
    const run = shop.submits('away', shop.training('train', '--steps 250 --seconds 0.2'), tight);
    await run.until('it trains', (told) => told.of('progress').length > 1);
    await server.control('leave');
    const began = Date.now();
    try {
      await run.until('it is unknown', (told) => told.of('state_changed').at(-1)?.data.to === 'unknown', 120);
      // Longer than a stall may take, and than a minute, of which the containers know nothing.
      await until('a minute has passed', () => Date.now() - began > 60_000, 90);
      expect(run.now().of('incident_opened')).toEqual([]);
    } finally {
      await server.control('back');
    }
    const told = await run.done;
    expect(told.end, told.err).toMatchObject({ state: 'succeeded', restarts: 0, final_step: 250 });
    expect([told.decisions, told.incidents, told.attempts]).toEqual([[], [], 1]);
    expect(await shop.apps('away')).toHaveLength(1);
  },
  PATIENCE,
);

it(
  'a log whose streams are cut, whose lines are left out of new ones, and whose reader is killed is copied line for line',
  async () => {
    using shop = new ModalWorkshop(server);
    const printed = join(shop.directory, 'printed');
    const run = shop.submits('cut', counting(200, 0.15, printed));
    const lines = () => readFileSync(printed, 'utf8').split('\n').length;
    const more = (n: number) => {
      const before = lines();
      return until('it does not go on', () => lines() > before + n);
    };
    await run.until('it counts', (told) => told.of('progress').length > 0);
    const app = await shop.app('cut');
    await server.control('cut');
    await more(20);
    await server.control('forget', { app });
    await server.control('cut');
    await more(20);
    for (const pid of shop.readersOf(app)) process.kill(pid, 'SIGKILL');
    const told = await run.done;
    expect(told.end, told.err).toMatchObject({ state: 'succeeded', final_step: 200, restarts: 0 });
    expect(shop.copyOf(app)).toBe(readFileSync(printed, 'utf8'));
  },
  PATIENCE,
);

it(
  'a stop that is taken while the container lives on is told of, made good, and never called an end before it is one',
  async () => {
    using shop = new ModalWorkshop(server, 'stop_grace_seconds: 2');
    const run = shop.submits('stubborn', shop.training('train', LONG));
    await run.until('it trains', (told) => told.of('progress').length > 1);
    const app = await shop.app('stubborn');
    await server.set({ app_stops: 'linger', container_stops: 'ignore' });
    const asked = shop.verb('stop', 'stubborn');
    await until(
      'no container was told to stop',
      async () => ((await server.state()).calls.ContainerStop ?? 0) > 0,
      150,
    );
    const seen = await looks();
    await until('it is not looked at', async () => (await looks()) > seen + 2, 60);
    expect((await shop.tasks('stubborn')).some(({ finished }) => !finished)).toBe(true);
    expect(run.now().of('run_ended')).toEqual([]);
    expect(run.now().of('attempt_ended')).toEqual([]);
    await server.set({ app_stops: 'obey', container_stops: 'obey' });
    const told = await run.done;
    await asked;
    expect(told.end, told.err).toMatchObject({ state: 'cancelled' });
    expect(told.err).toMatch(
      /was told to stop, and 1 of its containers were there 2 s later: each is stopped by itself/,
    );
    expect((await shop.tasks('stubborn')).every(({ finished }) => finished)).toBe(true);
    expect(app).toMatch(/^ap-/);
  },
  PATIENCE,
);

it(
  'an app that is gone without a word has failed, nobody knows why, and its last step and words are told',
  async () => {
    using shop = new ModalWorkshop(server);
    const run = shop.submits('gone', shop.training('train', LONG), [...shop.rules(), '--restart', 'none']);
    await run.until('it trains', (told) => told.of('progress').length > 1);
    await server.control('vanish', { app: await shop.app('gone') });
    const told = await run.done;
    expect(told.end, told.err).toMatchObject({ state: 'failed', restarts: 0 });
    expect(told.code).toBe(1);
    const [closed] = told.of('incident_closed');
    expect(closed?.data.root).toMatchObject({ error_type: 'unknown' });
    expect(JSON.stringify(closed?.data)).toMatch(/iteration \d+\/100000/);
  },
  PATIENCE,
);

it(
  'where there is no room an app waits, for as long as it takes, and its clocks stand',
  async () => {
    using shop = new ModalWorkshop(server);
    await server.set({ capacity: false });
    const tight = shop.rules('inactivity_threshold_seconds: 3\nstartup_allowance_seconds: 3\n');
    const run = shop.submits('waits', shop.training('train', '--steps 5 --seconds 0.05'), tight);
    await shop.app('waits');
    const began = Date.now();
    const seen = await looks();
    await until('it is not looked at', async () => Date.now() - began > 12_000 && (await looks()) > seen + 4, 120);
    expect(run.now().of('incident_opened')).toEqual([]);
    expect(
      run
        .now()
        .of('state_changed')
        .map(({ data }) => data.to),
    ).not.toContain('running');
    await server.set({ capacity: true });
    const told = await run.done;
    expect(told.end, told.err).toMatchObject({ state: 'succeeded', final_step: 5, restarts: 0 });
    expect(told.incidents).toEqual([]);
  },
  PATIENCE,
);
