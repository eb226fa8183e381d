/** Whether an option of `sbatch` takes a value: never, always, or only one that is glued on (`--nice=5`, never `--nice 5`). */
export type Takes = 'nothing' | 'value' | 'glued value';

/**
 * Every long option of `sbatch` from 20.11 to 25.11, those that its help does not show among them. What 22.05 has was
 * asked of `sbatch` itself; the others are of SLURM's documents. One that a cluster does not know is refused by its `sbatch`.
 */
export const longOptions: ReadonlyMap<string, Takes> = new Map<string, Takes>([
  ...named(
    'value',
    `account acctg-freq array batch bb bbf begin chdir cluster cluster-constraint clusters comment constraint container
    container-id container-type context core-spec cores-per-socket cpu-freq cpus-per-gpu cpus-per-task deadline delay-boot
    dependency distribution error exclude export export-file extra extra-node-info gid gpu-bind gpu-freq gpus gpus-per-node
    gpus-per-socket gpus-per-task gres gres-flags hint input job-name kill-on-invalid-dep licenses mail-type mail-user
    mcs-label mem mem-bind mem-per-cpu mem-per-gpu mem-update mincpus network nodefile nodelist nodes ntasks ntasks-per-core
    ntasks-per-gpu ntasks-per-node ntasks-per-socket ntasks-per-tres open-mode output partition power prefer priority
    profile qos reservation resources resv-ports segment signal sockets-per-node switches tasks-per-node thread-spec
    threads-per-core time time-min tmp tres-bind tres-per-task uid wait-all-nodes wckey wrap`,
  ),
  ...named('glued value', 'exclusive get-user-env nice no-kill oom-kill-step propagate requeue'),
  ...named(
    'nothing',
    `consolidate-segments contiguous help hold ignore-pbs no-requeue overcommit oversubscribe parsable quiet reboot
    spread-job spread-segments stepmgr test-only usage use-min-nodes verbose version wait`,
  ),
]);

/** Those of them that 22.05 did not have. */
export const recentOptions: ReadonlySet<string> = new Set(
  `consolidate-segments container-id container-type mem-update oom-kill-step resources resv-ports segment spread-segments
  stepmgr tres-bind tres-per-task`.split(/\s+/),
);

/** Letter to long name. */
export const shortOptions: Readonly<Record<string, string>> = {
  a: 'array',
  A: 'account',
  b: 'begin',
  B: 'extra-node-info',
  c: 'cpus-per-task',
  C: 'constraint',
  d: 'dependency',
  D: 'chdir',
  e: 'error',
  F: 'nodefile',
  G: 'gpus',
  h: 'help',
  H: 'hold',
  i: 'input',
  J: 'job-name',
  k: 'no-kill',
  L: 'licenses',
  m: 'distribution',
  M: 'clusters',
  n: 'ntasks',
  N: 'nodes',
  o: 'output',
  O: 'overcommit',
  p: 'partition',
  q: 'qos',
  Q: 'quiet',
  s: 'oversubscribe',
  S: 'core-spec',
  t: 'time',
  v: 'verbose',
  V: 'version',
  w: 'nodelist',
  W: 'wait',
  x: 'exclude',
};

function named(takes: Takes, names: string): [string, Takes][] {
  return names.split(/\s+/).map((name) => [name, takes]);
}
