import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { platformErrorCode, RefusedError } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { poll, workshop } from '../test/workshop.js';

describe('behind a stand-in for kubectl', () => {
  const { adapter, spec, submit, until, status, abort, say, folder } = workshop('kubectl');

  const running = async () => {
    const job = await submit(spec('sleep 600'));
    await until(job, 'running');
    return job;
  };

  it.each([
    ['unreachable', 'UnreachableError'],
    ['garbage', 'UnreachableError'],
    ['torn', 'UnreachableError'],
    ['forbidden', 'PermissionDeniedError'],
    ['unconfigured', 'KubectlMissingError'],
  ])('%s leaves a job unknown (%s), until somebody answers again', async (mode, name) => {
    const job = await running();
    say('mode', mode);
    await expect(status(job)).rejects.toMatchObject({ name });
    await expect(adapter().submission.find('r/1', abort)).rejects.toMatchObject({ name });
    await expect(adapter().cancel(job, abort)).rejects.toMatchObject({ name });
    say('mode', '');
    // Of a torn answer nobody knows what was done: the end was asked for.
    const states = mode === 'torn' ? ['completing', 'cancelled'] : ['running'];
    expect(states).toContain((await status(job))?.state);
  });

  it.each(['missing', 'completed'])('a pod that is gone (%s) has taken its jobs with it', async (mode) => {
    const job = await running();
    say('mode', mode);
    expect(await status(job)).toMatchObject({ state: 'failed', reason: 'POD_LOST' });
    expect(await adapter().submission.find('r/1', abort)).toMatchObject({ jobs: [], complete: true });
    await adapter().cancel(job, abort);
    const again = submit(spec('exit 0'), { key: 'r/2' });
    await expect(again).rejects.toThrow(/set the prefix to a pod that runs/);
    await expect(again).rejects.toBeInstanceOf(RefusedError);
  });

  it('a pod that is there after all has its jobs, and nothing is begun beside them', async () => {
    const job = await running();
    say('mode', 'missing');
    expect(await status(job)).toMatchObject({ state: 'failed', reason: 'POD_LOST' });
    say('mode', '');
    expect(await status(job)).toMatchObject({ state: 'running' });
    const next = spec('exit 0', { attempt: 2, previous: job });
    await expect(submit(next, { key: 'r/2' })).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(/was taken for lost and is running/),
    });
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
    expect((await submit(next, { key: 'r/2' })).id).toBe('exec:r.2');
  });

  it('a submission that nobody answers is no refusal, and one that is not allowed is', async () => {
    say('mode', 'unreachable');
    await expect(submit(spec('exit 0'))).rejects.toMatchObject({ name: 'UnreachableError' });
    say('mode', 'forbidden');
    const refused = await submit(spec('exit 0')).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(platformErrorCode((refused as Error).cause)).toBe('permission_denied');
    expect((refused as Error).message).toMatch(/kubectl auth can-i create pods\/exec/);
  });

  it('kubectl that is not there is told, with what to do', async () => {
    const job = await running();
    rmSync(join(folder(), 'bin/kubectl'));
    const failed = await status(job).catch((error: Error) => error);
    expect(platformErrorCode(failed)).toBe('kubectl_not_configured');
    expect((failed as Error).message).toMatch(/Install kubectl/);
  });

  it('commands for its nodes are run through the prefix of each, and what answers counts', async () => {
    const job = await running();
    const good = join(folder(), 'bin/kubectl');
    const at = (pod: string) => [good, 'exec', '-n', 'ml', pod, '--'];
    const nodes = [
      { node: 'b', prefix: [good, 'exec', 'wrong'] },
      { node: 'a', prefix: at('worker-1') },
    ];
    const answers = await adapter({ nodes }).exec(job, ['printf', '%s', 'a b'], abort);
    expect(answers).toMatchObject([
      { node: 'a', output: 'a b', exit_code: 0 },
      { node: 'b', output: expect.stringContaining('not the shape of an exec') },
    ]);
    say('mode', 'forbidden');
    await expect(adapter({ nodes }).exec(job, ['true'], abort)).rejects.toMatchObject({ name: 'UnreachableError' });
    await expect(adapter().exec(job, ['true'], abort)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('a command that hangs is ended at the abort, with what it had put out', async () => {
    const job = await running();
    const stop = new AbortController();
    const said = join(folder(), 'said');
    const asked = adapter().exec(job, ['sh', '-c', `echo ${folder()}; : >${said}; exec sleep 600`], stop.signal);
    await poll(() => existsSync(said));
    stop.abort(new Error('enough'));
    expect(await asked).toMatchObject([{ output: `${folder()}\n` }]);
  });
});

describe('behind a stand-in for ssh', () => {
  const { spec, submit, until, status, say } = workshop('ssh');

  it.each([
    ['unreachable', 'UnreachableError'],
    ['denied', 'PermissionDeniedError'],
  ])('%s leaves a job unknown (%s)', async (mode, name) => {
    const job = await submit(spec('sleep 600'));
    await until(job, 'running');
    say('mode', mode);
    await expect(status(job)).rejects.toMatchObject({ name });
  });

  it('a command that ends with 255 is a job that failed, and no lost connection', async () => {
    const job = await submit(spec('exit 255'));
    expect(await until(job, 'failed')).toMatchObject({ exit_code: 255 });
  });
});
