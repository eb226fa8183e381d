import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobRef, RefusedError, systemDeps } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { content, poll, shells, type Way, workshop } from '../test/workshop.js';
import { type RunCommand, runCommand } from './ask/run-command.js';
import { execAdapter } from './index.js';

const odd = ['a b', "it's", '"$HOME"', '*', 'a\nb\n', '!x', '\\n', '', '-e', 'ä✓', '$(id)'];

/** Pid and start of the command, or of who waits for it. */
const processOf = (there: (job: JobRef, name: string) => string, job: JobRef, who: 'command' | 'wrapper'): number =>
  who === 'wrapper'
    ? Number(job.incarnation.split('/')[1])
    : Number(readFileSync(there(job, 'pid'), 'utf8').split(',')[0]);

describe.each(['here', 'ssh'] satisfies Way[])('a job begun %s', (way) => {
  const { adapter, spec, submit, until, there, folder } = workshop(way);

  it('is given its words, variables and folder as they are', async () => {
    const cwd = join(folder(), 'a folder; with $words');
    mkdirSync(cwd);
    const command = ['sh', '-c', 'pwd; printf "%s\\0" "$@" "$ODD"', 'sh', ...odd];
    const job = await submit(
      spec('', { command, cwd, env: { ODD: odd.join('|'), 'odd.name': 'x', TEST_FOLDER: folder() } }),
    );
    expect((await until(job, 'succeeded', 'failed')).exit_code).toBe(0);
    expect(readFileSync(there(job, 'output.log'), 'utf8')).toBe(
      `${cwd}\n${[...odd, odd.join('|')].map((word) => `${word}\0`).join('')}`,
    );
    const known = await adapter().lookUp(job.id, new AbortController().signal);
    expect(known).toEqual({ job, name: 'r.1', command: { argv: command, cwd } });
  });

  it('may be a program with = in its name', async () => {
    const program = join(folder(), 'a=b');
    writeFileSync(program, '#!/bin/sh\necho "ran $1"\n', { mode: 0o755 });
    const job = await submit(spec('', { command: [program, 'x'] }));
    await until(job, 'succeeded');
    expect(readFileSync(there(job, 'output.log'), 'utf8')).toBe('ran x\n');
  });
});

