import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRef } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { ask } from '../read/ask.js';
import type { Poller } from '../read/poller.js';
import { slurmDirectory } from '../state-files.js';
import { namedJob } from '../write/job-rows.js';

/**
 * The script that SLURM itself has of a job, kept in a file, behind the options that it has of it: what was typed is not
 * known. Undefined where SLURM has none any more, or does not show it to this user.
 */
export async function keptScript(
  poller: Poller,
  stateDirectory: string,
  job: JobRef,
  abort: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { plain, incarnation } = namedJob(job);
  try {
    const script = await ask(poller, 'scontrol', ['write', 'batch_script', plain, '-']);
    if (!script.startsWith('#!')) return undefined;
    const shown = await ask(poller, 'scontrol', ['-o', 'show', 'job', plain]);
    const folder = join(slurmDirectory(stateDirectory), 'scripts');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Numbers are given anew when a cluster loses its state.
    const path = join(folder, `${plain}-${incarnation.submitted}.sbatch`);
    writeFileSync(path, script, { mode: 0o700 });
    return [...shownOptions(shown), path, ...shownArguments(shown)];
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof UnansweredError) return undefined;
    throw error;
  }
}

/** What `scontrol show job` calls sbatch's options. Values that hold blanks are not among them. */
const OPTIONS: Readonly<Record<string, string>> = {
  JobName: 'job-name',
  Account: 'account',
  QOS: 'qos',
  Partition: 'partition',
  TimeLimit: 'time',
  NumNodes: 'nodes',
  NumTasks: 'ntasks',
  'CPUs/Task': 'cpus-per-task',
  Features: 'constraint',
  WorkDir: 'chdir',
};

/** Unset ones are told as `(null)` or `N/A`; a range of nodes as `2-4`. */
export function shownOptions(shown: string): readonly string[] {
  const values = new Map(
    [...shown.split('\n', 1)[0]!.matchAll(/(?:^| )([A-Za-z/]+)=(\S*)/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  return Object.entries(OPTIONS).flatMap(([name, option]) => {
    const value = values.get(name);
    return value === undefined || value === '' || value === '(null)' || value === 'N/A' ? [] : [`--${option}=${value}`];
  });
}

/** What stands behind the script, with blanks between the words and no quotes. */
export function shownArguments(shown: string): readonly string[] {
  const [, command = ''] = / Command=(.*?)(?= [A-Z][A-Za-z/:]*=|$)/.exec(shown.split('\n', 1)[0] ?? '') ?? [];
  return command
    .split(' ')
    .slice(1)
    .filter((word) => word !== '');
}
