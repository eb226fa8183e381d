import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workshop } from '../test/workshop.js';

const { abort, adapter, file, runs, spec, status, submit, until } = workshop();
const find = (key: string, directory = runs()) => adapter({ directory }).submission!.find(key, abort);

describe('find', () => {
  it('gives every job with the key, and no other', async () => {
    const a = await submit(spec('true'), { key: 'a' });
    const b = await submit(spec('true', { run_id: 's.2' }), { key: 'a' });
    await submit(spec('true', { attempt: 2 }), { key: 'b' });
    const found = await find('a');
    expect(found).toMatchObject({ complete: true, asOf: expect.any(Number) });
    expect(new Set(found.jobs)).toEqual(new Set([a, b]));
    expect(await find('c')).toMatchObject({ jobs: [], complete: true });
  });

  it('is complete without a directory of runs only when the one above is there', async () => {
    const above = join(runs(), '..');
    expect(await find('a', join(above, 'missing'))).toMatchObject({ jobs: [], complete: true });
    expect(await find('a', join(above, 'missing', 'runs'))).toMatchObject({ jobs: [], complete: false });
    writeFileSync(join(above, 'plain'), '');
    expect(await find('a', join(above, 'plain'))).toMatchObject({ jobs: [], complete: false });
  });

  it('is incomplete when a claim or an attempt cannot be read', async () => {
    const job = await submit(spec('true'), { key: 'a' });
    const other = join(runs(), 'other', 'attempt-1');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(runs(), 'plain'), '');
    expect(await find('a')).toMatchObject({ jobs: [job], complete: true });
    writeFileSync(join(other, 'claim'), '{"key":');
    expect(await find('a')).toMatchObject({ jobs: [job], complete: false });
    rmSync(other, { recursive: true });
    writeFileSync(other, '');
    expect(await find('a')).toMatchObject({ jobs: [job], complete: false });
  });
});

describe('status', () => {
  it('leaves out what it does not know, and rejects when it cannot look', async () => {
    const job = await submit(spec('true'));
    await until(job, 'succeeded');
    const unknown = [
      { id: 'slurm:1', incarnation: 'x' },
      { id: 'local:none.1', incarnation: 'x' },
      { id: 'local:../r.1', incarnation: 'x' },
      { ...job, incarnation: 'earlier' },
    ] as const;
    expect([...(await adapter().status(unknown, abort)).keys()]).toEqual([]);
    rmSync(file('claim'));
    mkdirSync(file('claim'));
    await expect(status(job)).rejects.toThrow(/EISDIR/);
    rmSync(file('claim'), { recursive: true });
    writeFileSync(file('claim'), '{');
    await expect(status(job)).rejects.toThrow(/claim is incomplete/);
  });

  it('of a job without an end, after a reboot, is a failure of the node', async () => {
    const job = await submit(spec('exec sleep 600'));
    await until(job, 'running');
    const claim = JSON.parse(readFileSync(file('claim'), 'utf8'));
    const moved = (place: object) =>
      writeFileSync(file('claim'), JSON.stringify({ ...claim, place: { ...claim.place, ...place } }));
    moved({ boot: 'earlier' });
    expect(await status(job)).toMatchObject({
      state: 'failed',
      reason: 'NODE_FAIL',
      detail: 'The machine was rebooted.',
      nodes: [hostname()],
    });
    moved({ boot: 'other', host: 'elsewhere' });
    await expect(status(job)).rejects.toThrow(/runs on elsewhere/);
    moved({ namespace: 'pid:[1]' });
    await expect(status(job)).rejects.toThrow(/another container/);
    moved({});
    expect(await status(job)).toMatchObject({ state: 'running' });
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
  });

  it('rejects when the directory of runs is not one', async () => {
    mkdirSync(join(runs(), '..'), { recursive: true });
    writeFileSync(runs(), '');
    await expect(status({ id: 'local:r.1', incarnation: 'x' })).rejects.toThrow(/ENOTDIR/);
  });
});

it('gives the logs of the attempt', () => {
  const discovery = { async *sources() {} };
  const asked: string[] = [];
  const logs = (directory: string) => {
    asked.push(directory);
    return discovery;
  };
  expect(adapter({ logs }).logs({ id: 'local:a.b.12', incarnation: 'x' })).toBe(discovery);
  expect(asked).toEqual([join(runs(), 'a.b', 'attempt-12')]);
  expect(() => adapter().logs({ id: 'ray:x', incarnation: 'x' })).toThrow(/no local job/);
});
