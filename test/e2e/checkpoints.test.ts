import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Workshop } from './workshop.js';

/** A whole file in the format of safetensors: eight bytes of length, the header, the data. */
function weights(): Buffer {
  const header = Buffer.from(JSON.stringify({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(16)]);
}

const corrupt = 'RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory\n';

it('a checkpoint that cannot be read is followed by the next older one, attempt after attempt', async () => {
  using shop = new Workshop();
  const checkpoints = join(shop.directory, 'ckpt');
  for (const step of [100, 200, 300]) {
    mkdirSync(join(checkpoints, `checkpoint-${step}`), { recursive: true });
    writeFileSync(join(checkpoints, `checkpoint-${step}`, 'model.safetensors'), weights());
    writeFileSync(join(checkpoints, `checkpoint-${step}`, 'trainer_state.json'), JSON.stringify({ global_step: step }));
  }
  // The first attempt has taken the newest by itself: sigwatch is not told which one that was.
  const attempts = [{ print: corrupt, exit: 1 }, { print: corrupt, exit: 1 }, { print: 'done\n' }];
  const flags = [...shop.policy('restart_on_signals: [checkpoint_corrupt]'), '--checkpoint-dir', checkpoints];
  const { events, code } = await shop.told('run', ['--monitor', 'default', ...flags], shop.job(...attempts));
  const started = events.filter(({ event_type }) => event_type === 'attempt_started');
  expect(started.map(({ data }) => data.resume_from)).toEqual([
    undefined,
    join(checkpoints, 'checkpoint-200'),
    join(checkpoints, 'checkpoint-100'),
  ]);
  const decisions = events.filter(({ event_type }) => event_type === 'decision');
  expect(decisions.map(({ data }) => [data.action, data.error_type, data.resume])).toEqual(
    Array(2).fill(['restart', 'checkpoint_corrupt', 'older_verified']),
  );
  expect(code).toBe(0);
});

it('a run that may not start over ends with the stop of its policy, and a second job is never begun', async () => {
  using shop = new Workshop();
  const printed = ['iteration 5/ 100 | lm loss: 1.0', 'iteration 6/ 100 | lm loss: 1.0', corrupt].join('\n');
  const flags = shop.policy('restart_on_signals: [checkpoint_corrupt]\nno_checkpoint_found: stop');
  const { events, code } = await shop.told(
    'run',
    [
      '--monitor',
      'megatron_basic',
      '--monitor',
      'default',
      ...flags,
      '--checkpoint-dir',
      join(shop.directory, 'nothing'),
    ],
    shop.job({ print: printed, exit: 1 }, { print: 'done\n' }),
  );
  expect(events.filter(({ event_type }) => event_type === 'attempt_started')).toHaveLength(1);
  const [ended] = events.filter(({ event_type }) => event_type === 'run_ended');
  expect(ended?.data).toMatchObject({
    state: 'failed',
    restarts: 0,
    final_step: 6,
    decision: { action: 'stop', error_type: 'no_checkpoint_found' },
  });
  expect(ended?.data.reason).toContain(`There is no folder ${join(shop.directory, 'nothing')}.`);
  expect(code).toBe(3);
});
