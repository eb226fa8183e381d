import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStatus } from '@sigwatch/core';

/** How long (ms) its end is waited for: longer than a machine that is busy needs. */
const PATIENCE = 30_000;

/** Starts a process just as a run does, through the shim, and waits for its end. Tells how long that took. */
export async function startOneProcess(directory: string): Promise<string> {
  const { localAdapter } = await import('@sigwatch/adapter-local');
  const { discoverFiles, finalStates, systemDeps } = await import('@sigwatch/core');
  const adapter = localAdapter({ directory, logs: (path) => discoverFiles([path], { deps: systemDeps }) });
  const abort = AbortSignal.timeout(PATIENCE);
  const began = Date.now();
  const command = [process.execPath, '-e', 'process.exit(7)'];
  const spec = { run_id: 'doctor', attempt: 1, command, cwd: directory, env: {} };
  const job = await adapter.submission?.submit(spec, 'doctor', { notAfter: began + PATIENCE, held: false }, abort);
  if (job === undefined) throw new Error('the adapter of local jobs submits nothing');
  let status: JobStatus | undefined;
  while ((status === undefined || !finalStates.has(status.state)) && !abort.aborted) {
    await sleep(20);
    status = (await adapter.status([job], new AbortController().signal)).get(job.id);
  }
  if (status?.exit_code !== 7)
    throw new Error(`a process was started, but its exit code did not come back (${status?.state ?? 'unknown'})`);
  return `a process was started and its exit code seen, in ${Date.now() - began} ms`;
}
