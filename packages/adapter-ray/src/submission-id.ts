import { createHash } from 'node:crypto';
import type { JobRef } from '@sigwatch/core';

const PREFIX = 'sigwatch-';
/** It names a file of Ray (`job-driver-ID.log`), and an actor. */
const LONGEST = 120;

/**
 * What the job of a key is called in Ray: the same for the same key, another one for another. People read it, so it keeps
 * what may stand in a file's name and in a URL; where something had to go, a fingerprint of the whole key tells keys apart.
 */
export function submissionIdOf(key: string): string {
  const plain = key.replace(/[^A-Za-z0-9._-]+/g, '-');
  // Only `RUN/ATTEMPT` is turned back in one way: `a/1` and `a-1` would be the same otherwise.
  const [, run = '', attempt = ''] = /^([A-Za-z0-9._-]+)\/(\d+)$/.exec(key) ?? [];
  const exact = run !== '' && `${run}/${attempt}` === key && `${PREFIX}${run}-${attempt}`.length <= LONGEST;
  if (exact) return `${PREFIX}${run}-${attempt}`;
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return `${PREFIX}${plain.slice(0, LONGEST - PREFIX.length - mark.length - 1)}.${mark}`;
}

/** `ray:ID` of a job. */
export const jobIdOf = (submissionId: string): JobRef['id'] => `ray:${submissionId}`;

/** Undefined for what is no id of a job of Ray. */
export function submissionIdIn(id: string): string | undefined {
  return id.startsWith('ray:') && id.length > 4 ? id.slice(4) : undefined;
}

/** As part of a path. */
export const inPath = (id: string): string => encodeURIComponent(id);

/** As the name of a file: ids are people's own words, and names of sessions a server's, and no part of a path is read into them. */
export const asFileName = (id: string): string => encodeURIComponent(id).replaceAll('.', '%2E');
