import type { SetOption } from './intended-job.js';

export interface Exported {
  readonly words: readonly string[];
  readonly remark?: string;
}

/**
 * What lets variables through an `--export` that names what the job is given; their values come from the environment of
 * `sbatch`. Without one, and with `ALL`, all pass anyway.
 */
export function exported(option: SetOption | undefined, names: readonly string[]): Exported {
  const value = option?.value ?? '';
  const parts = value.split(',').map((part) => part.trim());
  const has = (word: string) => parts.some((part) => part.toUpperCase() === word);
  if (option === undefined || value === '' || has('ALL') || names.length === 0) return { words: [] };
  const set = `--export=${value} (${option.by})`;
  if (has('NIL')) {
    return {
      words: [],
      remark: `Because of ${set} the job is given no variable of its attempt (${names.join(', ')}).`,
    };
  }
  // NONE stands alone; a list lets as little through, and loads the user's environment on the node as NONE does.
  const kept = has('NONE') ? [] : [value];
  return {
    words: [`--export=${[...kept, ...names].join(',')}`],
    remark: `In spite of ${set} the job is also given ${names.join(', ')}.`,
  };
}
