import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunRecord, runRecordSchema } from '@sigwatch/core';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { ModalWorkshop } from './modal-workshop.js';
import { standIn } from './stand-in.js';

let server: ModalServer;
standIn((started) => {
  server = started;
});

const RESUME = 'resume_args: ["--resume-from", "{checkpoint_path}"]';
const summary = new Ajv({ strict: false }).compile<RunRecord>(runRecordSchema);

it('a preempted container is begun again by Modal, and nothing is submitted beside it; the record tells the whole and its cost', async () => {
  using shop = new ModalWorkshop(server, '', 'cost: { gpu: H100, count: 8 }');
  const records = join(shop.directory, 'records');
  const go = join(shop.directory, 'go');
  const command = shop.training('train', '--steps 60 --seconds 0.05', '--hold', `15:${go}`);
  const run = shop.submits('moved', command, [...shop.rules(), '--records', records]);
  await eventually('nothing was saved', () => existsSync(join(shop.checkpoints, 'global_step_10')));
  const app = await shop.app('moved');
  await server.control('preempt', { app });
  await eventually('nothing is begun in its place', async () => (await shop.tasks('moved')).length > 1);
  writeFileSync(go, '');
  const told = await run.done;
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', restarts: 0, final_step: 60 });
  expect(told.code).toBe(0);
  expect(told.attempts).toBe(1);
  expect(told.signals('modal_preempted')).not.toEqual([]);
  expect(told.decisions.filter((one) => !one.startsWith('ignore'))).toEqual([]);
  expect(await shop.apps('moved')).toHaveLength(1);
  expect((await shop.tasks('moved')).map(({ leaving }) => leaving)).toEqual(['preempted', 'stopped']);

  const [file = ''] = readdirSync(records).filter((name) => name.startsWith('summary_'));
  const record: unknown = JSON.parse(readFileSync(join(records, file), 'utf8'));
  expect(summary(record), JSON.stringify(summary.errors)).toBe(true);
  expect(record).toMatchObject({
    training: { status: 'succeeded', steps_completed: 60 },
    cost: { gpu_type: 'H100', gpu_count: 8, total: expect.any(Number), wasted: 0 },
  });
  expect((record as RunRecord).cost?.total).toBeGreaterThan(0);
  const report = await shop.verb('report', `modal:${app}`);
  expect(report.out, report.err).toMatch(/moved|succeeded/);
  expect(report.out).toContain('USD');
});

it('what fails for a transient cause is resumed from its newest whole checkpoint, one app after the other', async () => {
  using shop = new ModalWorkshop(server, RESUME);
  const command = shop.training('train', '--fail nccl --fail-at 25 --seconds 0.05');
  const flags = [...shop.rules(), '--checkpoint-dir', shop.checkpoints];
  const told = await shop.submits('resumed', command, flags).done;
  expect(told.decisions, told.story).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 40 });
  const saved = join(shop.checkpoints, 'global_step_20');
  expect(told.of('attempt_started').map(({ data }) => data.resume_from)).toEqual([undefined, saved]);
  const apps = await shop.apps('resumed');
  expect(apps.map(({ description }) => description)).toEqual([
    expect.stringMatching(/^sigwatch-resumed-1-\w{8}$/),
    expect.stringMatching(/^sigwatch-resumed-2-\w{8}$/),
  ]);
  // The variables of the run and the argument have reached the function, which began where it was told to.
  expect(shop.copyOf(apps[1]?.id ?? '')).toMatch(/^attempt 2 starts after step 20\n/);
});

it.each([
  ['steps', 'iteration [4-7]/'],
  ['why it failed', 'NCCL error'],
])(
  'what the stream of a log leaves out is read later, and changes nothing of what it failed of: %s',
  async (what, leave_out) => {
    using shop = new ModalWorkshop(server);
    await server.set({ leave_out });
    try {
      const command = shop.training('train', '--fail nccl --fail-at 25 --seconds 0.05');
      const name = `late-${what.length}`;
      const run = shop.submits(name, command, [...shop.rules(), '--checkpoint-dir', shop.checkpoints]);
      const app = await shop.app(name);
      const told = await run.done;
      expect(told.decisions, told.story).toEqual(['restart nccl']);
      expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
      const late = readdirSync(join(shop.state, 'modal', 'logs', app)).filter((file) => file.endsWith('.late.log'));
      expect(late).toEqual([expect.stringMatching(/^ta-\w+\.late\.log$/)]);
    } finally {
      await server.set({ leave_out: '' });
    }
  },
);

it('out of memory ends the app, so that Modal does not try again what can not be helped', async () => {
  using shop = new ModalWorkshop(server);
  const command = shop.training('retried', '--fail oom --fail-at 5 --seconds 0.05');
  const told = await shop.submits('oom', command).done;
  expect(told.decisions, told.story).toEqual(['stop oom']);
  expect(told.code).toBe(3);
  expect(told.of('incident_closed').map(({ data }) => data.remedy)).toEqual([expect.stringMatching(/batch size/)]);
  const [app, ...others] = await shop.apps('oom');
  expect(others).toEqual([]);
  expect(app?.state).toBe('stopped');
  // The function has three retries, a minute apart.
  expect(shop.copyOf(app?.id ?? '').match(/^attempt 1 starts/gm)?.length).toBeLessThan(4);
  expect((await shop.tasks('oom')).every(({ finished }) => finished)).toBe(true);
});

it('a function whose time is up is restarted, and goes on from its checkpoint', async () => {
  using shop = new ModalWorkshop(server, RESUME);
  const command = shop.training('train', '--fail hang --fail-at 12 --seconds 0.05');
  const run = shop.submits('limited', command, [...shop.rules(), '--checkpoint-dir', shop.checkpoints]);
  await eventually('nothing was saved', () => existsSync(join(shop.checkpoints, 'global_step_10')));
  await server.control('expire', { app: await shop.app('limited') });
  const told = await run.done;
  expect(told.decisions, told.story).toEqual(['restart timeout']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 40 });
  expect(told.of('attempt_started').at(-1)?.data.resume_from).toBe(join(shop.checkpoints, 'global_step_10'));
  expect(await shop.apps('limited')).toHaveLength(2);
});

it('what Modal tries again by itself, as the script asks for, is restarted by nobody else', async () => {
  using shop = new ModalWorkshop(server);
  const told = await shop.submits('unlucky', shop.unlucky()).done;
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', restarts: 0, final_step: 15 });
  expect(told.decisions.filter((one) => !one.startsWith('ignore'))).toEqual([]);
  const [app, ...others] = await shop.apps('unlucky');
  expect(others).toEqual([]);
  expect(shop.copyOf(app?.id ?? '')).toMatch(/ConnectionResetError: .*\niteration 4\/15/s);
});
