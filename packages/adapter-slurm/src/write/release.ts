import type { JobRef } from '@sigwatch/core';
import { finalStates } from '@sigwatch/core';
import { meaningOf } from '../read/states.js';
import { readComment } from './comment.js';
import { namedJob, rowsOfIncarnation } from './job-rows.js';
import { act, complaint, type Writing } from './writing.js';

/** Lets a held job go. One that the user's own options hold stays with the user. */
export async function release(writing: Writing, job: JobRef, abort: AbortSignal): Promise<void> {
  const named = namedJob(job);
  const rows = await rowsOfIncarnation(writing, named, abort);
  if (rows.length === 0) throw new Error(`cannot release ${job.id}: slurmctld does not know it (any more).`);
  const waiting = rows.filter((row) => meaningOf(row.state)?.state === 'pending');
  if (waiting.length === 0 || rows.some((row) => readComment(row.comment ?? '')?.hold === true)) return;
  const answer = await act(writing, 'scontrol', ['release', named.plain], abort);
  writing.poller.hasten();
  if (answer.exitCode === 0) return;
  // It began, or was ended, between the two.
  const now = await rowsOfIncarnation(writing, named, abort);
  const started = (state: string) => {
    const meaning = meaningOf(state)?.state;
    return meaning !== undefined && (meaning !== 'pending' || finalStates.has(meaning));
  };
  if (now.every((row) => started(row.state))) return;
  const admin = now.some((row) => row.reason === 'JobHeldAdmin') ? ' It is held by an administrator.' : '';
  throw new Error(`cannot release ${job.id}: ${complaint(answer)}.${admin}`);
}
