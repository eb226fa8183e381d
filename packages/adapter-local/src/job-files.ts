import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRef } from '@sigwatch/core';
import { type Place, type ProcessIdentity, writeJson } from '@sigwatch/core/host';

/** Standard output and standard error of an attempt's command. */
export const OUTPUT_FILE = 'output.log';

/** Who runs the attempt: written once, by the shim that won, before anything else happens. */
export interface Claim {
  readonly key: string;
  /** Tells this claim from every other one; the job's incarnation, and in the environment of all its processes. */
  readonly nonce: string;
  readonly run_id: string;
  readonly attempt: number;
  readonly held: boolean;
  readonly claimed_at: number;
  readonly place: Place;
  readonly shim: ProcessIdentity;
}

/** What runs: written when the command was started. */
export interface JobRecord extends ProcessIdentity {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly started_at: number;
  readonly boot: string;
}

/** How it ended: written last, and only when nothing of a cancelled job is left. */
export interface ExitRecord {
  readonly ended_at: number;
  readonly exit_code?: number;
  readonly signal?: string;
  readonly reason?: string;
  readonly detail?: string;
  /** We were asked to end it, and had signalled it before it ended. */
  readonly cancelled?: boolean;
}

/** Somebody asked for the end; `alive`: the job had not ended at that time. */
export interface CancelRecord {
  readonly at: number;
  readonly alive: boolean;
}

export interface AttemptFiles {
  readonly directory: string;
  readonly claim: string;
  readonly job: string;
  readonly exit: string;
  readonly cancel: string;
  readonly release: string;
  readonly output: string;
}

export function attemptFiles(runs: string, run_id: string, attempt: number): AttemptFiles {
  return filesIn(join(runs, run_id, `attempt-${attempt}`));
}

export function filesIn(directory: string): AttemptFiles {
  return {
    directory,
    claim: join(directory, 'claim'),
    job: join(directory, 'job.json'),
    exit: join(directory, 'exit.json'),
    cancel: join(directory, 'cancel'),
    release: join(directory, 'release'),
    output: join(directory, OUTPUT_FILE),
  };
}

export function jobRef(claim: Claim): JobRef {
  return { id: `local:${claim.run_id}.${claim.attempt}`, incarnation: claim.nonce };
}

/** Run and attempt of a job id, or undefined for one of another adapter. Run ids may hold dots, attempts may not. */
export function parseJobId(id: string): { readonly run_id: string; readonly attempt: number } | undefined {
  const match = /^local:([A-Za-z0-9_-][A-Za-z0-9._-]*)\.([1-9]\d*)$/.exec(id);
  return match ? { run_id: match[1]!, attempt: Number(match[2]) } : undefined;
}

/** The parsed file, or undefined when there is none. Throws when it can't be read or is not JSON. */
export function readRecord<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new TornRecordError(path, error);
  }
}

/** Being written at this moment on a file system without hard links, or damaged: what it says is unknown. */
export class TornRecordError extends Error {
  constructor(path: string, cause: unknown) {
    super(`${path} is incomplete: ${(cause as Error).message}`, { cause });
    this.name = 'TornRecordError';
  }
}

/** Readers see the old content or the new one. Survives a power failure. */
export function writeRecord(path: string, value: unknown): void {
  writeJson(path, value, { lasting: true });
}

/** Creates the file with all of its content, or returns false when it exists: of several that try, one succeeds. */
export function createRecord(path: string, value: unknown): boolean {
  const content = `${JSON.stringify(value)}\n`;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600, flush: true });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    return createExclusively(path, content);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** For file systems without hard links: a reader may see the file before its content, and then calls it unknown. */
function createExclusively(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx', flush: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
