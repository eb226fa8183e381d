import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../support/cli.js';
import { until } from '../support/until.js';

const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sigwatch-retry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ends with the codes in turn, and counts how often it was run; its last code is 0. */
function failing(name: string, ...codes: readonly number[]) {
  const counted = join(folder, name);
  writeFileSync(counted, '');
  const script = `echo x >> "$0"; n=$(wc -l < "$0"); shift $((n - 1)); exit \${1:-0}`;
  const command = ['sh', '-c', script, counted, ...codes.map(String)];
  return { command, runs: () => readFileSync(counted, 'utf8').split('\n').length - 1 };
}

const quick = ['retry', '--initial', '1ms'];

describe('sigwatch retry', () => {
  it('runs a command again until it succeeds, and says each time why', () => {
    const { command, runs } = failing('twice', 1, 75);
    const { code, err } = runCli([...quick, '--', ...command]);
    expect({ code, runs: runs() }).toEqual({ code: 0, runs: 3 });
    expect(err).toMatch(
      /^sigwatch: sh ended with exit code 1: try 2 of 4 (now|in 1ms)\nsigwatch: sh ended with exit code 75: try 3 of 4 (now|in \dms)\n$/,
    );
  });

  it('ends with the code of the last try', () => {
    const { command, runs } = failing('always', 1, 2, 3);
    const { code, err } = runCli([...quick, '--retries', '2', '--', ...command]);
    expect({ code, runs: runs(), lines: err.split('\n').length }).toEqual({ code: 3, runs: 3, lines: 3 });
  });

  it('tries again only what it is told to', () => {
    const { command, runs } = failing('named', 75, 1);
    expect(runCli([...quick, '--on-exit', '70-78', '--', ...command]).code).toBe(1);
    expect(runs()).toBe(2);
  });

  it('hands standard input and output on, and what stands behind the command', () => {
    const { code, out, err } = runCli([...quick, '--', 'sh', '-c', 'cat; echo "$1" >&2', 'sh', '--retries=9'], {
      input: 'given\n',
    });
    expect({ code, out, err }).toEqual({ code: 0, out: 'given\n', err: '--retries=9\n' });
  });

  it('does not try again what is not there, or can not be run, unless it is told to', () => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, 'no program');
    chmodSync(plain, 0o644);
    const none = runCli([...quick, '--', join(folder, 'none')]);
    expect(none).toMatchObject({
      code: 127,
      err: expect.stringMatching(/^sigwatch: .*none could not be started: .+\n$/),
    });
    expect(runCli([...quick, '--', plain])).toMatchObject({ code: 126, err: expect.stringContaining('EACCES') });
    const { command, runs } = failing('found', 127, 126);
    expect(runCli([...quick, '--on-exit', '126,127', '--', ...command]).code).toBe(0);
    expect(runs()).toBe(3);
  });

  it('says 128 and the signal of a command that was killed, as shells do', () => {
    const { code, err } = runCli([...quick, '--retries', '1', '--', 'sh', '-c', 'kill -KILL $$']);
    expect({ code, err }).toEqual({ code: 137, err: expect.stringContaining('sh was ended by SIGKILL: try 2 of 2') });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on, and tries nothing again after it', async (signal) => {
    const ready = join(folder, `ready-${signal}`);
    const name = signal.slice(3);
    const script = `trap 'echo got; exit 9' ${name}; echo x >> "$0"; while :; do sleep 0.05; done`;
    const child = spawn(process.execPath, [bin, ...quick, '--', 'sh', '-c', script, ready], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGTERM'));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let out = '';
    child.stdout.on('data', (bytes) => {
      out += bytes;
    });
    await until('the command runs', () => existsSync(ready));
    child.kill(signal);
    expect(await ended).toBe(9);
    expect({ out, runs: readFileSync(ready, 'utf8') }).toEqual({ out: 'got\n', runs: 'x\n' });
  });

  it('ends at once where a signal comes while it waits', async () => {
    const { command, runs } = failing('waiting', 1, 1, 1, 1);
    const child = spawn(process.execPath, [bin, 'retry', '--initial', '1h', '--max', '1h', '--', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGTERM'));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let err = '';
    child.stderr.on('data', (bytes) => {
      err += bytes;
    });
    await until('the first try has ended', () => err.includes('try 2 of 4'));
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(runs()).toBe(1);
  });

  it('says what to give where an option makes no sense', () => {
    expect(runCli(['retry', '--retries', 'many', '--', 'true'])).toMatchObject({
      code: 2,
      err: 'sigwatch: --retries many: give a whole number, such as 3\n',
    });
    expect(runCli(['retry']).code).toBe(2);
  });
});
