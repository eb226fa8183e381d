import { type Executed, eachNode, type JobRef } from '@sigwatch/core';
import { appOf } from './app-id.js';
import type { ModalDeps } from './modal-deps.js';

/** Characters of output that are kept of one container. */
const KEPT = 256 * 1024;
/** What is asked for takes no longer, or is asked for by `abort` (ms). */
const PATIENCE = 600_000;

/** Runs a command in each container of the app that has begun. Rejects where there is none. */
export async function exec(
  { looks, modal }: ModalDeps,
  job: JobRef,
  command: readonly string[],
  abort: AbortSignal,
): Promise<readonly Executed[]> {
  abort.throwIfAborted();
  const app = appOf(job) ?? '';
  const look = (await looks.at([app], abort)).get(app);
  const begun = (look?.containers ?? []).filter(({ started_at }) => started_at !== undefined);
  if (begun.length === 0) throw new Error(`cannot run ${command[0]}: no container of ${job.id} runs`);
  return eachNode(begun, async ({ id }) => {
    const args = ['container', 'exec', '--no-pty', id, '--', ...command];
    const { stdout, stderr, exitCode } = await modal({ args, timeout: PATIENCE }, abort);
    return { node: id, output: (stdout + stderr).slice(0, KEPT), exit_code: exitCode };
  });
}
