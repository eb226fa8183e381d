import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latestCheckpoint, status, submitWithResume } from 'sigwatch';
import { expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const train = fileURLToPath(new URL('../../examples/ray/train.py', import.meta.url));

it('a program submits with the newest whole checkpoint, asks how the job is, and nobody has to supervise it', async () => {
  using shop = new Workshop();
  const adapter = { class_name: 'ExecAdapter', directory: join(shop.directory, 'other-side') };
  const asked = { adapter, stateDir: shop.state };
  const checkpointDir = join(shop.directory, 'checkpoints');
  const command = ['python3', train, '--checkpoint-dir', checkpointDir, '--seconds', '0.01'];
  const given = { ...asked, checkpointDir, resumeArgs: ['--resume_from_checkpoint', '{checkpoint_path}'] };

  await expect(
    submitWithResume({ ...given, command, noCheckpointFound: 'stop' }),
    'nothing is there to resume from',
  ).rejects.toMatchObject({ code: 'no_checkpoint_found' });

  const first = await submitWithResume({ ...given, command: [...command, '--steps', '20'], runId: 'first' });
  expect(first.checkpoint).toBeUndefined();
  await expect.poll(async () => (await status(first.job.id, asked)).state, { timeout: 150_000 }).toBe('succeeded');
  expect(await latestCheckpoint(checkpointDir)).toMatchObject({ step: 20 });

  const second = await submitWithResume({
    ...given,
    command: [...command, '--steps', '40', '--fail', 'oom'],
    runId: 'second',
  });
  expect(second.checkpoint).toMatchObject({ step: 20, path: join(checkpointDir, 'global_step_20') });
  await expect.poll(async () => (await status(second.job.id, asked)).state, { timeout: 150_000 }).toBe('failed');
  expect(await status(second.job.id, asked)).toMatchObject({
    exit_code: 1,
    training: { step: 30, total: 40 },
    failure: { error_type: 'oom', remedy: expect.stringContaining('micro batch size') },
  });
  await expect(status('exec:nobody.1', asked)).rejects.toMatchObject({ code: 'job_not_found' });
  await expect(status('nobody', asked)).rejects.toMatchObject({ code: 'job_not_found' });
});
