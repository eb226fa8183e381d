/** 43 rules of the kind that packs hold, as { name, pattern, kind }; written after what such software prints. */
const errors = {
  device_memory: '(?:CUDA|HIP) out of memory\\..*Tried to allocate (?P<size>[\\d.]+ [KMGT]iB)',
  host_memory: 'Out of memory: Killed process (?P<pid>\\d+)',
  cgroup_memory: 'Detected \\d+ oom[-_]kill event',
  host_allocation: 'DefaultCPUAllocator: not enough memory|Cannot allocate memory',
  nccl_warning: 'NCCL WARN (?P<message>.+)',
  nccl_system: 'ncclSystemError: (?P<message>.+)',
  nccl_remote: 'ncclRemoteError|ncclInternalError|ncclUnhandledCudaError',
  collective_timeout:
    'Watchdog caught collective operation timeout: .*OpType=(?P<op>\\w+).* ran for (?P<ms>\\d+) milliseconds',
  rendezvous: 'RendezvousTimeoutError|RendezvousConnectionError',
  store_timeout: 'DistStoreError: .*[Tt]imed out after \\d+ seconds',
  peer_reset: 'Connection reset by peer|Connection refused|Connection closed by remote',
  broken_pipe: 'Broken pipe',
  transport: 'NET/IB : Got completion from peer (?P<peer>\\S+) with status=(?P<status>\\d+)',
  cuda_error: 'CUDA error: (?P<message>.+)',
  illegal_access: 'an illegal memory access was encountered',
  device_assert: 'device-side assert triggered',
  xid: 'NVRM: Xid \\(PCI:(?P<device>[^)]*)\\): (?P<xid>\\d+)',
  bus: 'GPU has fallen off the bus',
  ecc: '[Uu]ncorrectable ECC error',
  nvlink: 'NVLink: .*(?:fatal|Fatal) error',
  loss_nan: 'loss[:=] *(?:nan|-?inf)\\b',
  gradient_nan: 'Rank \\d+: found NaN in local grad norm',
  traceback: 'Traceback \\(most recent call last\\)',
  exception: '^(?:\\[rank\\d+\\]: )?(?P<exception>[A-Za-z_.]+(?:Error|Exception)): (?P<message>.*)',
  time_limit: 'CANCELLED AT \\S+ DUE TO TIME LIMIT',
  preempted: 'CANCELLED AT \\S+ DUE TO PREEMPTION',
  node_failure: 'DUE TO NODE FAILURE',
  task_exit: 'srun: error: (?P<node>\\S+): task \\d+: (?P<what>.+)',
  child_failed: 'ChildFailedError',
  segfault: 'Segmentation fault|Signal 11 \\(SIGSEGV\\)',
  killed: 'Signal 9 \\(SIGKILL\\)|exitcode: -9\\b',
  aborted: 'Signal 6 \\(SIGABRT\\)|exitcode: -6\\b',
  disk_full: 'No space left on device',
  quota: 'Disk quota exceeded',
  stale_handle: 'Stale file handle',
  io_error: '\\bInput/output error',
  torn_checkpoint: 'PytorchStreamReader failed reading|unexpected EOF, expected \\d+ more bytes',
  actor_died: 'ActorDiedError|RayActorError|WorkerCrashedError',
  hang: 'appears to be hung|possible deadlock',
};
/** @type {Readonly<Record<string, readonly [kind: string, pattern: string]>>} */
const others = {
  progress: [
    'progress',
    'iteration +(?P<step>\\d+)/ *(?P<total>\\d+) .*?elapsed time per iteration \\(ms\\): (?P<step_time_ms>[\\d.]+).*?lm loss: (?P<loss>\\S+).*?grad norm: (?P<grad_norm>\\S+)',
  ],
  saved: ['checkpoint', 'successfully saved checkpoint (?:at|from) iteration +(?P<step>\\d+)'],
  validation: ['notice', 'validation loss at iteration (?P<step>\\d+)'],
  finished: ['success', '\\[after training is done\\]'],
};

/** @param {string} name @param {string} kind @param {string} pattern */
const rule = (name, kind, pattern) => ({
  name,
  kind,
  pattern,
  pattern_type: 'regex',
  severity: 'error',
  symptom_of: [],
  actions: [],
  metadata: {},
  ...(name === 'traceback' ? { lines: 40 } : {}),
});

export const rules = [
  ...Object.entries(errors).map(([name, pattern]) => rule(name, 'error', pattern)),
  ...Object.entries(others).map(([name, [kind, pattern]]) => rule(name, kind, pattern)),
];
