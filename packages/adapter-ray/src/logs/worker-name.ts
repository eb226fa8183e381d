/** `worker-WORKERID-JOBID-PID.out`: the log of one process that runs tasks or an actor. */
export interface WorkerName {
  readonly name: string;
  readonly worker: string;
  /** Undefined of a process that was started before it was given to a job. */
  readonly ray_job: string | undefined;
  readonly pid: string;
  readonly stream: 'out' | 'err';
}

const NAME = /^worker-([0-9a-f]+)-([0-9a-f]+)-(\d+)\.(out|err)$/;

/** Undefined of other files of the folder, and of what was rotated away. */
export function workerName(name: string): WorkerName | undefined {
  const [, worker, job, pid, stream] = NAME.exec(name) ?? [];
  if (worker === undefined || job === undefined || pid === undefined) return undefined;
  const ray_job = [...job].every((char) => char === 'f') ? undefined : job;
  return { name, worker, ray_job, pid, stream: stream as 'out' | 'err' };
}

const MARK = ':job_id:';

/**
 * Which job a worker was given to, as it writes into both of its logs when it begins to work for one; undefined where it
 * has not yet. Hand-written: no JavaScript RegExp may see log bytes.
 */
export function jobInLog(beginning: Buffer): string | undefined {
  for (let at = beginning.indexOf(MARK); at >= 0; at = beginning.indexOf(MARK, at + 1)) {
    const end = beginning.indexOf('\n', at);
    const begins = at === 0 || beginning[at - 1] === 0x0a;
    if (begins && end > at)
      return beginning
        .subarray(at + MARK.length, end)
        .toString('latin1')
        .trim();
  }
  return undefined;
}

/** What people read: which process, and enough of its id to tell it from a later one of the same number. */
export const shortName = ({ pid, worker, stream }: WorkerName): string =>
  `worker-${pid}-${worker.slice(0, 6)}.${stream}`;
