/** What a job's comment says of sigwatch: Json of a few members, in which the user's own comment is kept. */
export interface SigwatchComment {
  /** The key of the submission: `RUN/ATTEMPT`. */
  readonly key: string;
  /** The user's own. */
  readonly comment?: string;
  /** It counts from this restart of the job on; before that, the job is of an earlier attempt. */
  readonly restart?: number;
  /** When the job was first submitted (epoch seconds): SLURM forgets that when it is requeued. */
  readonly submitted?: number;
  /** The one task of an array that was submitted. */
  readonly task?: number;
  /** The user's own options hold the job: it is not ours to release. */
  readonly hold?: true;
}

export function writeComment({ key, ...rest }: SigwatchComment): string {
  return JSON.stringify({ sigwatch: key, ...rest });
}

/** Undefined for a comment that is not ours. */
export function readComment(text: string): SigwatchComment | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { sigwatch, comment, restart, submitted, task, hold } = value as Record<string, unknown>;
  if (typeof sigwatch !== 'string') return undefined;
  return {
    key: sigwatch,
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(typeof restart === 'number' ? { restart } : {}),
    ...(typeof submitted === 'number' ? { submitted } : {}),
    ...(typeof task === 'number' ? { task } : {}),
    ...(hold === true ? { hold } : {}),
  };
}

/** The user's own comment of a job that may be ours. */
export function ownComment(text: string): string | undefined {
  const ours = readComment(text);
  if (ours !== undefined) return ours.comment;
  return text === '' ? undefined : text;
}

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
