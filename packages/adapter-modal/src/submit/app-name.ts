import { createHash } from 'node:crypto';
import type { JobSpec } from '@sigwatch/core';

/** The longest name that Modal takes. */
const LONGEST = 64;
const MARK = 8;

/** Of a key and of who uses it: another state directory may have a run of the same name. */
export const fingerprint = (key: string, home = ''): string =>
  createHash('sha256').update(`${home}\n${key}`).digest('hex').slice(0, MARK);

/** What may stand in names of apps, and of folders: no `.` at the beginning or end. */
export const plainName = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'run';

/**
 * What the app of a key is called, so that it is found again in Modal's list: `sigwatch-RUN-ATTEMPT-xxxxxxxx`, of which the
 * end tells keys and state directories apart.
 */
export function appName({ run_id, attempt }: Pick<JobSpec, 'run_id' | 'attempt'>, key: string, home: string): string {
  const end = `-${attempt}-${fingerprint(key, home)}`;
  return `sigwatch-${plainName(run_id).slice(0, LONGEST - 'sigwatch-'.length - end.length)}${end}`;
}
