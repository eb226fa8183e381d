import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeHost, originOf, rankOf } from './line-origin.js';

describe('who printed a line', () => {
  it.each([
    ['[rank3]: torch.OutOfMemoryError: CUDA out of memory.', { rank: 3 }],
    ['\u001b[31m[rank12]:\u001b[0m[E1122 10:04:31] x', { rank: 12 }],
    ['[default7]:Traceback (most recent call last):', { local_rank: 7 }],
    ['demo/0 [default2]:[rank10]: boom', { local_rank: 2, rank: 10 }],
    ['2026-11-22 08:11:00.123 [rank3]: boom', { rank: 3 }],
    ['[2026-11-22T08:11:00Z] node01: [default2]: boom', { host: 'node01', local_rank: 2 }],
    [' 3: Bus error', { rank: 3 }],
    ['3: 12: 40: Bus error', { rank: 3 }],
    ['1: [default2]:boom', { local_rank: 2 }],
    ['[1,5]<stderr>:Segmentation fault', { rank: 5 }],
    ['node01: RuntimeError: x', { host: 'node01' }],
    ['jwb0123.juwels: x', { host: 'jwb0123.juwels' }],
    ['(Trainer pid=7, ip=10.0.0.1) RuntimeError: x', { host: '10.0.0.1' }],
    ['(Trainer pid=7) RuntimeError: x', {}],
    ['[node07:12345] *** Process received signal ***', { host: 'node07' }],
    ['node07:811:902 [2] NCCL WARN Cuda failure 2', { host: 'node07', gpu: '2' }],
    ['[rank3]: node07:811:902 [2] NCCL WARN x', { rank: 3, host: 'node07', gpu: '2' }],
    ['Nov 22 08:11:00 node07 kernel: NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus.', { host: 'node07' }],
    ['2026-11-22T08:11:00.123456+00:00 gpu-12 kernel: NVRM: Xid', { host: 'gpu-12' }],
  ])('%j', (line, origin) => {
    expect(originOf(line)).toEqual(origin);
  });

  it.each([
    'RuntimeError: CUDA error: device-side assert triggered',
    'step2: loss 3.1',
    'python3: can not open file',
    'cuda12: x',
    'worker3: died',
    'the kernel: it said so',
    '[123.456789] NVRM: Xid (PCI:0000:3b:00): 79',
    '[12:30:11] *** x',
    'it said [2] NCCL WARN',
    '',
  ])('%j names nobody', (line) => {
    expect(originOf(line)).toEqual({});
  });

  it('is not told by a line into which another rank has written', () => {
    expect(originOf('[rank0]: iteration 10/100 [rank3]: torch.OutOfMemoryError: CUDA out of memory.')).toEqual({});
    expect(originOf('[rank3]: again [rank3]: boom')).toEqual({ rank: 3 });
    expect(originOf('iteration 10/100 loss 2.1[rank3]: boom')).toEqual({});
  });

  it('is found at any length of line in no time', () => {
    expect(originOf(`[rank1]: ${'[rank'.repeat(1e6)}`)).toEqual({ rank: 1 });
  });
});

it('takes for a host what has letters and a number, and numbers nothing else', () => {
  expect(['node01', 'gpu-a100-3', 'ip-10-0-0-1', 'lrdn1234', 'r12n3'].filter((name) => !looksLikeHost(name))).toEqual([
    'gpu-a100-3',
  ]);
  expect(['rank3', 'gpu0', 'login', 'a;b1', '10', 'x'.repeat(70) + 1].filter(looksLikeHost)).toEqual([]);
});

it('tells a rank at a glance where the whole origin has one', () => {
  const part = fc.constantFrom(
    ...[
      '[rank3]:',
      '[default7]:',
      '3:',
      '12: ',
      ' ',
      '[1,5]<stderr>:',
      'demo/0 ',
      'node07: ',
      '(Worker pid=7)',
      '\x1b[31m',
    ],
    ...['2026-11-22 08:11:00.123 ', '[2026-11-22T08:11:00Z] ', '10:04:31', 'x', 'boom', ':', '[', 'step 3'],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const line = parts.join('');
      expect([line, rankOf(line)]).toEqual([line, originOf(line).rank]);
    }),
    { numRuns: 2_000 },
  );
});
