import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countOomKills, OomWatch } from './oom-evidence.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-oom-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

it('counts in the control group, version 2 or 1, and on the machine', () => {
  expect(countOomKills(root)).toEqual({});
  write('proc/vmstat', 'nr_free_pages 1\noom_kill 7\n');
  expect(countOomKills(root)).toEqual({ machine: 7 });
  write('proc/self/cgroup', '4:memory:/job\n1:cpu:/\n0::/unified/job\n');
  write('proc/self/mountinfo', '35 31 0:32 / /sys/fs/cgroup/memory rw shared:1 - cgroup cgroup rw,memory\n');
  write('sys/fs/cgroup/memory/job/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n');
  expect(countOomKills(root)).toEqual({ cgroup: 2, machine: 7 });
  write('proc/self/mountinfo', '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
  write('sys/fs/cgroup/unified/job/memory.events', 'low 0\noom 5\noom_kill 4\noom_group_kill 9\n');
  expect(countOomKills(root)).toEqual({ cgroup: 4, machine: 7 });
});

it('takes a kill in the control group as evidence for every failure', () => {
  let cgroup = 3;
  const watch = new OomWatch(0, () => ({ cgroup, machine: 0 }));
  expect(watch.evidence({ signal: 'SIGKILL' })).toBeUndefined();
  cgroup = 4;
  watch.tick(60_000);
  watch.tick(120_000);
  expect(watch.evidence({ signal: 'SIGKILL' })).toMatch(/OOM killer ended a process in the control group/);
  expect(watch.evidence({ exit_code: 1 })).toMatch(/control group/);
  expect(watch.evidence({ exit_code: 0 })).toBeUndefined();
});

it('takes a kill elsewhere on the machine as evidence only for a command that was killed just then', () => {
  let machine = 0;
  const watch = new OomWatch(0, () => ({ cgroup: 0, machine }));
  machine = 2;
  for (const now of [100, 4_900, 5_000, 9_900]) {
    watch.tick(now);
    expect(watch.evidence({ signal: 'SIGKILL' }), `at ${now}`).toMatch(/ended 2 processes on this machine/);
    expect(watch.evidence({ exit_code: 137 })).toMatch(/on this machine/);
    expect(watch.evidence({ exit_code: 1 })).toBeUndefined();
  }
  watch.tick(10_000);
  expect(watch.evidence({ signal: 'SIGKILL' })).toBeUndefined();
});

it('finds no evidence where the kernel does not count', () => {
  expect(new OomWatch(0, () => ({})).evidence({ signal: 'SIGKILL' })).toBeUndefined();
});
