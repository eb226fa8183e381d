import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '@sigwatch/core/host';
import { unusableDirectory } from '@sigwatch/store';

/**
 * The environment in which a job was submitted, kept until its run has ended: a restart by another process, which cron or
 * another machine may have started, has to submit the same job. It may hold secrets: only its owner reads it, and it
 * is no part of the run's record.
 */
export function keepEnvironment(stateDirectory: string, run_id: string, env: NodeJS.ProcessEnv): void {
  const path = pathOf(stateDirectory, run_id);
  try {
    mkdirSync(join(stateDirectory, FOLDER), { recursive: true, mode: 0o700 });
    writeJson(path, env, { lasting: true });
  } catch (error) {
    throw unusableDirectory(stateDirectory, error);
  }
}

/** Undefined when none was kept. */
export function keptEnvironment(stateDirectory: string, run_id: string): NodeJS.ProcessEnv | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(stateDirectory, run_id), 'utf8')) as NodeJS.ProcessEnv;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Idempotent. */
export function forgetEnvironment(stateDirectory: string, run_id: string): void {
  rmSync(pathOf(stateDirectory, run_id), { force: true });
}

const FOLDER = 'environments';
const pathOf = (stateDirectory: string, run_id: string) => join(stateDirectory, FOLDER, `${run_id}.json`);
