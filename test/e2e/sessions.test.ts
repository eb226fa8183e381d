import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killAll } from '../support/processes.js';
import { until } from '../support/until.js';
import { Workshop } from './workshop.js';

/** Saves a checkpoint of its next step, as the Python client does, and waits to be told to go on. */
const TRAIN = `
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
const from = process.env.SIGWATCH_RESUME_FROM;
const step = from === undefined ? 5 : Number(/step_(\\d+)/.exec(from)[1]) + 5;
const session = [process.env.SIGWATCH_SESSION_START, process.env.SIGWATCH_SESSION_HOURS].join(' ');
console.log('iteration ' + step + '/ 10 | lm loss: 1.0 | session ' + session);
const header = Buffer.from(JSON.stringify({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(header.length));
const content = Buffer.concat([length, header, Buffer.alloc(16, step)]);
mkdirSync('checkpoints', { recursive: true });
const path = 'checkpoints/step_' + step + '.safetensors';
writeFileSync(path, content);
const sha256 = createHash('sha256').update(content).digest('hex');
writeFileSync(path + '.json', JSON.stringify({ sigwatch: 1, step, verified: true, healthy: true, sha256, bytes: content.length }));
if (step < 10) setInterval(() => {}, 60_000);
`;

/** What is gone with a runtime: all of its processes, and its disk. */
function endOfRuntime(shop: Workshop, supervisor: number | undefined): void {
  killAll([...(supervisor === undefined ? [] : [supervisor]), ...shop.livingJobs('colab')]);
  rmSync(join(shop.directory, 'checkpoints'), { recursive: true });
}

it('a run on Colab goes on in the next session, and is not begun again in the third', async () => {
  using shop = new Workshop();
  const drive = join(shop.directory, 'drive');
  const script = shop.file('train.mjs', TRAIN);
  const start = Math.floor(Date.now() / 1000) - 100;
  const settings = [
    'run_id: colab',
    `adapter: { class_name: ColabAdapter, session_start: ${start}, session_hours: 2 }`,
    `copies: { to: ${drive}, every: 1s }`,
    `job: { command: [${process.execPath}, ${script}], checkpoint_dir: checkpoints }`,
  ];
  const config = shop.file('sigwatch.yaml', `${settings.join('\n')}\n`);
  const flags = ['--config', config, ...shop.fewRules()];
  const session = (n: number) => ['--state-dir', join(shop.directory, `disk-${n}`)];

  const first = shop.watching('run', [...flags, ...session(1)]);
  // What is said beside the copy is written last.
  const state = await until('the copy', () => {
    const path = join(drive, 'sigwatch_state.json');
    return existsSync(path) && JSON.parse(readFileSync(path, 'utf8'));
  });
  endOfRuntime(shop, first.child.pid);
  await first.done;
  expect(state).toMatchObject({
    checkpoint_path: join(drive, 'step_5.safetensors'),
    ...{ step: 5, session_start: start, run_id: 'colab' },
  });
  expect(state.elapsed + state.remaining).toBeCloseTo(7200, 3);

  const second = await shop.told('run', [...flags, ...session(2)]);
  expect(second.code, second.err).toBe(0);
  const [started] = second.events.filter(({ event_type }) => event_type === 'attempt_started');
  expect(started?.data).toMatchObject({ job: 'colab:colab.1', resume_from: join(drive, 'step_5.safetensors') });
  expect(second.events.filter(({ event_type }) => event_type === 'progress').map(({ data }) => data.step)).toEqual([
    10,
  ]);
  expect(second.err).toContain('Colab also ends sessions that nobody uses');
  const log = readFileSync(join(shop.directory, 'disk-2', 'runs', 'colab', 'attempt-1', 'output.log'), 'utf8');
  expect(log).toContain(`session ${start} 2\n`);
  const names = [
    'sigwatch_finished.json',
    ...[10, 5].flatMap((n) => [`step_${n}.safetensors`, `step_${n}.safetensors.json`]),
  ];
  expect(readdirSync(drive).sort()).toEqual(names.sort());
  rmSync(join(shop.directory, 'checkpoints'), { recursive: true });

  const third = await shop.told('run', [...flags, ...session(3)]);
  expect(third.code).toBe(0);
  expect(third.events).toEqual([]);
  expect(third.err).toMatch(
    /This run is complete at step 10 on .* UTC, as .*sigwatch_finished\.json says: nothing is started\./,
  );
  expect(existsSync(join(shop.directory, 'checkpoints'))).toBe(false);
});

it('a run whose Drive is not there is not started', async () => {
  using shop = new Workshop();
  const args = ['run', '--platform', 'colab', '--copies', join(shop.directory, 'no', 'drive'), '--checkpoint-dir', 'c'];
  const { code, err } = await shop.cli([...args, '--', 'touch', 'begun']);
  expect([code, existsSync(join(shop.directory, 'begun'))]).toEqual([2, false]);
  expect(err).toContain(`There is no folder ${join(shop.directory, 'no')}, so nothing can be copied`);
});

it.each([
  ['ray', 'sigwatch run starts processes of this machine; for ray: sigwatch submit ray'],
  ['kaggle', '--platform kaggle: give one of local, colab'],
])('a platform that is not this machine: %s', async (name, words) => {
  using shop = new Workshop();
  const { code, err } = await shop.cli(['run', '--platform', name, '--', 'true']);
  expect(code).toBe(2);
  expect(err).toContain(words);
});

it('a submission to where sigwatch runs itself is told how', async () => {
  using shop = new Workshop();
  const { code, err } = await shop.cli(['submit', 'colab', '--', 'true']);
  expect(code).toBe(2);
  expect(err).toContain('sigwatch run --platform colab -- python train.py');
});
