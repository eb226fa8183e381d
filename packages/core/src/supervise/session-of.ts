import type { Millis } from '../contract.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

/** When the session began in which the job runs, and when its platform ends it; each where it is known. */
export function sessionOf(
  { copies }: Pick<RunContext, 'copies'>,
  { engine }: Snapshot,
): { readonly began?: Millis; readonly ends_at?: Millis } {
  const began = copies?.session?.began ?? engine.job?.started_at;
  const ends_at = copies?.session?.ends_at ?? engine.job?.ends_at;
  return { ...(began === undefined ? {} : { began }), ...(ends_at === undefined ? {} : { ends_at }) };
}
