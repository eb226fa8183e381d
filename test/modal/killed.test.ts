import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { until } from '../support/until.js';
import { ModalServer } from './modal-server.js';
import { ModalWorkshop, type Submitted } from './modal-workshop.js';

const KILLS = Number(process.env.SIGWATCH_MODAL_KILLS ?? 4);
const SEED = Number(process.env.SIGWATCH_MODAL_SEED ?? Date.now() % 1_000_000);

let server: ModalServer;

beforeAll(async () => {
  server = await ModalServer.start();
});
afterEach(() => {
  expect(server.errors).toBe('');
});
afterAll(() => server[Symbol.asyncDispose]());

const made = async (): Promise<number> => (await server.state()).apps.length;

it(`a supervisor that is killed ${KILLS} times between a submission and its answer leaves one app of each attempt`, {
  timeout: 120_000 + KILLS * 120_000,
}, async () => {
  console.log(`killed: SIGWATCH_MODAL_SEED=${SEED}`);
  const random = seededRandom(SEED);
  using shop = new ModalWorkshop(server, 'resume_args: ["--resume-from", "{checkpoint_path}"]');
  const command = shop.training('train', '--fail nccl --times 1 --seconds 0.05');
  const flags = [...shop.rules(), '--checkpoint-dir', shop.checkpoints];
  /** The client of an attempt was started; its app was made, and nobody has told so; any moment after that. */
  const moments: readonly ((attempt: number) => Promise<unknown>)[] = [
    () => until('no client', () => existsSync(join(shop.state, 'modal', 'clients')), 120),
    (attempt) => until('no app', async () => (await made()) >= attempt, 120),
    async (attempt) => {
      await until('no app', async () => (await made()) >= attempt, 120);
      const end = Date.now() + random.between(0, 6_000);
      await until('time stands', () => Date.now() >= end);
    },
  ];
  let run: Submitted = shop.submits('killed', command, flags);
  let killed = 0;
  for (; killed < KILLS; killed++) {
    // The first two kills are of the first attempt, the next ones of the second.
    const attempt = killed < 2 ? 1 : 2;
    const moment = moments[Math.min(killed, 1) + (killed >= 3 ? 1 : 0)] as (typeof moments)[number];
    await moment(attempt);
    run.child.kill('SIGKILL');
    await run.done;
    run = shop.again('killed');
  }
  const told = await run.done;
  const all = await shop.verb('history', 'killed', '--format', 'jsonl');
  expect(told.code, `${told.err}${all.out}`).toBe(0);
  expect((await shop.apps('killed')).map(({ description }) => description)).toEqual([
    expect.stringMatching(/^sigwatch-killed-1-/),
    expect.stringMatching(/^sigwatch-killed-2-/),
  ]);
  expect((await shop.tasks('killed')).length).toBe(2);
});
