import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countOomKills, oomEvidence } from './oom-evidence.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-oom-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

it('counts in the control group, version 2 or 1, else on the machine', () => {
  expect(countOomKills(root)).toBeUndefined();
  write('proc/vmstat', 'nr_free_pages 1\noom_kill 7\n');
  expect(countOomKills(root)).toEqual({ scope: 'machine', kills: 7 });
  write('proc/self/cgroup', '4:memory:/job\n1:cpu:/\n0::/unified/job\n');
  write('proc/self/mountinfo', '35 31 0:32 / /sys/fs/cgroup/memory rw shared:1 - cgroup cgroup rw,memory\n');
  write('sys/fs/cgroup/memory/job/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n');
  expect(countOomKills(root)).toEqual({ scope: 'cgroup', kills: 2 });
  write('proc/self/mountinfo', '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
  write('sys/fs/cgroup/unified/job/memory.events', 'low 0\noom 5\noom_kill 4\noom_group_kill 9\n');
  expect(countOomKills(root)).toEqual({ scope: 'cgroup', kills: 4 });
});

it('takes a count as evidence only where it fits the end', () => {
  const cgroup = (kills: number) => ({ scope: 'cgroup', kills }) as const;
  const machine = (kills: number) => ({ scope: 'machine', kills }) as const;
  expect(oomEvidence(cgroup(0), cgroup(1), { signal: 'SIGKILL' })).toMatch(/OOM killer ended 1 process/);
  expect(oomEvidence(cgroup(0), cgroup(1), { exit_code: 1 })).toMatch(/control group/);
  expect(oomEvidence(cgroup(0), cgroup(1), { exit_code: 0 })).toBeUndefined();
  expect(oomEvidence(cgroup(1), cgroup(1), { signal: 'SIGKILL' })).toBeUndefined();
  expect(oomEvidence(machine(0), machine(1), { signal: 'SIGKILL' })).toMatch(/on this machine/);
  expect(oomEvidence(machine(0), machine(1), { exit_code: 137 })).toMatch(/on this machine/);
  expect(oomEvidence(machine(0), machine(1), { exit_code: 1 })).toBeUndefined();
  expect(oomEvidence(cgroup(0), machine(1), { signal: 'SIGKILL' })).toBeUndefined();
  expect(oomEvidence(undefined, machine(1), { signal: 'SIGKILL' })).toBeUndefined();
});
