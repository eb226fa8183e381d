/** What a platform's word means: an error type, and whether somebody wanted it. */
export interface Meaning {
  readonly error_type: string;
  /** Somebody ended the job on purpose: that is their decision, and outranks nothing that was printed before it. */
  readonly wanted?: boolean;
}

/**
 * The words by which batch systems, container platforms and cloud runners name a cause, by the error type that each of
 * them means; in small letters. Words that only tell that something failed (FAILED, NonZeroExitCode, Error,
 * BackoffLimitExceeded, TERM_EXTERNAL_SIGNAL, GENERIC_STATUS_FAILURE, JOB_ENTRYPOINT_COMMAND_ERROR) are left out on
 * purpose: they explain nothing.
 */
const byType: Readonly<Record<string, readonly string[]>> = {
  oom: [
    // states and reasons of Slurm
    ...['OUT_OF_MEMORY', 'OutOfMemory'],
    // LSF: limits of memory and of swap
    ...['TERM_MEMLIMIT', 'TERM_SWAP'],
    // OpenPBS
    ...['JOB_EXEC_KILL_MEM', 'JOB_EXEC_KILL_VMEM', 'JOB_EXEC_KILL_HPMEM'],
    // containers; workers of Ray
    ...['OOMKilled', 'NODE_OUT_OF_MEMORY'],
  ],
  hardware: [
    ...['NODE_FAIL', 'BOOT_FAIL', 'NodeDown', 'TERM_SLURM'],
    // pods whose node is lost or gone
    ...['NodeLost', 'DeletionByPodGC'],
    // nodes of Ray
    ...['NODE_DIED', 'UNEXPECTED_TERMINATION'],
  ],
  preempted: [
    'PREEMPTED',
    // LSF: preemption, load, and hosts that a cloud takes back
    ...['TERM_PREEMPT', 'TERM_LOAD', 'TERM_RC', 'TERM_REQUEUE_RC', 'TERM_MC_RECALL'],
    // pods that gave way, or whose node was drained or shut down
    ...['Preempting', 'PreemptionByScheduler', 'EvictionByEvictionAPI', 'DeletionByTaintManager', 'Evicted'],
    ...['TerminationByKubelet', 'NodeShutdown', 'Shutdown'],
    // Ray's autoscaler; Modal takes a worker away
    ...['AUTOSCALER_DRAIN_PREEMPTED', 'GENERIC_STATUS_INTERNAL_FAILURE'],
  ],
  timeout: [
    ...['TIMEOUT', 'DEADLINE', 'TimeLimit'],
    ...['TERM_RUNLIMIT', 'TERM_CPULIMIT', 'TERM_DEADLINE', 'TERM_WINDOW'],
    ...['JOB_EXEC_KILL_WALLTIME', 'JOB_EXEC_KILL_CPUT'],
    ...['DeadlineExceeded', 'GENERIC_STATUS_TIMEOUT', 'GENERIC_STATUS_IDLE_TIMEOUT'],
  ],
  storage: [...['TERM_CWD_NOTEXIST', 'TERM_DATA'], 'OUT_OF_DISK_ERROR'],
};

const wanted: readonly string[] = [
  ...['TERM_OWNER', 'TERM_FORCE_OWNER', 'TERM_REQUEUE_OWNER', 'TERM_BUCKET_KILL'],
  ...['TERM_ADMIN', 'TERM_FORCE_ADMIN', 'TERM_REQUEUE_ADMIN'],
];

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ...Object.entries(byType).flatMap(([error_type, words]) =>
    words.map((word) => [word.toLowerCase(), { error_type }] as const),
  ),
  ...wanted.map((word) => [word.toLowerCase(), { error_type: 'cancelled', wanted: true }] as const),
]);

/** A word for "the node ran out of something" does not say of what; what the platform adds to it does. */
const pressures: readonly (readonly [word: string, of: string, error_type: string])[] = [
  ['evicted', 'resource: memory', 'oom'],
  ['evicted', 'memorypressure', 'oom'],
  ['evicted', 'ephemeral-storage', 'storage'],
  ['evicted', 'ephemeral local storage', 'storage'],
  ['evicted', 'diskpressure', 'storage'],
];

/** What a platform's reason means; undefined for a word that names no cause. Only the first word counts: `PREEMPTED (by 7)`. */
export function meaningOf(reason: string | undefined, detail = ''): Meaning | undefined {
  const word = (reason ?? '').trim().toLowerCase().split(' ', 1)[0] ?? '';
  const more = `${reason ?? ''} ${detail}`.toLowerCase();
  const pressure = pressures.find(([of, told]) => of === word && more.includes(told));
  return pressure === undefined ? meanings.get(word) : { error_type: pressure[2] };
}
