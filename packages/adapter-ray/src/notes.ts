import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobRef, JobStatus, Millis } from '@sigwatch/core';
import { readJson, writeJson } from '@sigwatch/core/host';
import type { Fields } from './json.js';
import { asFileName, submissionIdIn } from './submission-id.js';

/** Where the adapter keeps what it must know again, below the state directory of all runs. */
const rayDirectory = (stateDirectory: string): string => join(stateDirectory, 'ray');

/** What is known of a job beside what Ray tells. A file for each job that we have submitted, found or looked up. */
interface Note {
  /** When we first asked for its end. */
  readonly stopped_at?: Millis;
  /** How it ended, of one that was deleted from Ray's list. */
  readonly ended?: JobStatus;
  /** Of a job that others have submitted: what goes on for it is given the same. */
  readonly runtime_env?: Fields;
}

/** Notes of jobs, which several processes may read and write. */
export class Notes {
  readonly #told = new Set<string>();

  constructor(readonly stateDirectory: string) {}

  /** Of a sentence that this process need not be told twice. */
  isNews(sentence: string): boolean {
    return !this.#told.has(sentence) && this.#told.add(sentence) !== undefined;
  }

  /** From then on it is known that it was there: that Ray does not know it means that it is gone, and not that it never was. */
  noteSeen(job: JobRef, runtime_env?: Fields): void {
    const note = this.#read(job);
    if (note !== undefined && runtime_env === undefined) return;
    this.#write(job, { ...note, ...(runtime_env === undefined ? {} : { runtime_env }) });
  }

  /** To be called before it is submitted: where nobody has told how that went, the job may be in that cluster. */
  noteTry(submissionId: string, session: string): void {
    const path = this.#tryPath(submissionId);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeJson(path, { session });
  }

  /** The cluster that it was last submitted to. */
  triedIn(submissionId: string): string | undefined {
    return readJson<{ readonly session?: string }>(this.#tryPath(submissionId))?.session;
  }

  wasSeen(job: JobRef): boolean {
    return this.#read(job) !== undefined;
  }

  runtimeEnvOf(job: JobRef): Fields | undefined {
    return this.#read(job)?.runtime_env;
  }

  /** To be called before Ray is asked to stop it: whoever sees it stopped must know whose hand it was. */
  noteStop(job: JobRef, at: Millis): void {
    const note = this.#read(job);
    if (note?.stopped_at === undefined) this.#write(job, { ...note, stopped_at: at });
  }

  stoppedAt(job: JobRef): Millis | undefined {
    return this.#read(job)?.stopped_at;
  }

  /** Whether we have asked for its end. By no clock: it was seen alive just before, and the clocks of two machines differ. */
  hasStopped(job: JobRef): boolean {
    return this.stoppedAt(job) !== undefined;
  }

  /** To be called before it is deleted: from then on nobody else knows how it ended. */
  noteEnd(status: JobStatus): void {
    const { as_of: _, ...ended } = status;
    this.#write(status.job, { ...this.#read(status.job), ended });
  }

  endOf(job: JobRef): JobStatus | undefined {
    return this.#read(job)?.ended;
  }

  #read(job: JobRef): Note | undefined {
    return readJson<Note>(this.#path(job));
  }

  #write(job: JobRef, note: Note): void {
    const path = this.#path(job);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeJson(path, note);
  }

  #tryPath(submissionId: string): string {
    return join(rayDirectory(this.stateDirectory), 'tried', `${asFileName(submissionId)}.json`);
  }

  #path({ id, incarnation }: JobRef): string {
    const name = `${asFileName(submissionIdIn(id) ?? id)}.json`;
    return join(rayDirectory(this.stateDirectory), 'jobs', asFileName(incarnation), name);
  }
}
