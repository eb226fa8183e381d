import type { Millis } from '@sigwatch/core';
import { type Asking, ask } from './ask.js';

/** What holds for all jobs of a cluster. */
export interface ClusterFacts {
  readonly name: string;
  /** `22.05.8`. */
  readonly version: string;
  /** How long slurmctld knows a job after its end. */
  readonly minJobAge: Millis;
  /** Whether sacct asks a database; `jobcomp`: only `sacct --completion` tells of ended jobs, and of no more than how they ended. */
  readonly accounting: 'database' | 'jobcomp' | 'none';
  /** Whether accounting keeps comments. */
  readonly storesComment: boolean;
  /** Whether jobs are requeued where the user does not say. */
  readonly requeue: boolean;
  readonly preemptMode: string;
  readonly requeueExit: readonly number[];
  readonly requeueExitHold: readonly number[];
  readonly killWait: Millis;
}

export async function askClusterFacts(asking: Asking): Promise<ClusterFacts> {
  return parseClusterFacts(await ask(asking, 'scontrol', ['show', 'config']));
}

/** Whether the version is at least that. */
export function isAtLeast({ version }: Pick<ClusterFacts, 'version'>, major: number, minor: number): boolean {
  const [own = 0, part = 0] = version.split('.').map((text) => Number.parseInt(text, 10));
  return own > major || (own === major && part >= minor);
}

export function parseClusterFacts(text: string): ClusterFacts {
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
    }),
  );
  const value = (key: string) => {
    const found = values.get(key);
    return found === undefined || found === '(null)' || found === 'N/A' ? '' : found;
  };
  const name = value('ClusterName');
  if (name === '') throw new Error('scontrol show config names no cluster: its output is not understood.');
  return {
    name,
    version: value('SLURM_VERSION'),
    minJobAge: seconds(value('MinJobAge'), 300),
    accounting: accountingOf(value('AccountingStorageType'), value('JobCompType')),
    // Until 21.08 a key of its own said so.
    storesComment:
      value('AccountingStoreFlags').includes('job_comment') || value('AccountingStoreJobComment') === 'Yes',
    requeue: value('JobRequeue') === '1',
    preemptMode: value('PreemptMode'),
    requeueExit: exitCodes(value('RequeueExit')),
    requeueExitHold: exitCodes(value('RequeueExitHold')),
    killWait: seconds(value('KillWait'), 30),
  };
}

function accountingOf(storage: string, completion: string): ClusterFacts['accounting'] {
  if (storage.endsWith('/slurmdbd')) return 'database';
  // Others write where sacct can't read.
  return completion === 'jobcomp/filetxt' || completion === 'jobcomp/mysql' ? 'jobcomp' : 'none';
}

/** `300 sec`. */
const seconds = (text: string, otherwise: number): Millis => {
  const value = Number.parseInt(text, 10);
  return (Number.isFinite(value) ? value : otherwise) * 1000;
};

/** `1,9-11`. */
function exitCodes(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map((one) => Number.parseInt(one, 10));
    if (first === undefined || !Number.isFinite(first)) return [];
    return Array.from({ length: Math.max(0, Math.min(last ?? first, 255) - first) + 1 }, (_, i) => first + i);
  });
}
