import { finalStates, type JobRef } from '@sigwatch/core';
import { appOf, isAppId } from './app-id.js';
import type { ContainerRow } from './apps/rows.js';
import { NotThereError, troubleOf } from './client/trouble.js';
import type { ModalDeps } from './modal-deps.js';
import { statusBy } from './status-now.js';

/**
 * Asks Modal to stop the app, which means accepted and not ended: a stop that is taken while a container lives on is known
 * to happen. Asked again, it is asked again, and after a grace each container that is still there is stopped by itself. An
 * app that has ended is left alone; one that no list names yet is not.
 */
export async function cancel(deps: ModalDeps, job: JobRef, abort: AbortSignal): Promise<void> {
  const { looks, notes, now, settings } = deps;
  const app = appOf(job);
  if (app === undefined || !isAppId(app)) throw new Error(`${job.id} is no job of Modal: those are named modal:ap-….`);
  const look = (await looks.at([app], abort, now())).get(app);
  const status = await statusBy(deps, job, app, look, abort);
  if (status !== undefined && finalStates.has(status.state)) return;
  const first = notes.app(app)?.stopped_at;
  notes.noteStop(app, now());
  looks.hasten(app);
  const wasThere = await stopApp(deps, app, abort);
  const containers = look?.containers ?? [];
  // It ended by itself between our look and our stop.
  if (!wasThere && first === undefined && containers.length === 0) notes.forgetStop(app);
  if (first !== undefined && now() - first >= settings.stop_grace_seconds * 1000)
    await stopContainers(deps, job, containers, abort);
}

/** Whether there was something to stop. */
async function stopApp({ modal }: ModalDeps, app: string, abort: AbortSignal): Promise<boolean> {
  const answer = await modal({ args: ['app', 'stop', '--yes', app] }, abort);
  if (answer.exitCode === 0) return true;
  if (/already stopped/i.test(answer.stderr + answer.stdout)) return false;
  const error = troubleOf('modal app stop', answer);
  if (error instanceof NotThereError) return false;
  throw error;
}

async function stopContainers(
  { modal, tell, settings }: ModalDeps,
  job: JobRef,
  containers: readonly ContainerRow[],
  abort: AbortSignal,
): Promise<void> {
  if (containers.length === 0) return;
  tell(
    `${job.id} was told to stop, and ${containers.length} of its containers were there ${settings.stop_grace_seconds} s later: each is stopped by itself (${containers.map(({ id }) => id).join(', ')}).`,
  );
  for (const { id } of containers) {
    const answer = await modal({ args: ['container', 'stop', '--yes', id] }, abort);
    if (answer.exitCode === 0 || /already stopped/i.test(answer.stderr + answer.stdout)) continue;
    const error = troubleOf('modal container stop', answer);
    if (!(error instanceof NotThereError)) throw error;
  }
}
