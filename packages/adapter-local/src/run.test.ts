import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { content, poll, workshop } from '../test/workshop.js';

const { abort, adapter, carriers, file, runs, sources, spec, status, submit, until } = workshop();

describe('a local job', () => {
  it('that ends with 0 has succeeded, and has its output and environment', async () => {
    const before = Date.now();
    const script = 'echo one; echo two >&2; echo "$SIGWATCH_RUN_ID $SIGWATCH_ATTEMPT $EXTRA"; cat; pwd';
    const job = await submit(spec(script, { env: { EXTRA: 'x y' }, cwd: '/' }));
    expect(job.id).toBe('local:r.1');
    const ended = await until(job, 'succeeded');
    expect(ended).toMatchObject({ job, exit_code: 0, nodes: [expect.any(String)] });
    expect(ended.started_at).toBeGreaterThanOrEqual(before);
    expect(ended.ended_at).toBeGreaterThanOrEqual(ended.started_at!);
    expect(ended.signal).toBeUndefined();
    expect(readFileSync(file('output.log'), 'utf8')).toBe('one\ntwo\nr 1 x y\n/\n');
  });

  it.each([
    ['exit 3', { exit_code: 3 }],
    ['exit 137', { exit_code: 137 }],
    ['kill -9 $$', { signal: 'SIGKILL' }],
    ['kill -ABRT $$', { signal: 'SIGABRT' }],
  ])('that does "%s" has failed', async (script, end) => {
    const ended = await until(await submit(spec(script)), 'failed');
    expect(ended).toMatchObject(end);
    expect('exit_code' in ended).toBe('exit_code' in end);
    expect(ended.reason).toBeUndefined();
  });

  it('that cannot be started has failed as in a shell, and says so in its output', async () => {
    const plain = join(runs(), '..', 'plain');
    const cases = [
      [spec('', { attempt: 1, command: ['no-such-program'] }), 127, /no-such-program: command not found/],
      [spec('', { attempt: 2, command: [plain] }), 126, /permission denied/],
      [spec('true', { attempt: 3, cwd: '/no/such/directory' }), 126, /\/no\/such\/directory: the working directory/],
      [spec('', { attempt: 4, command: ['true', 'x'.repeat(3_000_000)] }), 126, /true: cannot be started: .*E2BIG/],
    ] as const;
    writeFileSync(plain, 'text');
    chmodSync(plain, 0o644);
    for (const [what, exit_code, text] of cases) {
      const ended = await until(await submit(what), 'failed');
      expect(ended).toMatchObject({ exit_code, detail: expect.stringMatching(text) });
      expect(readFileSync(file('output.log', what.attempt), 'utf8')).toBe(`${ended.detail}\n`);
    }
  });

  it('outlives the process that submitted it, and is found by the next one', async () => {
    const script = 'for i in 1 2 3; do echo $i; done; until [ -e "$TEST_DIRECTORY/go" ]; do sleep 0.02; done; echo end';
    const submitter = join(runs(), '..', 'submitter.mjs');
    writeFileSync(
      submitter,
      `import { localAdapter } from ${JSON.stringify(pathToFileURL(join(sources(), 'index.js')).href)};
      const { submission } = localAdapter({ directory: ${JSON.stringify(runs())}, logs: () => ({}) });
      const how = { notAfter: Date.now() + 60000, held: false };
      console.log(JSON.stringify(await submission.submit(${JSON.stringify(spec(script))}, 'key', how, new AbortController().signal)));
      setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [submitter], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    const job = JSON.parse(String((await once(child.stdout, 'data'))[0]));
    // As a closing terminal would: the whole group, and for good.
    process.kill(-child.pid!, 'SIGHUP');
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'exit');
    expect(await adapter().submission!.find('key', abort)).toMatchObject({ jobs: [job], complete: true });
    await until(job, 'running');
    writeFileSync(join(runs(), 'go'), '');
    expect(await until(job, 'succeeded')).toMatchObject({ exit_code: 0 });
    expect(readFileSync(file('output.log'), 'utf8')).toBe('1\n2\n3\nend\n');
  });

  it('is started once by any number of submitters with its key', async () => {
    for (let attempt = 1; attempt <= 10; attempt++) {
      const what = spec('echo started; exec sleep 600', { attempt });
      const jobs = await Promise.all([1, 2, 3].map(() => submit(what)));
      expect(new Set(jobs.map((job) => job.incarnation)).size).toBe(1);
      await until(jobs[0]!, 'running');
      await content(file('output.log', attempt));
    }
    // Every shim is through, so that no late start could be missed.
    await poll(() => carriers().length === 10);
    for (let attempt = 1; attempt <= 10; attempt++) {
      expect(readFileSync(file('output.log', attempt), 'utf8')).toBe('started\n');
    }
    expect((await adapter().submission!.find('key', abort)).jobs).toHaveLength(10);
  });

  it('refuses what cannot be', async () => {
    const refused = { name: 'RefusedError' };
    await expect(submit(spec('true'), { notAfter: Date.now() - 1 })).rejects.toMatchObject(refused);
    await expect(submit(spec('', { command: [] }))).rejects.toMatchObject(refused);
    await expect(submit(spec('', { command: ['a\0b'] }))).rejects.toMatchObject(refused);
    await expect(submit(spec('true', { run_id: '../r' }))).rejects.toMatchObject(refused);
    await expect(submit(spec('true', { attempt: 0 }))).rejects.toMatchObject(refused);
    expect(existsSync(runs())).toBe(false);
    await submit(spec('true'));
    await expect(submit(spec('true'), { key: 'other' })).rejects.toThrow(/another submission/);
    writeFileSync(join(runs(), 'plain'), '');
    await expect(submit(spec('true', { run_id: 'plain' }))).rejects.toMatchObject(refused);
    await expect(
      adapter({ shim: '/no/shim.js' }).submission!.submit(
        spec('true', { attempt: 2 }),
        'k',
        { notAfter: Date.now() + 60_000, held: false },
        abort,
      ),
    ).rejects.toMatchObject(refused);
  });

  it('never starts after its deadline, however late the shim comes', async () => {
    // A clock that stands still at the deadline while the shim's goes on.
    const late = adapter({ now: () => 1_000 });
    const how = { notAfter: 1_000, held: false };
    await expect(late.submission!.submit(spec('echo started'), 'key', how, abort)).rejects.toThrow(/deadline/);
    expect(existsSync(file('output.log'))).toBe(false);
    expect(await late.submission!.find('key', abort)).toEqual({ jobs: [], complete: true, asOf: 1_000 });
  });

  it('waits for its release when it is held, also past the deadline of its submission', async () => {
    let notAfter = 0;
    let job: JobRef | undefined;
    // On a busy machine a deadline may pass before the shim has come.
    for (let seconds = 1; job === undefined; seconds *= 3) {
      notAfter = Date.now() + seconds * 1_000;
      job = await submit(spec('echo started'), { held: true, notAfter }).catch((error: Error) => {
        expect(error.message).toMatch(/deadline/);
        return undefined;
      });
    }
    await poll(() => Date.now() > notAfter + 100);
    expect(await status(job)).toMatchObject({ state: 'pending', detail: expect.stringMatching(/Held/) });
    expect(existsSync(file('output.log'))).toBe(false);
    await adapter().submission!.release!(job, abort);
    await adapter().submission!.release!(job, abort);
    await until(job, 'succeeded');
    expect(readFileSync(file('output.log'), 'utf8')).toBe('started\n');
  });

  it('stops to wait for a shim when it is told to', async () => {
    const controller = new AbortController();
    const promise = adapter().submission!.submit(
      spec('true'),
      'key',
      { notAfter: Date.now() + 60_000, held: false },
      controller.signal,
    );
    controller.abort(new Error('enough'));
    await expect(promise).rejects.toThrow('enough');
  });
});
