import type { JobStatus } from '../contract.js';

/** What a platform's word means: an error type, and how much it says. */
export interface Meaning {
  readonly error_type: string;
  /**
   * A `cause` outranks every line. An `act` is somebody's decision to end the job, and outranks nothing that was printed
   * before it. A `fate` tells what became of the job and not why: whatever was printed explains it.
   */
  readonly tells: 'cause' | 'act' | 'fate';
  /** The act of those whose run it is. */
  readonly wanted?: boolean;
  /** What to do, where the error type's remedy is about something else. */
  readonly remedy?: string;
}

/**
 * The words by which batch systems, container platforms and cloud runners name a cause, by the error type that each of
 * them means; in small letters. Words that only tell that something failed (FAILED, NonZeroExitCode, Error,
 * BackoffLimitExceeded, TERM_EXTERNAL_SIGNAL, GENERIC_STATUS_FAILURE, JOB_ENTRYPOINT_COMMAND_ERROR,
 * JOB_ENTRYPOINT_COMMAND_START_ERROR, JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE) are left out on purpose: they explain nothing.
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
    ...['NodeLost', 'DeletionByPodGC', 'POD_LOST'],
    // nodes of Ray, and a whole cluster of it
    ...['NODE_DIED', 'UNEXPECTED_TERMINATION', 'CLUSTER_LOST'],
  ],
  // Ray made the environment of the job in vain: packages, a container, the working directory
  environment: ['RUNTIME_ENV_SETUP_FAILURE', 'RUNTIME_ENV_SETUP_FAILED'],
  // what was to start a job of Ray found no place, or had none for too long
  not_started: ['JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE', 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT'],
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
  // taken out of Ray's list of jobs
  'DELETED',
];

/** What became of a job, by what is to be thought of it where no line says more. */
const fates: Readonly<Record<string, readonly string[]>> = {
  // Slurm has taken it off its nodes and queued it anew
  preempted: ['REQUEUED'],
  // no part of the platform knows the job any more
  timeout: ['GONE'],
  // nothing is heard of the run any more
  heartbeat_lost: ['HEARTBEATS_STALE'],
  // a process that was begun by somebody else is over, and nobody is told its exit code
  unknown_end: ['EXIT_UNKNOWN'],
  // what a job of Ray runs in died with its node, or was killed; so was a process, together with what watched it
  hardware: ['JOB_SUPERVISOR_ACTOR_DIED', 'PROCESS_LOST'],
  // what a job of Ray runs in is nowhere to be found, also in the midst of a run
  not_started: ['JOB_SUPERVISOR_ACTOR_START_FAILURE'],
};

const wordsFor = (table: Readonly<Record<string, readonly string[]>>, tells: Meaning['tells']) =>
  Object.entries(table).flatMap(([error_type, words]) =>
    words.map((word) => [word.toLowerCase(), { error_type, tells }] as const),
  );

/** Of a run that tells of itself by heartbeats, none ever came: why, its set-up may have printed. */
const neverStarted: Meaning = {
  error_type: 'not_started',
  tells: 'fate',
  remedy:
    'Look at the log of its set-up phase (image, packages, download of the data) and at the end of its training log, then on the machine at nvidia-smi and at the disk space (df -h); see that the program writes its heartbeats to this place at all, and may.',
};

const byOwner: Meaning = { error_type: 'cancelled', tells: 'act', wanted: true };

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...wordsFor(byType, 'cause'),
  ...wordsFor(fates, 'fate'),
  ['never_started', neverStarted],
  ...wanted.map((word) => [word.toLowerCase(), byOwner] as const),
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
  return pressure === undefined ? meanings.get(word) : { error_type: pressure[2], tells: 'cause' };
}

/** What is known of whoever cancelled a job; undefined where nobody tells, and where the platform did, which has a word for why. */
export function handOf({ state, ended_by }: Pick<JobStatus, 'state' | 'ended_by'>): Meaning | undefined {
  if (state !== 'cancelled') return undefined;
  if (ended_by === 'owner') return byOwner;
  return ended_by === 'admin' ? { error_type: 'cancelled', tells: 'act' } : undefined;
}
