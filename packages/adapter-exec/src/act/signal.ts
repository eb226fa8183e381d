import type { JobRef } from '@sigwatch/core';
import { OtherSideError } from '../ask/trouble.js';
import type { ExecDeps } from '../exec-adapter.js';
import { signalScript } from '../script/cancel.js';
import { namedJob, notFound } from './named.js';

/** `name` as `USR1` or `SIGUSR1`, to the job's process group. Rejects where the job does not run. */
export async function signal(deps: ExecDeps, job: JobRef, name: string, abort: AbortSignal): Promise<void> {
  abort.throwIfAborted();
  const { named, claim } = namedJob(job);
  const bare = name.replace(/^SIG/, '');
  if (!/^[A-Z][A-Z0-9+-]*$/.test(bare)) throw new Error(`cannot send ${name} to ${job.id}: that is no signal's name.`);
  const args =
    named.kind === 'process'
      ? ['', '', claim.pid, claim.start, bare]
      : [`${deps.settings.directory}/${named.name}`, job.incarnation, '', '', bare];
  try {
    if ((await deps.side.ask(signalScript, args, abort)).trim() === 'unknown') throw notFound(deps, job);
  } catch (error) {
    if (!(error instanceof OtherSideError)) throw error;
    throw new Error(`cannot send ${bare} to ${job.id}: ${error.message}`, { cause: error });
  }
}
