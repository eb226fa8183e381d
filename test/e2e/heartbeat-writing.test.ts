import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { until, Workshop } from './workshop.js';

const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const page = readFileSync(new URL('../../docs/heartbeats.md', import.meta.url), 'utf8');
const script = /^```sh watched\.sh\n(.*?)^```$/ms.exec(page)?.[1] ?? '';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const statusOf = async (shop: Workshop, place: string) => {
  const { code, out } = await shop.cli(['watch', place, '--once', '--format', 'json']);
  const { state } = JSON.parse(out);
  return { exit: code, state };
};

describe.each(['sh', 'bash'])('the script of the page, in %s', (shell) => {
  /** Starts a command by it, with a heartbeat five times a second. */
  function watched(
    shop: Workshop,
    command: string,
  ): { child: ChildProcess; place: string; code: Promise<number | null> } {
    const tools = join(shop.directory, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
    const place = join(shop.directory, 'runs', 'train-1');
    const child = spawn(shell, [shop.file('watched.sh', script), 'sh', '-c', command], {
      cwd: shop.directory,
      stdio: 'ignore',
      env: {
        ...process.env,
        HEARTBEAT: place,
        HEARTBEAT_EVERY: '0.2',
        PATH: `${tools}${delimiter}${process.env.PATH}`,
      },
    });
    const code = new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    return { child, place, code };
  }
  /** A command that goes on until the file is there. */
  const waiting = (shop: Workshop, then: string) =>
    `echo working; until [ -e ${shop.directory}/go ]; do sleep 0.05; done; ${then}`;

  it('tells that it lives, its log, and that it has succeeded', async () => {
    using shop = new Workshop();
    const { place, code } = watched(shop, waiting(shop, 'exit 0'));
    const first = await until(
      'there is a heartbeat',
      () => existsSync(join(place, 'metadata.json')) && json(join(place, 'metadata.json')),
    );
    expect(first).toMatchObject({ run_id: 'train-1', status: 'running', phase: 'training' });
    await until('there is another', () => json(join(place, 'metadata.json')).last_update > first.last_update);
    expect(json(join(place, 'metadata.json')).start_time).toBe(first.start_time);
    await until('the log is told', () => existsSync(join(place, 'logs/training_log_latest.txt')));
    expect(await statusOf(shop, place)).toMatchObject({ exit: 0, state: 'running' });
    shop.file('go', '');
    expect(await code).toBe(0);
    expect(await statusOf(shop, place)).toMatchObject({ exit: 0, state: 'succeeded' });
    expect(readFileSync(join(place, 'logs/training_log_latest.txt'), 'utf8')).toBe('working\n');
  });

  it('tells the end of its log when it fails, and exits as the command did', async () => {
    using shop = new Workshop();
    const { place, code } = watched(shop, 'echo Traceback; echo "RuntimeError: CUDA out of memory" >&2; exit 3');
    expect(await code).toBe(3);
    expect(readFileSync(join(place, '_error'), 'utf8')).toBe(
      'Traceback\nRuntimeError: CUDA out of memory\nexit code 3\n',
    );
    expect(await statusOf(shop, place)).toMatchObject({ exit: 1, state: 'failed' });
  });

  it('tells it when it is stopped, ends the command, and leaves nothing behind that beats', async () => {
    using shop = new Workshop();
    const { child, place, code } = watched(shop, waiting(shop, 'exit 0'));
    await until(
      'the command runs',
      () => existsSync(join(shop.directory, 'train.log')) && shop.read('train.log') !== '',
    );
    child.kill('SIGTERM');
    expect(await code).toBe(143);
    expect(readFileSync(join(place, '_error'), 'utf8')).toContain('exit code 143');
    await until('no process of it is left', () => processesOf(place).length === 0);
  });

  it('stops beating when it is killed', async () => {
    using shop = new Workshop();
    const { child, place } = watched(shop, waiting(shop, 'exit 0'));
    await until(
      'the command runs',
      () => existsSync(join(shop.directory, 'train.log')) && shop.read('train.log') !== '',
    );
    child.kill('SIGKILL');
    shop.file('go', '');
    await until('no process of it is left', () => processesOf(place).length === 0);
    expect(existsSync(join(place, '_error')) || existsSync(join(place, '_complete'))).toBe(false);
  });
});

/** Those that have the place in their environment. */
function processesOf(place: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HEARTBEAT=${place}\0`);
    } catch {
      return false;
    }
  });
}

describe('sigwatch heartbeat', () => {
  it('keeps what it is not told anew, and writes progress only of a step', async () => {
    using shop = new Workshop();
    const place = join(shop.directory, 'runs/r1');
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, 'metadata.json'),
      '{"start_time":"2026-03-01T10:00:00Z","owner":"me","instance_id":"i-1","last_updated":"x"}',
    );
    expect((await shop.cli(['heartbeat', 'write', place, '--instance', 'i-1'])).code).toBe(0);
    const known = json(join(place, 'metadata.json'));
    expect(known).toMatchObject({ start_time: '2026-03-01T10:00:00Z', owner: 'me', instance_id: 'i-1', run_id: 'r1' });
    expect(Object.keys(known)).not.toContain('last_updated');
    expect(existsSync(join(place, 'progress.json'))).toBe(false);
    await shop.cli([
      'heartbeat',
      'write',
      place,
      '--step',
      '3',
      '--total',
      '10',
      '--loss',
      'nan',
      '--learning-rate',
      '1e-4',
    ]);
    await shop.cli(['heartbeat', 'write', place, '--step', '4']);
    expect(json(join(place, 'progress.json'))).toMatchObject({
      step: 4,
      total_steps: 10,
      loss: 'nan',
      learning_rate: 0.0001,
    });
  });

  it('hides no end by a heartbeat that comes late, and begins anew with --start', async () => {
    using shop = new Workshop();
    const place = join(shop.directory, 'r1');
    await shop.cli(['heartbeat', 'write', place, '--start', '--step', '5']);
    await shop.cli(['heartbeat', 'error', place, '--message', 'ValueError: no']);
    const late = await shop.cli(['heartbeat', 'write', place, '--step', '6']);
    expect(late).toMatchObject({ code: 0, err: expect.stringContaining('--start') });
    expect(await statusOf(shop, place)).toMatchObject({ exit: 1, state: 'failed' });
    await until(
      'a second has passed, which is what files tell',
      () => Date.now() > statSync(join(place, '_error')).mtimeMs + 1_100,
    );
    await shop.cli(['heartbeat', 'write', place, '--start']);
    expect(await statusOf(shop, place)).toMatchObject({ exit: 0, state: 'running' });
  });

  it('fails no script, but with --strict, and says what is wrong', async () => {
    using shop = new Workshop();
    const blocked = join(shop.file('file', ''), 'r1');
    const quiet = await shop.cli(['heartbeat', 'write', blocked]);
    expect(quiet).toMatchObject({ code: 0, err: expect.stringContaining('the heartbeat was not written') });
    expect((await shop.cli(['heartbeat', 'write', blocked, '--strict'])).code).toBe(1);
    shop.file('sigwatch.yaml', 'nonsense: 1\n');
    const besides = await shop.cli(['heartbeat', 'write', join(shop.directory, 'r2')]);
    expect(besides).toMatchObject({ code: 0, err: expect.stringContaining('no file of settings is read') });
    expect(existsSync(join(shop.directory, 'r2/metadata.json'))).toBe(true);
  });

  it.each([
    [['write'], 'where to?'],
    [['write', 'runs/'], 'names no run'],
    [['write', 'gs://b/r'], 'gs://'],
    [['write', 'r1', '--loss', '3'], '--step'],
    [['write', 'r1', '--step', 'many'], 'number'],
  ])('is told what is wrong with its words: %j', async (words, said) => {
    using shop = new Workshop();
    const { code, err } = await shop.cli(['heartbeat', ...words]);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });
});
