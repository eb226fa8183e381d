import type { JobStatus, Millis } from '../contract.js';

/** One thing that happens in a script; of several in one, the lines come first, then the blindness, then the job. */
export interface Happening {
  /** ms after the happening before. Without it, and without `at`: when its line says, else together with that one. */
  readonly after?: Millis;
  readonly at?: Millis;
  readonly lines?: { readonly source: string; readonly text: string };
  /** Of every source when none is named. Without an error they can be read again. */
  readonly blind?: { readonly source?: string; readonly error?: string };
  readonly job?: ScriptedJob;
}

/** What the platform says from now on, or why it can't be asked. */
export type ScriptedJob = Omit<JobStatus, 'job'> | { readonly unknown: string };

/** What happens to a run, in order, on a clock of its own. */
export interface Script {
  readonly happenings: readonly Happening[];
  /** Name of the adapter that speaks of the job. */
  readonly platform?: string;
}

export const LOG = 'log';

/** The sources that a script prints to or makes blind; there is always one. */
export function sourcesOf({ happenings }: Script): readonly string[] {
  const named = happenings.flatMap(({ lines, blind }) => [lines?.source ?? [], blind?.source ?? []].flat());
  return named.length === 0 ? [LOG] : [...new Set(named)];
}
