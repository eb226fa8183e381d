import type { Json, Millis } from '../../contract.js';
import { inWords } from '../../correlate/words.js';
import type { Snapshot } from '../snapshot.js';

/** How it stands with the copies of a run's checkpoints. Json; what is not known is missing. */
export interface CopiesReport {
  /** How many are kept. */
  readonly kept: number;
  /** The newest. */
  readonly path?: string;
  readonly step?: number;
  /** When it was verified. */
  readonly at?: Millis;
  /** Why what is newest is not copied. */
  readonly trouble?: string;
}

/** Of a run as it is stored; undefined where nothing was copied, or tried to be. */
export function copiesReport(snapshot: Json | undefined): CopiesReport | undefined {
  const copies = (snapshot as { copies?: Snapshot['copies'] } | null | undefined)?.copies;
  if (copies === undefined || (copies.made.length === 0 && copies.trouble === undefined)) return undefined;
  const { made, at, trouble } = copies;
  const newest = made.at(-1);
  return {
    kept: made.length,
    ...(newest === undefined ? {} : { path: newest.path }),
    ...(newest?.step === undefined ? {} : { step: newest.step }),
    ...(at === undefined ? {} : { at }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** The same for people: one line, or two. */
export function copiesLines({ kept, path, step, at, trouble }: CopiesReport, now: Millis): readonly string[] {
  const of = step === undefined ? '' : ` (step ${step})`;
  const when = at === undefined ? ', of an earlier session' : `, ${inWords(Math.max(0, now - at))} ago`;
  const first = path === undefined ? 'copies: none' : `copies: ${kept}, the newest ${path}${of}${when}`;
  return trouble === undefined ? [first] : [first, `not copied: ${trouble}`];
}
