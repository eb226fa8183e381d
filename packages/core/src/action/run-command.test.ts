import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext, Deps } from '../contract.js';
import { fileNameOf } from './action-log.js';
import { executionAction } from './execution.js';

const deps: Deps = {
  now: Date.now,
  schedule(at, wake) {
    const timer = setTimeout(wake, at - Date.now());
    return () => clearTimeout(timer);
  },
};
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-action-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const context = (values: Record<string, string> = {}, key = 'k'): ActionContext => ({
  run_id: 'run-1',
  attempt: 2,
  values,
  key,
  directory,
  job: { id: 'local:run-1', incarnation: '1' },
});
const never = new AbortController().signal;
const action = (command: string[], more: Record<string, string | number> = {}) =>
  executionAction.create({ class_name: 'ExecutionAction', command, ...more }, deps);
const escaped = (script: string) => script.replaceAll('{', '{{').replaceAll('}', '}}');
const node = (script: string, ...args: string[]) => [process.execPath, '-e', escaped(script), '--', ...args];
const output = (key = 'k') => readFileSync(join(directory, 'actions', `${fileNameOf(key)}.log`), 'utf8');
const isAlive = (pid: number) => {
  try {
    // A zombie still has its pid, but runs no more.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

describe('ExecutionAction', () => {
  it('keeps the output and says how it ended and what it said last', async () => {
    const result = await action(node('console.log("one"); console.error("two")')).run(context(), never);
    expect(result).toEqual({ ok: true, detail: `${process.execPath} ended with exit code 0: two` });
    expect(output()).toBe('one\ntwo\n');
  });

  it('fails on another exit code, a signal, and a program that is not there', async () => {
    const run = async (command: string[]) => (await action(command).run(context(), never)).detail;
    expect(await run(node('process.exit(7)'))).toBe(`${process.execPath} ended with exit code 7`);
    expect(await run(node('process.kill(process.pid, "SIGKILL")'))).toBe(`${process.execPath} was killed by SIGKILL`);
    expect(await run(['/no/such/program'])).toContain('/no/such/program could not be started: spawn');
  });

  it('hands values on as arguments, whatever they hold', async () => {
    const nasty = ['; rm -rf /', '$(touch /tmp/x)', '`id`', 'a\nb', '"\'', '* ?', '--flag', '', '{step}', '\u001b[31m'];
    const names = nasty.map((_, i) => `{v${i}}`);
    const values = Object.fromEntries(nasty.map((value, i) => [`v${i}`, value]));
    const show = 'console.log(JSON.stringify(process.argv.slice(1)))';
    await action(node(show, ...names)).run(context(values), never);
    expect(JSON.parse(output())).toEqual(nasty);
  });

  it('is not run with a value that is missing or that no argument can hold', async () => {
    expect(await action(['echo', '{step}']).run(context(), never)).toEqual({
      ok: false,
      final: true,
      detail: 'The command was not run: {step} has no value here, in "{step}"',
    });
    const nul = await action(['echo', '{step}']).run(context({ step: 'a\0b' }), never);
    expect(nul).toMatchObject({ ok: false, final: true });
    expect(nul.detail).toContain('NUL byte');
  });

  it('gives SIGWATCH_* and its own environment, and no stdin', async () => {
    const show = `process.stdin.on('end', () => console.log(
      ['RUN_ID', 'ATTEMPT', 'JOB_ID', 'ACTION_KEY'].map((n) => process.env['SIGWATCH_' + n]).join(), process.env.MINE)).resume()`;
    const command = executionAction.create(
      { class_name: 'ExecutionAction', command: node(show), env: { MINE: 'step {step}' } },
      deps,
    );
    await command.run(context({ step: '5' }, 'r/1/2'), never);
    expect(output('r/1/2')).toBe('run-1,2,local:run-1,r/1/2 step 5\n');
  });

  // The child of the child must go too: it would hold the GPU, or the lock.
  const family = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(process.pid + ' ' + child.pid); setInterval(() => {}, 1000)`;

  const BEGUN = /^\d+ \d+\n/;
  /** A limit counts once both are there. */
  const onceBegun: Deps = {
    now: Date.now,
    schedule(at, wake) {
      const timer = setInterval(() => {
        if (Date.now() < at || !BEGUN.test(tryOutput())) return;
        clearInterval(timer);
        wake();
      }, 10);
      return () => clearInterval(timer);
    },
  };
  /** A process that was killed goes on to be listed while its memory is given back. */
  const nobodyIsAlive = () => {
    const pids = output().trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    return expect.poll(() => pids.filter(isAlive)).toEqual([]);
  };

  it('ends the whole group at the timeout', async () => {
    const command = { class_name: 'ExecutionAction', command: node(family), timeout: 0.6 };
    const result = await executionAction.create(command, onceBegun).run(context(), never);
    expect(result.ok).toBe(false);
    expect(result.detail).toContain('did not end within 0.6 s');
    await nobodyIsAlive();
  });

  it('ends the whole group at abort, and does not begin after it', async () => {
    const abort = new AbortController();
    const running = action(node(family)).run(context(), abort.signal);
    await expect.poll(tryOutput).toMatch(BEGUN);
    abort.abort();
    expect((await running).detail).toContain('was stopped with sigwatch');
    await nobodyIsAlive();
    expect((await action(node('1')).run(context(), abort.signal)).ok).toBe(false);
  });

  it('ends what an earlier life left running before it begins', async () => {
    // What kill -9 leaves: the group, and the file that names it.
    const abort = new AbortController();
    const lost = action(node(family)).run(context(), abort.signal);
    await expect.poll(tryOutput).toMatch(BEGUN);
    const [pid] = output().split(' ').map(Number);
    expect(isAlive(pid!)).toBe(true);
    const again = await action(node('1')).run(context(), never);
    expect(again.ok).toBe(true);
    expect((await lost).ok).toBe(false);
    await expect.poll(() => isAlive(pid!)).toBe(false);
  });

  it('lets a process alone that only has the same pid by chance', async () => {
    await action(node('1')).run(context(), never);
    const pid = { pid: process.pid, started: 'another boot:1' };
    writeFileSync(join(directory, 'actions', 'k.pid'), JSON.stringify(pid));
    expect((await action(node('1')).run(context(), never)).ok).toBe(true);
  });
});

function tryOutput(): string {
  try {
    return output();
  } catch {
    return '';
  }
}
