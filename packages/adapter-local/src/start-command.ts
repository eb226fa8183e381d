import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { currentPlace, identify } from '@sigwatch/core/host';
import type { AttemptFiles, JobRecord } from './job-files.js';
import type { ShimOrder } from './shim-order.js';

/** How a command ended by itself. */
export type End = { readonly exit_code: number } | { readonly signal: string };

export interface StartedCommand {
  readonly job: JobRecord;
  readonly ended: Promise<End>;
  readonly failure?: undefined;
}

/** It cannot be started, now or ever: 127 and 126 are what a shell gives. */
export interface FailedStart {
  readonly failure: { readonly exit_code: 126 | 127; readonly detail: string };
}

/**
 * Starts the command as leader of its own session and process group. Both of its outputs go to one file through one
 * open file, as on a terminal: a traceback stays between the lines that surround it, and line numbers mean one thing.
 */
export async function startCommand(
  order: ShimOrder & { kind: 'run' },
  files: AttemptFiles,
): Promise<StartedCommand | FailedStart> {
  const output = openSync(files.output, 'a', 0o600);
  try {
    const { command, cwd, env } = order;
    if (!isDirectory(cwd)) return failure(output, 126, `${cwd}: the working directory does not exist`);
    const child = spawn(command[0]!, command.slice(1), { cwd, env, detached: true, stdio: ['ignore', output, output] });
    const ended = new Promise<End>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ? { signal } : { exit_code: code ?? 0 }));
    });
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    // After a start, errors are only about signals that we send, and those we send ourselves.
    child.on('error', () => {});
    const job = { ...identify(child.pid), command, cwd, started_at: Date.now(), boot: currentPlace().boot };
    return { job, ended };
  } catch (error) {
    return startFailure(output, order.command[0]!, error as NodeJS.ErrnoException);
  } finally {
    closeSync(output);
  }
}

function startFailure(output: number, command: string, { code, message }: NodeJS.ErrnoException): FailedStart {
  if (code === 'ENOENT') return failure(output, 127, `${command}: command not found`);
  if (code === 'EACCES') return failure(output, 126, `${command}: permission denied (is it executable?)`);
  return failure(output, 126, `${command}: cannot be started: ${message}`);
}

function failure(output: number, exit_code: 126 | 127, text: string): FailedStart {
  const detail = `sigwatch: ${text}`;
  writeSync(output, `${detail}\n`);
  return { failure: { exit_code, detail } };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
