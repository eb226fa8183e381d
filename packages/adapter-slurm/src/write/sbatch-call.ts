import { resolve } from 'node:path';
import type { JobRef, JobSpec, Millis } from '@sigwatch/core';
import { parseJobId } from '../read/identity.js';
import { writeComment } from './comment.js';
import { excluded } from './exclude.js';
import { exported } from './export.js';
import { type IntendedJob, jobName } from './intended-job.js';
import { joinWords } from './sbatch-words.js';
import { arrayTasks } from './script-of.js';

export interface SbatchCall {
  readonly args: readonly string[];
  /** The one task of an array that is submitted. */
  readonly task?: number;
  readonly name: string;
  readonly directory: string;
  /** Nodes that are left out, the user's own among them. */
  readonly exclude?: string;
  /** What a user should know of what was changed. */
  readonly remarks: readonly string[];
}

/** SLURM takes comments of up to 1,024 bytes. */
const LONGEST_COMMENT = 1_000;

/**
 * The user's words as they were typed, and ours behind each component's options, where they count more than what the
 * command line, the environment and the script say.
 */
export function sbatchCall(
  job: IntendedJob,
  spec: Pick<JobSpec, 'attempt' | 'cwd' | 'exclude_nodes' | 'not_before' | 'previous'>,
  how: {
    readonly key: string;
    readonly held: boolean;
    readonly names: readonly string[];
    readonly cluster?: string | undefined;
    readonly now: Millis;
  },
): SbatchCall {
  const array = arrayOf(job, spec.previous);
  const task = array.tasks.length === 1 ? array.tasks[0] : undefined;
  const remarks: string[] = [];
  const without = (index: number) => excluded(job.option('exclude', index)?.value, spec);
  const args = joinWords(job.words, (_, index) => {
    const environment = exported(job.option('export', index), how.names);
    if (environment.remark !== undefined) remarks.push(environment.remark);
    return [
      ...(index === 0 ? firstWords(job, how, task) : []),
      ...(index === 0 ? withValue('--array', array.alone) : []),
      ...environment.words,
      ...withValue('--exclude', without(index)),
      // What the first attempt waited for is over; at a later one it would only delay the restart.
      ...(spec.attempt > 1 && job.option('dependency', index) !== undefined ? ['--dependency='] : []),
      ...withValue(
        '--begin',
        spec.attempt > 1 ? beginOf(spec, job.option('begin', index) !== undefined, how.now) : undefined,
      ),
    ];
  });
  if (job.option('export-file') !== undefined)
    remarks.push(
      'With --export-file the job is given none of the variables of its attempt (SIGWATCH_ATTEMPT and others).',
    );
  const exclude = without(0);
  return {
    args,
    ...(exclude === undefined ? {} : { exclude }),
    ...(task === undefined ? {} : { task }),
    name: jobName(job),
    directory: resolve(spec.cwd, job.option('chdir')?.value ?? '.'),
    remarks: [...new Set(remarks)],
  };
}

/** In seconds from then, so that nobody's time zone counts. */
function beginOf({ not_before = 0 }: Pick<JobSpec, 'not_before'>, users: boolean, now: Millis): string | undefined {
  const seconds = Math.ceil((not_before - now) / 1000);
  if (seconds > 0) return `now+${seconds}`;
  return users ? 'now' : undefined;
}

const withValue = (option: string, value: string | undefined) => (value === undefined ? [] : [`${option}=${value}`]);

function firstWords(
  job: IntendedJob,
  how: { readonly key: string; readonly held: boolean; readonly cluster?: string | undefined },
  task: number | undefined,
): readonly string[] {
  return [
    '--parsable',
    `--comment=${commentOf(job, how.key, task)}`,
    ...(how.held ? ['--hold'] : []),
    ...withValue('--clusters', how.cluster),
  ];
}

function commentOf(job: IntendedJob, key: string, task: number | undefined): string {
  const own = job.option('comment')?.value;
  const rest = {
    ...(task === undefined ? {} : { task }),
    ...(job.option('hold') === undefined ? {} : { hold: true as const }),
  };
  const base = { key, ...rest };
  if (own === undefined || own === '') return writeComment(base);
  let kept = own;
  for (;;) {
    const text = writeComment({ ...base, comment: kept });
    const over = Buffer.byteLength(text) - LONGEST_COMMENT;
    if (over <= 0 || kept === '') return text;
    // A character takes six bytes at the most.
    kept = kept.slice(0, -Math.ceil(over / 6));
  }
}

/** A task of an array is submitted alone when it goes on for one. */
function arrayOf(
  job: IntendedJob,
  previous: JobRef | undefined,
): { readonly tasks: readonly number[]; readonly alone?: string } {
  const spec = job.option('array')?.value;
  if (spec === undefined) return { tasks: [] };
  const tasks = arrayTasks(spec);
  const task = previous === undefined ? undefined : parseJobId(previous.id)?.task;
  if (task === undefined || (tasks.length === 1 && String(tasks[0]) === task)) return { tasks };
  return { tasks: [Number(task)], alone: task };
}
