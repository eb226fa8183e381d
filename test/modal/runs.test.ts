import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ModalServer } from './modal-server.js';
import { ModalWorkshop } from './modal-workshop.js';

let server: ModalServer;

beforeAll(async () => {
  server = await ModalServer.start();
});
afterEach(() => {
  expect(server.errors).toBe('');
});
afterAll(() => server[Symbol.asyncDispose]());

const RESUME = 'resume_args: ["--resume-from", "{checkpoint_path}"]';

it('a job that fails for a transient cause is resumed from its newest whole checkpoint, one app after the other', async () => {
  using shop = new ModalWorkshop(server, RESUME);
  const command = shop.training('train', '--fail nccl --fail-at 25 --seconds 0.1');
  const told = await shop.submits('resumed', command, [...shop.rules(), '--checkpoint-dir', shop.checkpoints]).done;
  console.log(told.err, JSON.stringify(told.events, null, 0).slice(0, 20000));
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 40 });
});
