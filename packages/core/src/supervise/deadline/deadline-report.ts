import type { Json, Millis } from '../../contract.js';
import { inWords } from '../../correlate/words.js';
import type { Snapshot } from '../snapshot.js';
import type { SavedCheckpoint } from './deadline-state.js';
import { endOf, type JobEnd } from './ends.js';

/** When the job of a run ends, and what was saved before. Json; what is not known is missing. */
export interface DeadlineReport {
  readonly ends_at: Millis;
  /** Whose word that is. */
  readonly by: JobEnd['by'];
  /** Since when it is asked for a checkpoint. */
  readonly asked_since?: Millis;
  /** The newest that is saved for it. */
  readonly saved?: SavedCheckpoint;
  /** Why nothing is saved yet, though it was asked for. */
  readonly not_saved?: string;
}

/** Of a run as it is stored; undefined where it has ended, or nobody tells when its job does. */
export function deadlineReport(snapshot: Json | undefined, now: Millis): DeadlineReport | undefined {
  if (snapshot === undefined || snapshot === null) return undefined;
  const { announced, attempt, deadline, job, phase } = snapshot as unknown as Partial<Snapshot>;
  if (phase !== 'following' || job === undefined || announced === undefined || announced.attempt !== attempt)
    return undefined;
  const { platform, ...said } = announced;
  const ends = platform === undefined ? {} : { ends_at: platform };
  const end = endOf({ job, state: 'running', ...ends }, said, now);
  if (end === undefined) return undefined;
  const state = deadline?.job === `${job.id} ${job.incarnation}` ? deadline : undefined;
  const { saved, began, why } = state ?? {};
  return {
    ends_at: end.at,
    by: end.by,
    ...(began === undefined ? {} : { asked_since: began }),
    ...(saved === undefined ? {} : { saved }),
    ...(saved !== undefined || began === undefined ? {} : { not_saved: why ?? 'it is waited for' }),
  };
}

const WHO: Readonly<Record<JobEnd['by'], string>> = {
  platform: 'as its platform says',
  session: 'with its session, as its program says',
  notice: 'with its machine, which is taken away',
};

/** The same for people: one line, or two. */
export function deadlineLines({ ends_at, by, saved, not_saved }: DeadlineReport, now: Millis): readonly string[] {
  const at = `${new Date(ends_at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const when = ends_at > now ? `in ${inWords(ends_at - now)}, at ${at}` : `was to end at ${at}`;
  const first = `ends: ${when}, ${WHO[by]}`;
  if (saved !== undefined) {
    const step = saved.step === undefined ? '' : ` (step ${saved.step})`;
    const copied = saved.copied_to === undefined ? '' : `, copied to ${saved.copied_to}`;
    return [first, `saved: ${saved.path}${step}${copied}, ${inWords(Math.max(0, now - saved.at))} ago`];
  }
  return not_saved === undefined ? [first] : [first, `not saved: ${not_saved}`];
}
