import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deps } from '../contract.js';
import { systemDeps } from '../deps.js';
import { askCommand } from './ask-command.js';

const never = new AbortController().signal;
const ask = (argv: readonly string[], { timeout = 60_000, abort = never, env = {}, cwd = tmpdir() } = {}) =>
  askCommand({ argv, cwd, env, timeout }, systemDeps, abort);
/** Calls `then` as soon as a condition is met. */
function when(met: () => boolean, then: () => void): void {
  if (met()) then();
  else setTimeout(() => when(met, then), 10);
}
const node = (script: string) => [process.execPath, '-e', script];

describe('asking a command', () => {
  it.each([
    ['it prints 1', ['echo', '1'], true],
    ['it prints 1 and fails', ['sh', '-c', 'printf " 1\\n\\n"; exit 3'], true],
    ['it succeeds without a word', ['true'], true],
    ['it writes to stderr alone', ['sh', '-c', 'echo 0 >&2'], true],
    ['it prints 0', ['echo', '0'], false],
    ['it prints 11', ['echo', '11'], false],
    ['it prints more than 1', ['printf', '1\\n2\\n'], false],
    ['it fails without a word', ['false'], false],
    ['it prints without an end in sight', ['head', '-c', '3000000', '/dev/zero'], false],
  ])('%s', async (_, argv, yes) => expect((await ask(argv)).yes).toBe(yes));

  it('says why a no is one', async () => {
    expect(await ask(['sh', '-c', 'exit 7'])).toEqual({ yes: false, why: 'ended with exit code 7' });
    expect(await ask(['echo', 'no'])).toEqual({ yes: false, why: 'ended with exit code 0 and did not print 1' });
    expect(await ask(['sh', '-c', 'kill -9 $$'])).toEqual({ yes: false, why: 'was killed by SIGKILL' });
  });

  it('tells a command that could not be run from a no', async () => {
    expect(await ask(['/no/such/program'])).toMatchObject({ yes: false, trouble: true });
    expect((await ask(['/no/such/program'])) as object).toMatchObject({ why: expect.stringContaining('ENOENT') });
    expect(await ask(['true'], { cwd: '/no/such/folder' })).toMatchObject({ yes: false, trouble: true });
    expect(await ask([''])).toMatchObject({ yes: false, trouble: true });
  });

  it('reaches the command as words, in its folder and with its variables', async () => {
    const script =
      'process.stdout.write(process.env.A === "b" && process.cwd() === process.argv[2] && process.argv[1] === "$(x) ; *" ? "1" : "0")';
    const answer = await ask([...node(script), '$(x) ; *', process.cwd()], { env: { A: 'b' }, cwd: process.cwd() });
    expect(answer.yes).toBe(true);
  });

  it('ends with all that it has started, at its time limit and at the abort', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sigwatch-ask-'));
    const file = join(directory, 'pid');
    const argv = ['sh', '-c', `sleep 600 & echo $! > ${file}; wait`];
    const started = () => existsSync(file) && /^\d+\n$/.test(readFileSync(file, 'utf8'));
    const gone = () => {
      const pid = Number(readFileSync(file, 'utf8'));
      try {
        return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
      } catch {
        return true;
      }
    };
    // A limit counts once there is something to be ended.
    const deps: Deps = {
      now: systemDeps.now,
      schedule: (at, wake) => systemDeps.schedule(at, () => when(started, wake)),
    };
    expect(await askCommand({ argv, cwd: tmpdir(), env: {}, timeout: 500 }, deps, never)).toEqual({
      yes: false,
      why: 'gave no answer within 0.5 s',
      trouble: true,
    });
    // A process that was killed goes on to be listed while its memory is given back.
    await expect.poll(gone).toBe(true);
    rmSync(file);
    const stop = new AbortController();
    const asked = ask(argv, { timeout: 600_000, abort: stop.signal });
    await expect.poll(started).toBe(true);
    stop.abort();
    expect(await asked).toMatchObject({ yes: false, trouble: true });
    await expect.poll(gone).toBe(true);
    rmSync(directory, { recursive: true });
  });

  it('is not waited for beyond its limit by who has left its group with the pipe', async () => {
    // Who waited for the pipe would do so for longer than a test may take.
    const answer = await ask(['setsid', 'sh', '-c', 'sleep 200 & sleep 200'], { timeout: 300 });
    expect(answer.yes).toBe(false);
  });
});
