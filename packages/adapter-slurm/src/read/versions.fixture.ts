/**
 * Constructed, not recorded: what squeue and sacct of other versions say, by SLURM's sources (src/squeue/print.c,
 * src/sacct/print.c, src/common/slurm_protocol_defs.c) and manual pages of each. Fields and their order are those of
 * squeue.ts and sacct.ts, with `|` for the separator.
 */
export interface OfVersion {
  readonly version: string;
  /** What is special in it. */
  readonly what: string;
  readonly squeue?: string;
  readonly sacct?: string;
  readonly expected: { readonly state: string; readonly [key: string]: unknown };
}

const T = '2026-11-22T10:00:00';
const squeue = (state: string, reason: string, exit: string, end: string, rest = '/w/slurm-%j.out||/w|/w/a.sh') =>
  `12|12|${state}|${reason}|0|${exit}|${T}|${T}|${end}|1000|ann|n[01-02]|train|(null)|${rest}`;
const sacct = (state: string, exit: string, more: string) =>
  `12|12|${state}|${exit}|${T}|${T}|2026-11-22T11:00:00|n[01-02]|None|ann|train||/w${more}|1000\n`;

export const versions: readonly OfVersion[] = [
  {
    version: '20.11.9',
    what: 'no SubmitLine, and an empty field for a stderr that was not named',
    squeue: squeue('RUNNING', 'None', '0', '2026-11-23T10:00:00'),
    sacct: sacct('RUNNING', '0:0', ''),
    expected: { state: 'running', nodes: ['n01', 'n02'] },
  },
  {
    version: '20.11.9',
    what: 'accounting alone',
    sacct: sacct('TIMEOUT', '0:0', ''),
    expected: { state: 'timed_out', reason: 'TIMEOUT' },
  },
  {
    version: '21.08.8',
    what: 'SubmitLine',
    sacct: sacct('CANCELLED by 1000', '0:0', '|sbatch a.sh'),
    expected: { state: 'cancelled', ended_by: 'owner' },
  },
  {
    version: '23.02.7',
    what: 'nodes that are powered up are a state of their own',
    squeue: squeue('POWER_UP_NODE', 'None', '0', 'N/A'),
    expected: { state: 'pending' },
  },
  {
    version: '23.11.10',
    what: 'a limit of accounting ended it before it began',
    squeue: squeue('CANCELLED', 'AssocMaxWallDurationPerJobLimit', '0', '2026-11-22T11:00:00'),
    sacct: sacct('CANCELLED', '0:0', '|sbatch a.sh'),
    expected: { state: 'cancelled', ended_by: 'platform' },
  },
  {
    version: '24.11.5',
    what: 'stderr is named where it is another file',
    squeue: squeue('OUT_OF_MEMORY', 'OutOfMemory', '253', '2026-11-22T11:00:00', '/w/%j.out|/w/%j.err|/w|/w/a.sh'),
    expected: { state: 'failed', reason: 'OUT_OF_MEMORY' },
  },
  {
    version: '25.05.1',
    what: 'requeued before others',
    squeue: squeue('EXPEDITING', 'BeginTime', '0', 'N/A'),
    expected: { state: 'pending', reason: 'BeginTime' },
  },
];