describe.each(shells)('a job (%s)', (way) => {
  const { adapter, spec, submit, status, until, there, folder, abort, carriers } = workshop(way);

  it('knows whose it is, and hears SIGINT', async () => {
    const job = await submit(
      spec(
        'trap "echo heard; exit 5" INT; echo "$SIGWATCH_RUN_ID $SIGWATCH_ATTEMPT $SIGWATCH_SET_1"; while :; do sleep 0.1; done',
      ),
    );
    await content(there(job, 'output.log'));
    await adapter().signal(job, 'SIGINT', abort);
    expect((await until(job, 'failed')).exit_code).toBe(5);
    expect(readFileSync(there(job, 'output.log'), 'utf8')).toBe('r 1 \nheard\n');
  });

  it('shows its variables to nobody who reads the words of processes', async () => {
    const job = await submit(spec('sleep 600', { env: { TEST_FOLDER: folder(), SECRET: 'hunter2-hunter2' } }));
    await until(job, 'running');
    const words = spawnSync('sh', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null'], { encoding: 'latin1' }).stdout;
    expect(words).not.toContain(['hunter2', 'hunter2'].join('-'));
  });

  it('shows its variables to nobody while it is being submitted either, unless standard input leads nowhere', async () => {
    const env = { TEST_FOLDER: folder(), SECRET: 'hunter3-hunter3', ODD: 'a\\n\n\'"%b é' };
    const shown: string[] = [];
    const told =
      (deaf: boolean): RunCommand =>
      async (call, signal) => {
        shown.push(call.argv.join(' '));
        return runCommand(deaf ? { ...call, input: '' } : call, signal);
      };
    const by = (deaf: boolean) =>
      execAdapter({
        ...{ stateDirectory: join(folder(), 'state'), deps: systemDeps, run: told(deaf) },
        settings: {
          prefix: [join(folder(), 'bin/ssh'), 'gpu-1'],
          directory: join(folder(), 'there'),
          poll_interval_seconds: 1,
        },
      }).submission!;
    const how = { notAfter: Date.now() + 60_000, held: false };
    const printing = spec('printf %s "$SECRET$ODD"', { env });
    const job = await by(false).submit(printing, 'r/1', how, abort);
    await until(job, 'succeeded');
    expect(readFileSync(there(job, 'output.log'), 'utf8')).toBe(`${env.SECRET}${env.ODD}`);
    expect(shown.join(' ')).not.toContain('hunter3');
    const again = await by(true).submit(printing, 'r/2', how, abort);
    await until(again, 'succeeded');
    expect(readFileSync(there(again, 'output.log'), 'utf8')).toBe(`${env.SECRET}${env.ODD}`);
  });

  it('that any number ask for at once is begun once', async () => {
    const script = `echo begun >>${folder()}/begun; sleep 600`;
    const jobs = await Promise.all(Array.from({ length: 8 }, () => submit(spec(script))));
    expect(new Set(jobs.map(({ incarnation }) => incarnation)).size).toBe(1);
    await until(jobs[0]!, 'running');
    expect(await content(join(folder(), 'begun'))).toBe('begun\n');
  });

  it('is found again when its submitter died between the claim and the answer', async () => {
    const script = `echo begun >>${folder()}/begun; sleep 600`;
    const dying = execAdapter({
      stateDirectory: join(folder(), 'state'),
      deps: systemDeps,
      settings: { directory: join(folder(), 'there') },
      run: async (call, signal) => {
        const answer = await runCommand(call, signal);
        if (!answer.stdout.includes('claimed')) return answer;
        throw new Error('killed');
      },
    });
    const how = { notAfter: Date.now() + 60_000, held: false };
    await expect(dying.submission!.submit(spec(script), 'r/1', how, abort)).rejects.toThrow('killed');
    const { jobs, complete } = await adapter().submission.find('r/1', abort);
    expect([jobs.length, complete]).toEqual([1, true]);
    expect(await submit(spec(script))).toEqual(jobs[0]);
    await until(jobs[0]!, 'running');
    expect(await content(join(folder(), 'begun'))).toBe('begun\n');
  });

  it('is begun once or not at all, whenever its submitter is killed', async () => {
    for (let ms = 0; ms <= 60; ms += 12) {
      const key = `r/${ms + 1}`;
      const script = `echo ${key} >>${folder()}/begun; exit 0`;
      const killed = new AbortController();
      const how = { notAfter: Date.now() + 60_000, held: false };
      const asked = adapter().submission.submit(spec(script), key, how, killed.signal);
      setTimeout(() => killed.abort(new Error('killed')), ms);
      await asked.catch(() => {});
      const job = await submit(spec(script), { key });
      await until(job, 'succeeded');
    }
    const begun = readFileSync(join(folder(), 'begun'), 'utf8').trim().split('\n');
    expect(begun).toEqual([...new Set(begun)]);
    expect(begun).toHaveLength(6);
  });

  it('is refused where its folder is not there, with what to do', async () => {
    const refused = submit(spec('exit 0', { cwd: '/nowhere/at all' }));
    await expect(refused).rejects.toThrow(/\/nowhere\/at all.*is not there: set `cwd`/);
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
    expect((await adapter().submission.find('r/1', abort)).jobs).toEqual([]);
  });

  it('is refused where nothing can be written, with what to do', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const how = { notAfter: Date.now() + 60_000, held: false };
    const submission = adapter({ directory: join(folder(), 'file/there') }).submission;
    await expect(submission.submit(spec('exit 0'), 'r/1', how, abort)).rejects.toThrow(/set `directory`/);
  });

  it('is never begun after its deadline, also where that passes on the way', async () => {
    let calls = 0;
    let notAfter = 0;
    const slow = execAdapter({
      stateDirectory: join(folder(), 'state'),
      deps: systemDeps,
      settings: { directory: join(folder(), 'there') },
      run: async (call, signal) => {
        calls += 1;
        if (calls === 2) await poll(() => Date.now() > notAfter);
        return runCommand(call, signal);
      },
    });
    // On a busy machine it may pass before the first call, which tells nothing of the second.
    for (let ms = 700; calls < 2; ms *= 3) {
      calls = 0;
      notAfter = Date.now() + ms;
      const how = { notAfter, held: false };
      const late = slow.submission!.submit(spec(`echo begun >>${folder()}/begun`), 'r/1', how, abort);
      await expect(late).rejects.toThrow(/deadline/);
    }
    expect(calls).toBe(2);
    expect((await adapter().submission.find('r/1', abort)).jobs).toEqual([]);
    expect(existsSync(join(folder(), 'begun'))).toBe(false);
  });

  it('that a signal ends is told with it', async () => {
    const job = await submit(spec('kill -9 $$'));
    expect(await until(job, 'failed')).toMatchObject({ exit_code: 137, signal: 'SIGKILL' });
  });

  it('whose watcher was killed runs on, and is lost when it ends', async () => {
    const job = await submit(spec('sleep 600'));
    await until(job, 'running');
    process.kill(processOf(there, job, 'wrapper'), 'SIGKILL');
    await poll(async () => /exit code will not be known/.test((await status(job))?.detail ?? ''));
    process.kill(processOf(there, job, 'command'), 'SIGKILL');
    expect(await until(job, 'failed')).toMatchObject({ reason: 'PROCESS_LOST' });
  });

  it('keeps its end when its folder is removed', async () => {
    const job = await submit(spec('exit 3'));
    const ended = await until(job, 'failed');
    spawnSync('rm', ['-rf', join(folder(), 'there')]);
    expect(await status(job)).toEqual(ended);
    await adapter().cancel(job, abort);
  });

  it('is unknown when its folder was removed while it ran', async () => {
    const job = await submit(spec('sleep 600'));
    await until(job, 'running');
    spawnSync('rm', ['-rf', join(folder(), 'there')]);
    expect(await status(job)).toBeUndefined();
  });

  it('is ended with what has left its group, in the end by force', async () => {
    const job = await submit(
      spec(
        'setsid sh -c "trap : TERM; echo one; while :; do sleep 0.1; done" & trap : TERM; echo two; while :; do sleep 0.1; done',
      ),
    );
    await poll(
      () =>
        existsSync(there(job, 'output.log')) && readFileSync(there(job, 'output.log'), 'utf8').split('\n').length === 3,
    );
    await adapter().cancel(job, abort);
    // The grace is short: on a busy machine it is over by now.
    expect(['completing', 'cancelled']).toContain((await status(job))?.state);
    await adapter().cancel(job, abort);
    expect(await until(job, 'cancelled')).toMatchObject({ exit_code: 137, ended_by: 'sigwatch' });
    expect(carriers()).toEqual([]);
  });

  it('that is cancelled as soon as it is submitted runs nowhere', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const job = await submit(spec('sleep 600'), { key: `r/${attempt}` });
      await adapter().cancel(job, abort);
      expect(await until(job, 'cancelled')).toMatchObject({ ended_by: 'sigwatch' });
    }
    expect(carriers()).toEqual([]);
  });

  it('hears SIGTERM once, and ends in its own way within the grace', async () => {
    const job = await submit(spec('trap "echo saved; exit 0" TERM; echo ready; while :; do sleep 0.1; done'));
    await content(there(job, 'output.log'));
    await adapter({ grace_seconds: 30 }).cancel(job, abort);
    await adapter({ grace_seconds: 30 }).cancel(job, abort);
    expect(await until(job, 'cancelled')).toMatchObject({ exit_code: 0 });
    // What the shell says of its own `sleep`, which hears the signal too, is a matter of moments.
    const said = readFileSync(there(job, 'output.log'), 'utf8').split('\n');
    expect(said.filter((line) => line !== 'Terminated')).toEqual(['ready', 'saved', '']);
  });

  it('whose number is another process’s by now leaves that one alone', async () => {
    const job = await submit(spec('sleep 600'));
    await until(job, 'running');
    for (const who of ['wrapper', 'command'] as const) process.kill(processOf(there, job, who), 'SIGKILL');
    // It leads a group, as the command did, and has been started at another time.
    const other = spawn('sleep', ['600'], { detached: true });
    try {
      writeFileSync(there(job, 'pid'), `${other.pid},1,1\n`);
      expect(await until(job, 'failed')).toMatchObject({ reason: 'PROCESS_LOST' });
      await expect(adapter().signal(job, 'KILL', abort)).rejects.toThrow('it does not run');
      await adapter().cancel(job, abort);
      await poll(
        () =>
          !existsSync(there(job, 'reaper')) ||
          !isAlive(Number(readFileSync(there(job, 'reaper'), 'utf8').split(',')[0])),
      );
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is signalled with its group', async () => {
    const job = await submit(spec('trap "echo usr1; exit 0" USR1; echo ready; while :; do sleep 0.1; done'));
    await content(there(job, 'output.log'));
    await adapter().signal(job, 'USR1', abort);
    await until(job, 'succeeded');
    await expect(adapter().signal(job, 'USR1', abort)).rejects.toThrow(/cannot send USR1 to exec:r.1: it does not run/);
    await expect(adapter().signal(job, 'USR1; id', abort)).rejects.toThrow(/no signal/);
    const nobody: JobRef = { id: 'exec:nobody.1', incarnation: 'a/1/1/b/1/c' };
    await expect(adapter().signal(nobody, 'USR1', abort)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('has commands run beside it', async () => {
    const job = await submit(spec('sleep 600'));
    const host = spawnSync('uname', ['-n'], { encoding: 'utf8' }).stdout.trim();
    const answer = await adapter().exec(
      job,
      ['sh', '-c', 'printf "%s|" "$@"; echo oops >&2; exit 4', 'sh', ...odd],
      abort,
    );
    expect(answer).toEqual([{ node: host, output: `${odd.join('|')}|oops\n`, exit_code: 4 }]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
