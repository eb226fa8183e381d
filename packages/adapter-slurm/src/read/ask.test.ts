import { UnansweredError } from '@sigwatch/core';
import { virtualClock } from '@sigwatch/testkit';
import { expect, it } from 'vitest';
import type { Slurm } from '../command.js';
import { ask } from './ask.js';

const BUSY = 'squeue: error: slurm_receive_msg: Socket timed out on send/recv operation';

/** Says in turn what it is given, each after so many ms. */
function slurmThatSays(...answers: readonly { readonly stderr?: string; readonly after?: number }[]) {
  const clock = virtualClock(0);
  const calls: { readonly at: number; readonly timeout: number }[] = [];
  const slurm: Slurm = async ({ timeout }) => {
    const { stderr = '', after = 0 } = answers[calls.length] ?? {};
    calls.push({ at: clock.now(), timeout });
    if (after > 0) await clock.sleep(after);
    return { stdout: stderr === '' ? 'rows' : '', stderr, exitCode: stderr === '' ? 0 : 1 };
  };
  const asked = () => clock.run(ask({ slurm, deps: clock }, 'squeue', ['-h']));
  return { asked, calls };
}

it('is asked again where its controller was too busy to listen', async () => {
  const { asked, calls } = slurmThatSays({ stderr: BUSY }, { stderr: BUSY });
  expect(await asked()).toBe('rows');
  expect(calls).toHaveLength(3);
  // All tries have the time of one, so that who polls hears in time that nobody answers.
  for (const { at, timeout } of calls) expect(at + timeout).toBe(40_000);
});

it('tells after a moment that nobody answers', async () => {
  const { asked, calls } = slurmThatSays(...Array.from({ length: 9 }, () => ({ stderr: BUSY })));
  await expect(asked()).rejects.toThrow(UnansweredError);
  expect(calls).toHaveLength(3);
  expect(calls.at(-1)?.at).toBeLessThanOrEqual(2_000);
});

it('is not asked again where it took its time to fail', async () => {
  const { asked, calls } = slurmThatSays({ stderr: BUSY, after: 10_000 });
  await expect(asked()).rejects.toThrow('squeue gave no answer: squeue: error: slurm_receive_msg: Socket timed out');
  expect(calls).toHaveLength(1);
});

it('is not asked again what it has refused', async () => {
  const { asked, calls } = slurmThatSays({ stderr: 'slurm_load_jobs error: Invalid job id specified' });
  await expect(asked()).rejects.toThrow('Invalid job id');
  expect(calls).toHaveLength(1);
});
