import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { JobProcesses } from './terminate.js';

/** What a shim is told on its standard input. A submitter that dies in between leaves no whole order, so nothing starts. */
export type ShimOrder =
  | {
      readonly kind: 'run';
      readonly directory: string;
      readonly run_id: string;
      readonly attempt: number;
      readonly key: string;
      readonly nonce: string;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly env: NodeJS.ProcessEnv;
      readonly held: boolean;
      readonly notAfter: number;
      readonly graceMs: number;
    }
  | {
      readonly kind: 'reap';
      readonly directory: string;
      readonly job: JobProcesses;
      /** The command was alive when this was asked, so that its end is our doing. */
      readonly alive: boolean;
      readonly graceMs: number;
    };

/** What a shim says on its standard output, once, before it goes on alone. */
export type ShimAnswer =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'late' }
  | { readonly kind: 'error'; readonly detail: string };

/**
 * Starts a shim in a session of its own, with nothing of ours but two pipes that are closed after one order and one
 * answer. Resolves with undefined when it ended without an answer. Rejects when no process could be started, with
 * `notStarted` set.
 */
export async function orderShim(shim: string, order: ShimOrder, abort: AbortSignal): Promise<ShimAnswer | undefined> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [shim], { detached: true, stdio: ['pipe', 'pipe', 'ignore'], env, cwd: '/' });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(Object.assign(error, { notStarted: child.pid === undefined })));
  });
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abort.reason);
  });
  abort.addEventListener('abort', stop);
  // A shim that dies before it has read everything closes the pipe; the missing answer tells.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(order));
  try {
    const line = await Promise.race([text(child.stdout), failed, aborted]);
    return line === '' ? undefined : (JSON.parse(line) as ShimAnswer);
  } finally {
    abort.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.unref();
  }
}

/** The built shim beside this module; from the sources, the one of the last build. */
export function defaultShim(): string {
  const beside = fileURLToPath(new URL('./shim.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/shim.js', import.meta.url));
}
