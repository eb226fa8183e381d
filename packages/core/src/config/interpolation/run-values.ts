import type { Json } from '../../contract.js';
import { Interpolator } from './interpolation.js';
import { InterpolationProblem, piecesOf } from './interpolation-syntax.js';
import { asText } from './interpolation-value.js';

/** What is known of a run: `run_id`, `name`, `attempt`, and `job_id` once there is a job. */
type RunValues = Readonly<Record<string, string>>;

/** A text with what is known filled in, and the interpolations that are not. */
export interface FilledByRun {
  readonly text: string;
  readonly unknown: readonly string[];
}

/** `123_4`: the array's job and the task's index. */
export function arrayPartOf(job_id: string | undefined): { readonly job: string; readonly task: string } | undefined {
  const [, job, task] = /^(\d+)_(\d+)$/.exec(job_id ?? '') ?? [];
  return job === undefined || task === undefined ? undefined : { job, task };
}

/** Fills in the interpolations that had to wait for the run; those that nobody here knows stay as they are written. */
export function fillByRun(text: string, values: RunValues): FilledByRun {
  if (!text.includes('${')) return { text, unknown: [] };
  const root = treeOf(values);
  try {
    const done = new Interpolator({ root, group: '', env: {}, atRun: true }).text(text, { tree: root, path: [] });
    const filled = asText(done.value);
    return { text: filled, unknown: done.pending ? left(filled) : [] };
  } catch (error) {
    if (!(error instanceof InterpolationProblem)) throw error;
    return { text, unknown: left(text) };
  }
}

/** Values as they stand in a text whose templates are read afterwards: their braces are none. */
export const asTemplateText = (values: RunValues): RunValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replace(/[{}]/g, '$&$&')]));

/** The text with each piece changed that stands beside what is unknown. */
export const besideUnknown = ({ text, unknown }: FilledByRun, change: (piece: string) => string): string =>
  unknown.length === 0
    ? change(text)
    : piecesOf(text)
        .map((one) => (typeof one === 'string' ? change(one) : one.raw))
        .join('');

const left = (text: string): readonly string[] =>
  piecesOf(text).flatMap((one) => (typeof one === 'string' ? [] : [one.raw]));

/** The groups under which a training setup looks for its run. */
function treeOf({ run_id, name, attempt, job_id }: RunValues): Json {
  const array = arrayPartOf(job_id);
  const known = (group: Readonly<Record<string, Json | undefined>>) =>
    Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined)) as Json;
  const number = attempt === undefined ? undefined : Number(attempt);
  return {
    slurm: known({
      name,
      job_name: name,
      job_id,
      ...(job_id === undefined ? {} : { array: array !== undefined }),
      array_job_id: array?.job,
      array_task_id: array?.task,
    }),
    job: known({ id: job_id, name, attempt: number }),
    run: known({ id: run_id, name, attempt: number }),
  };
}
