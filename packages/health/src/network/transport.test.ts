import { expect, it } from 'vitest';
import { noTransports, transport, withLine, withLines } from './transport.js';

const of = (...lines: string[]) => transport(withLines(noTransports, lines));

it.each([
  // Recorded: github.com/NVIDIA/nccl issue 1597 (aws-ofi-nccl 1.14, NCCL 2.25).
  ['8h200-3:6310:6318 [0] NCCL INFO NET/OFI Selected Provider is efa (found 16 nics)', 'efa', true],
  // Constructed, in the form of aws-ofi-nccl 1.15 and later, and of 1.7.
  [
    'ip-10-0-0-1:79:79 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa-direct (found 32 nics)',
    'efa',
    true,
  ],
  ['ip-10-0-0-1:79:79 [0] NCCL INFO NET/OFI Selected Provider is efa', 'efa', true],
  ['ip-10-0-0-1:79:79 [0] NCCL INFO NET/OFI Selected Provider is tcp;ofi_rxm (found 1 nics)', 'ofi:tcp;ofi_rxm', false],
  ['gpu-1:7:9 [2] NCCL INFO NET/IB : Using [0]mlx5_0:1/IB [1]mlx5_1:1/IB [RO]; OOB eth0:10.9.8.7<0>', 'ib', false],
  ['gpu-1:7:9 [2] NCCL INFO NET/Socket : Using [0]eth0:10.9.8.7<0>', 'socket', false],
  ['gpu-1:7:9 [2] NCCL INFO Using network Socket', 'socket', false],
  ['gpu-1:7:9 [2] NCCL INFO Using network IB', 'ib', false],
  ['gpu-1:7:9 [2] NCCL INFO Using network AWS Libfabric', 'ofi', null],
  ['8h200-2:6831:6840 [0] NCCL INFO Using network Libfabric', 'ofi', null],
  ['gpu-1:7:9 [2] NCCL INFO Assigned NET plugin Socket to comm', 'socket', false],
  ['gpu-1:7:9 [2] NCCL INFO Channel 00/0 : 1[1] -> 2[0] [send] via NET/IB/0/GDRDMA', 'ib', false],
  ['gpu-1:7:9 [2] NCCL INFO Using network FasTrak', 'fastrak', false],
])('%s', (line, name, active) => {
  expect(of(line)).toMatchObject({ transport: name, active, hosts: 1, ranks: { [name]: 1 } });
});

it('a launcher, Ray, a time and colours may stand before it', () => {
  const line = 'gpu-1:7:9 [2] NCCL INFO Using network Socket';
  for (const before of [
    '[1,25]<stdout>:',
    '(WorkerDict pid=4711, ip=10.0.0.2) ',
    '\u001b[36m(WorkerDict pid=4711)\u001b[0m ',
    '2026-03-02T10:00:00.000Z ',
  ])
    expect(of(before + line)).toMatchObject({ transport: 'socket', hosts: 1 });
});

it.each([
  'no line at all',
  'gpu-1:7:9 [2] NCCL INFO NET/IB : No device found.',
  'gpu-1:7:9 [2] NCCL INFO NET/OFI Using aws-ofi-nccl 1.7.4-aws',
  'gpu-1:7:9 [2] NCCL INFO NET/OFI Setting provider_filter to efa',
  'gpu-1:7:9 [2] NCCL INFO Bootstrap : Using eth0:10.36.29.253<0>',
  'gpu-1:7:9 [2] NCCL WARN NET/OFI Could not find any optimal provider',
  'gpu-1:7:9 [2] NCCL INFO Channel 00/0 : 0[0] -> 1[1] via P2P/CUMEM',
  'grep -i NET/Socket worker.out   # NET/Socket = fallen back to TCP',
  'NCCL INFO Using network Socket',
])('tells nothing, and never sockets: %s', (line) => {
  expect(of(line)).toEqual({ active: null, transport: 'unknown' });
});

it('what NCCL uses in the end outranks what a plugin had ready', () => {
  const rank = 'gpu-1:7:9 [0] NCCL INFO';
  expect(of(`${rank} NET/OFI Selected Provider is efa (found 4 nics)`, `${rank} Using network Socket`)).toMatchObject({
    transport: 'socket',
    active: false,
  });
  expect(
    of(`${rank} Using network AWS Libfabric`, `${rank} NET/OFI Selected provider is efa, fabric is efa (found 4 nics)`),
  ).toMatchObject({ transport: 'efa', active: true });
});

it('names the ranks that are unlike the others, and calls EFA active only where all of them use it', () => {
  const rank = (host: string, gpu: number) => `${host}:${100 + gpu}:${200 + gpu} [${gpu}] NCCL INFO`;
  const efa = [0, 1, 2].map((gpu) => `${rank('ip-1', gpu)} NET/OFI Selected Provider is efa (found 4 nics)`);
  expect(of(...efa, `${rank('ip-2', 3)} Using network Socket`)).toEqual({
    active: false,
    transport: 'mixed',
    hosts: 2,
    ranks: { efa: 3, socket: 1 },
    odd: ['ip-2 gpu 3: socket'],
  });
});

it('a rank whose provider no line names is like its neighbours, whose lines do', () => {
  const said = 'gpu-1:7:9 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa (found 4 nics)';
  const using = (host: string) => `${host}:7:9 [0] NCCL INFO Using network AWS Libfabric`;
  expect(of(said, using('gpu-1'), using('gpu-2'))).toEqual({
    active: true,
    transport: 'efa',
    hosts: 2,
    ranks: { efa: 2 },
  });
  const tcp = 'gpu-3:7:9 [0] NCCL INFO NET/OFI Selected provider is tcp;ofi_rxm';
  // Of two providers it is not known whose it is.
  expect(of(said, tcp, using('gpu-2'))).toMatchObject({ transport: 'mixed', active: false });
});

it('a command that prints such lines names no host', () => {
  const echo = 'Running entrypoint for job j: echo "gpu-1:7:9 [0] NCCL INFO Using network Socket"';
  expect(of(echo)).toEqual({ active: null, transport: 'unknown' });
});

it('copies nothing for what is known', () => {
  const line = 'gpu-1:7:9 [2] NCCL INFO Channel 00/0 : 1[1] -> 2[0] [send] via NET/IB/0/GDRDMA';
  const once = withLine(noTransports, line);
  expect(withLine(once, line.replace('Channel 00', 'Channel 01'))).toBe(once);
});
