import { expect, it } from 'vitest';
import { readProcesses } from './read-processes.js';
import { readXids } from './read-xids.js';

it('reads programs on GPUs, names with commas and memory that is not told among them', () => {
  const output = `GPU-1, 4711, python, 70000
GPU-2, 4712, /opt/a, b/python3, [N/A]
MIG-9c, 4713, [Not Found], 1024
No running processes found
GPU-3, [Insufficient Permissions], x, 1
`;
  expect(readProcesses(output)).toEqual([
    { uuid: 'GPU-1', pid: 4711, name: 'python', memory_used: 70000 },
    { uuid: 'GPU-2', pid: 4712, name: '/opt/a, b/python3', memory_used: null },
    { uuid: 'MIG-9c', pid: 4713, name: null, memory_used: 1024 },
  ]);
});

it('counts what the kernel has logged by GPU and code, and tells how long ago', () => {
  const output = `5000.25 39000.10
[ 4000.000001] NVRM: Xid (PCI:0000:3b:00): 31, pid=77, name=python3, Ch 00000008, MMU Fault
[ 4100.5] NVRM: Xid (PCI:0000:3b:00): 94, pid=77, Contained: SM (0x1)
[ 4940.25] NVRM: Xid (PCI:0000:3b:00 GPU-I:05): 94, pid=78, Contained: SM (0x1)
`;
  expect(readXids(output, 0)).toEqual([
    { code: 31, bus: '0000:3b:00', count: 1, age_seconds: 1000 },
    { code: 94, bus: '0000:3b:00', count: 2, age_seconds: 60 },
  ]);
});

it('a log that may not be read tells nothing, and an empty one that there was none', () => {
  expect(readXids('dmesg: read kernel buffer failed: Operation not permitted\n', 1)).toBeNull();
  expect(readXids('', undefined)).toBeNull();
  expect(readXids('5000.25 39000.10\n', 0)).toEqual([]);
  expect(readXids('[Mon Mar 2 10:00:00 2026] NVRM: Xid (PCI:0000:52:00): 79, GPU gone', 0)).toEqual([]);
});

it('a time that is no number gives no age', () => {
  const output = '10.0 1.0\n[Mon Mar  2 10:00:00 2026] NVRM: Xid (PCI:0000:52:00): 79, pid=1\nNVRM: Xid (broken\n';
  expect(readXids(output, 0)).toEqual([{ code: 79, bus: '0000:52:00', count: 1, age_seconds: null }]);
});
