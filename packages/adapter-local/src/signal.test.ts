import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { content, poll, workshop } from '../test/workshop.js';

const { abort, adapter, file, runs, spec, submit, until } = workshop();

/** Says that it is ready once it handles the signal, and then what it got; ends when it is told to. */
const listens = (own = '') =>
  `trap 'echo got > "$TEST_DIRECTORY/got"' USR1; ${own} echo ready > "$TEST_DIRECTORY/ready"; until [ -e "$TEST_DIRECTORY/go" ]; do sleep 0.02; done`;
const recorded = (attempt = 1) =>
  poll(() => existsSync(file('job.json', attempt)) && readFileSync(file('job.json', attempt), 'utf8').endsWith('}\n'));

describe('a signal', () => {
  it.each(['USR1', 'SIGUSR1'])('%s reaches the command, which goes on', async (name) => {
    const job = await submit(spec(listens()));
    await content(join(runs(), 'ready'));
    await recorded();
    await adapter().signal!(job, name, abort);
    expect(await content(join(runs(), 'got'))).toBe('got\n');
    writeFileSync(join(runs(), 'go'), '');
    expect(await until(job, 'succeeded', 'failed')).toMatchObject({ state: 'succeeded' });
  });

  it('reaches nobody else: what the command has started goes on untouched', async () => {
    const child = `sh -c 'trap "echo child > $TEST_DIRECTORY/child" USR1; until [ -e "$TEST_DIRECTORY/go" ]; do sleep 0.02; done' &`;
    const job = await submit(spec(listens(child)));
    await content(join(runs(), 'ready'));
    await recorded();
    await adapter().signal!(job, 'USR1', abort);
    await content(join(runs(), 'got'));
    writeFileSync(join(runs(), 'go'), '');
    await until(job, 'succeeded');
    expect(existsSync(join(runs(), 'child'))).toBe(false);
  });

  it('never reaches a process that has got the pid of the command', async () => {
    const job = await submit(spec('exec sleep 600'));
    const other = await submit(spec(listens(), { attempt: 2 }), { key: 'other' });
    await content(join(runs(), 'ready'));
    await recorded();
    await recorded(2);
    const [record, taken] = [1, 2].map((attempt) => JSON.parse(readFileSync(file('job.json', attempt), 'utf8')));
    // The other one stands for a process that began later, and was given the pid of the first.
    writeFileSync(file('job.json'), JSON.stringify({ ...record, pid: taken.pid }));
    await expect(adapter().signal!(job, 'USR1', abort)).rejects.toThrow(
      /cannot send USR1 to local:r\.1: it does not run/,
    );
    writeFileSync(file('job.json'), JSON.stringify(record));
    writeFileSync(join(runs(), 'go'), '');
    await until(other, 'succeeded');
    expect(existsSync(join(runs(), 'got'))).toBe(false);
  });

  it('is refused where the command has ended', async () => {
    const job = await submit(spec('exit 3'));
    await until(job, 'failed');
    await expect(adapter().signal!(job, 'USR1', abort)).rejects.toThrow(/it does not run/);
  });

  it('is refused for a job that was never there, and where it is none', async () => {
    const none = { id: 'local:none.1', incarnation: 'x' } as const;
    await expect(adapter().signal!(none, 'USR1', abort)).rejects.toThrow(/no such job/);
    await expect(adapter().signal!(none, 'SAVE', abort)).rejects.toThrow(/no such signal/);
  });
});
