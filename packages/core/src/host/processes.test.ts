import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { currentPlace, identify, isAlive, listProcesses, samePlace, startOf } from './index.js';

describe('processes of this machine', () => {
  it('knows this process by its pid and start', () => {
    const me = identify(process.pid);
    expect(me.start).toMatch(/\d/);
    expect(isAlive(me)).toBe(true);
    expect(isAlive({ ...me, start: 'another time' }), 'a reused pid').toBe(false);
    expect(listProcesses()).toContainEqual(expect.objectContaining({ ...me, parent: process.ppid }));
  });

  it('knows that one has ended', () => {
    const { pid } = spawnSync('true');
    expect(startOf(pid)).toBeUndefined();
    expect(identify(pid)).toEqual({ pid, start: '' });
    expect(isAlive({ pid, start: '1' })).toBe(false);
  });

  it('takes a zombie for one that has ended', async () => {
    // The shell has started a child that ends at once and, replaced by sleep, never waits for it.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
      await expect.poll(() => startOf(pid)).toBeUndefined();
      expect(listProcesses().map((found) => found.pid)).not.toContain(pid);
    } finally {
      parent.kill();
    }
  });

  it('tells places apart by boot and pid namespace, not by name', () => {
    const here = currentPlace();
    expect(samePlace(here, { ...currentPlace(), host: 'renamed' })).toBe(true);
    expect(samePlace(here, { ...here, boot: 'next' })).toBe(false);
    expect(samePlace(here, { ...here, namespace: 'pid:[1]' })).toBe(false);
  });
});
