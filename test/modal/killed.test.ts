import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { ModalWorkshop, type Submitted } from './modal-workshop.js';
import { standIn } from './stand-in.js';

const KILLS = Number(process.env.SIGWATCH_MODAL_KILLS ?? 2);
const SEED = Number(process.env.SIGWATCH_MODAL_SEED ?? Date.now() % 1_000_000);

let server: ModalServer;
standIn((started) => {
  server = started;
});

type Moment = (shop: ModalWorkshop, run: string, attempt: number) => Promise<unknown>;

/** The client was started; its app was made, and nobody has told so; any moment after that. */
const client: Moment = (shop) => eventually('no client', () => existsSync(join(shop.state, 'modal', 'clients')));
const app: Moment = (shop, run, attempt) => eventually('no app', async () => (await shop.apps(run)).length >= attempt);
const later: Moment = async (shop, run, attempt) => {
  await app(shop, run, attempt);
  const end = Date.now() + random.between(0, 6_000);
  await eventually('time stands', () => Date.now() >= end);
};

const random = seededRandom(SEED);
const cases: readonly [run: string, attempt: number, moments: readonly Moment[]][] = [
  ['first', 1, [client, app]],
  ['second', 2, [app, later]],
];

// At the same time: after each kill a minute passes in which the submission may still act.
it.concurrent.each(cases)(
  `a supervisor that is killed ${KILLS} times between the submission of its %s attempt and the answer leaves one app of each`,
  async (name, attempt, moments) => {
    console.log(`killed: SIGWATCH_MODAL_SEED=${SEED}`);
    using shop = new ModalWorkshop(server, 'resume_args: ["--resume-from", "{checkpoint_path}"]');
    const command = shop.training('train', '--fail nccl --times 1 --seconds 0.05');
    let run: Submitted = shop.submits(name, command, [...shop.rules(), '--checkpoint-dir', shop.checkpoints]);
    for (let killed = 0; killed < KILLS; killed += 1) {
      await (moments[killed] ?? later)(shop, name, attempt);
      run.child.kill('SIGKILL');
      await run.done;
      run = shop.again(name);
    }
    const told = await run.done;
    const all = await shop.verb('history', name, '--format', 'jsonl');
    expect(told.code, `${told.err}${all.out}`).toBe(0);
    expect((await shop.apps(name)).map(({ description }) => description)).toEqual([
      expect.stringMatching(`^sigwatch-${name}-1-`),
      expect.stringMatching(`^sigwatch-${name}-2-`),
    ]);
    expect(await shop.tasks(name)).toHaveLength(2);
  },
  600_000 + KILLS * 120_000,
);
