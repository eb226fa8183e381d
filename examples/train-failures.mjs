import { print, printError, timestamp } from './train-output.mjs';

const RANKS = 8;

/** How the program can fail, in the words of PyTorch and torchrun. Each ends the process, but for `hang`. */
export const failures = {
  none: () => undefined,

  nccl_timeout({ iteration }) {
    for (const rank of [3, 0, 5, 6]) watchdogTimeout(rank, 4000 + iteration);
    for (const rank of [3, 0, 5, 6]) takeDown(rank);
    printError("terminate called after throwing an instance of 'c10::DistBackendError'");
    return dieOf('SIGABRT');
  },

  oom({ iteration }) {
    for (const line of outOfMemory()) printError(`[rank3]: ${line}`);
    for (let rank = 0; rank < RANKS; rank++) if (rank !== 3) watchdogTimeout(rank, 4000 + iteration);
    for (let rank = 0; rank < RANKS; rank++) if (rank !== 3) takeDown(rank);
    printError(childFailed(3));
    process.exit(1);
  },

  hang: () => new Promise(() => setInterval(() => undefined, 60_000)),
};

/** An exception that the program has handled: it looks bad, and the steps go on. */
export function logCaughtException(iteration) {
  print(`WARNING: could not read sample ${iteration * 16 + 3}, taking the next one`);
  print('Traceback (most recent call last):');
  print('  File "/workspace/megatron/core/datasets/gpt_dataset.py", line 389, in __getitem__');
  print('    sample = self.dataset.get(idx)');
  print('ValueError: mmap length is greater than file size');
}

function watchdogTimeout(rank, sequence) {
  nccl(
    rank,
    632,
    `[Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${sequence}, OpType=ALLREDUCE, ` +
      'NumelIn=524288, NumelOut=524288, Timeout(ms)=600000) ran for 600012 milliseconds before timing out.',
  );
}

function takeDown(rank) {
  nccl(
    rank,
    684,
    `[Rank ${rank}] Some NCCL operations have failed or timed out. Due to the asynchronous nature of CUDA kernels, ` +
      'subsequent GPU operations might run on corrupted/incomplete data.',
  );
  nccl(rank, 698, `[Rank ${rank}] To avoid data inconsistency, we are taking the entire process down.`);
}

function nccl(rank, line, text) {
  const [date, time] = timestamp().split(' ');
  printError(`[rank${rank}]:[E${date.slice(5).replace('-', '')} ${time}456789 ProcessGroupNCCL.cpp:${line}] ${text}`);
}

function outOfMemory() {
  return [
    'Traceback (most recent call last):',
    '  File "/workspace/pretrain_gpt.py", line 265, in <module>',
    '    pretrain(',
    '  File "/workspace/megatron/training/training.py", line 1203, in train_step',
    '    losses_reduced = forward_backward_func(',
    '  File "/workspace/megatron/core/transformer/mlp.py", line 104, in forward',
    '    intermediate_parallel = self.activation_func(intermediate_parallel)',
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 79.15 GiB of ' +
      'which 1.20 GiB is free. Including non-PyTorch memory, this process has 77.94 GiB memory in use. Of the allocated ' +
      'memory 75.11 GiB is allocated by PyTorch, and 1.52 GiB is reserved by PyTorch but unallocated.',
  ];
}

function childFailed(rank) {
  const time = timestamp().slice(0, 19).replace(' ', '_');
  return `Traceback (most recent call last):
  File "/usr/local/bin/torchrun", line 8, in <module>
    sys.exit(main())
  File "/usr/local/lib/python3.12/site-packages/torch/distributed/launcher/api.py", line 269, in launch_agent
    raise ChildFailedError(
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
pretrain_gpt.py FAILED
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : ${time}
  host      : node01
  rank      : ${rank} (local_rank: ${rank})
  exitcode  : 1 (pid: ${process.pid})
  error_file: <N/A>
  traceback : To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html
============================================================`;
}

/** Never resolves: the signal comes first. */
function dieOf(signal) {
  process.kill(process.pid, signal);
  return new Promise(() => setInterval(() => undefined, 1_000));
}
