import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnansweredError } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { scratch } from '../test/fake-slurm.js';
import { plainEnvironment, slurmCommands } from './command.js';

const directory = scratch();
const never = () => new AbortController().signal;

/** A command of this name that is the only one in PATH. */
function instead(program: string, script: string) {
  const folder = directory();
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}

describe('a command of SLURM', () => {
  it('is given its arguments as they are, and answers with what it puts out and how it ended', async () => {
    const env = instead('squeue', 'printf "%s|" "$@"; echo no >&2; exit 3');
    const answer = await slurmCommands(
      { program: 'squeue', args: ['a b', '$(x)', '\x1f'], env, timeout: 60_000 },
      never(),
    );
    expect(answer).toEqual({ stdout: 'a b|$(x)|\x1f|', stderr: 'no\n', exitCode: 3 });
  });

  it.each([
    ['that is not there', 'sacct', 'exit 0', 60_000, /squeue could not be started/],
    ['that takes too long', 'squeue', 'exec /bin/sleep 60', 100, /squeue did not answer within 0.1 s/],
    ['that is killed', 'squeue', 'kill -9 $$', 60_000, /squeue was ended by SIGKILL/],
  ])('%s gives no answer', async (_, program, script, timeout, message) => {
    const { PATH } = instead(program, script);
    const call = slurmCommands({ program: 'squeue', args: [], env: { PATH: PATH.split(':', 1)[0] }, timeout }, never());
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toBeInstanceOf(UnansweredError);
  });

  it('ends with the abort', async () => {
    const abort = new AbortController();
    const env = instead('squeue', 'exec sleep 60');
    const call = slurmCommands({ program: 'squeue', args: [], env, timeout: 60_000 }, abort.signal);
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  it('that submits hands its environment on as it is; others ask by theirs alone', async () => {
    const script = 'echo "$SLURM_TIME_FORMAT,$SQUEUE_FORMAT,$LANG,$OWN"';
    const set = { SLURM_TIME_FORMAT: 'relative', SQUEUE_FORMAT: '%i', LANG: 'de_DE', OWN: 'kept' };
    const asked = (program: 'sbatch' | 'squeue') =>
      slurmCommands({ program, args: [], env: { ...set, ...instead(program, script) }, timeout: 60_000 }, never());
    expect((await asked('sbatch')).stdout).toBe('relative,%i,de_DE,kept\n');
    expect((await asked('squeue')).stdout).toBe(',,,kept\n');
  });

  it('is killed by another process at the end of its time', async () => {
    const own = join(directory(), 'pid');
    const env = instead('sbatch', `trap '' TERM; echo $$ > ${own}; sleep 60`);
    const call = { program: 'sbatch', args: [], timeout: 60_000 } as const;
    // On a busy machine its time may be over before it has begun.
    for (let within = 300; !existsSync(own) || readFileSync(own, 'utf8') === ''; within *= 3)
      await expect(slurmCommands({ ...call, env, within }, never())).rejects.toBeInstanceOf(UnansweredError);
    await expect.poll(() => isRunning(readFileSync(own, 'utf8').trim())).toBe(false);
    const quick = instead('sbatch', 'echo 7');
    expect((await slurmCommands({ ...call, env: quick, within: 60_000 }, never())).stdout).toBe('7\n');
  });

  it('tells that it did not start, below another process too', async () => {
    const folder = directory();
    const call = { program: 'sbatch', args: [], timeout: 60_000, within: 60_000, env: { PATH: folder } } as const;
    await expect(slurmCommands(call, never())).rejects.toMatchObject({ started: false });
    symlinkSync('/usr/bin/timeout', join(folder, 'timeout'));
    await expect(slurmCommands(call, never())).rejects.toMatchObject({ started: false });
  });

  it('is heard while it runs, also by who does not wait for its end', async () => {
    const env = instead('srun', 'echo one; echo two >&2; exec sleep 60');
    const abort = new AbortController();
    let text = '';
    const heard = (bytes: Uint8Array) => {
      text += Buffer.from(bytes).toString();
      if (text.includes('one\n') && text.includes('two\n')) abort.abort(new Error('enough'));
    };
    const asked = slurmCommands({ program: 'srun', args: [], env, timeout: 60_000, heard }, abort.signal);
    await expect(asked).rejects.toThrow('enough');
    expect(text.length).toBe(8);
  });
});

it('keeps the rest of the environment', () => {
  const env = { SACCT_FORMAT: 'x', LC_TIME: 'de_DE', SLURM_CONF: '/etc/slurm.conf', TZ: 'UTC', GONE: undefined };
  expect(plainEnvironment(env)).toEqual({ SLURM_CONF: '/etc/slurm.conf', TZ: 'UTC', LC_ALL: 'C.UTF-8' });
});

/** One that was killed and that nobody has asked for yet is still listed. */
function isRunning(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
