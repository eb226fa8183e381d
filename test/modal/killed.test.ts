import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { ModalWorkshop, type Submitted } from './modal-workshop.js';
import { standIn } from './stand-in.js';

const KILLS = Number(process.env.SIGWATCH_MODAL_KILLS ?? 4);
const SEED = Number(process.env.SIGWATCH_MODAL_SEED ?? Date.now() % 1_000_000);

let server: ModalServer;
standIn((started) => {
  server = started;
});

const made = async (): Promise<number> => (await server.state()).apps.length;

it(`a supervisor that is killed ${KILLS} times between a submission and its answer leaves one app of each attempt`, {
  timeout: 300_000 + KILLS * 120_000,
}, async () => {
  console.log(`killed: SIGWATCH_MODAL_SEED=${SEED}`);
  const random = seededRandom(SEED);
  using shop = new ModalWorkshop(server, 'resume_args: ["--resume-from", "{checkpoint_path}"]');
  const command = shop.training('train', '--fail nccl --times 1 --seconds 0.05');
  const flags = [...shop.rules(), '--checkpoint-dir', shop.checkpoints];
  /** The client of an attempt was started; its app was made, and nobody has told so; any moment after that. */
  const moments: readonly ((attempt: number) => Promise<unknown>)[] = [
    () => eventually('no client', () => existsSync(join(shop.state, 'modal', 'clients'))),
    (attempt) => eventually('no app', async () => (await made()) >= attempt),
    async (attempt) => {
      await eventually('no app', async () => (await made()) >= attempt);
      const end = Date.now() + random.between(0, 6_000);
      await eventually('time stands', () => Date.now() >= end);
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
