import type { JobRef, JobStatus, Millis } from '@sigwatch/core';
import { appOf, isAppId } from './app-id.js';
import type { Look } from './apps/looks.js';
import type { AppRow } from './apps/rows.js';
import { clientState } from './client/client-end.js';
import type { ModalDeps } from './modal-deps.js';
import { verdictOf } from './verdict.js';

/** Of each app that Modal knows. Rejects where Modal can't be asked. */
export async function statusNow(
  deps: ModalDeps,
  jobs: readonly JobRef[],
  abort: AbortSignal,
  since?: Millis,
): Promise<ReadonlyMap<string, JobStatus>> {
  abort.throwIfAborted();
  const named = jobs.flatMap((job) => {
    const app = appOf(job);
    return app === undefined || !isAppId(app) ? [] : [{ job, app }];
  });
  if (named.length === 0) return new Map();
  const ids = named.map(({ app }) => app);
  const looks = await deps.looks.at(ids, abort, since);
  const statuses = new Map<string, JobStatus>();
  for (const { job, app } of named) {
    const status = await statusBy(deps, job, app, looks.get(app), abort);
    if (status !== undefined) statuses.set(job.id, status);
  }
  return statuses;
}

/** Lists show a new app late: until then it is what its client says (ms). */
const SHOWN_WITHIN = 60_000;

export async function statusBy(
  deps: ModalDeps,
  job: JobRef,
  app: string,
  look: Look | undefined,
  abort: AbortSignal,
): Promise<JobStatus | undefined> {
  const { clients, notes, now } = deps;
  const note = notes.app(app);
  const client = note?.client && (await clientState(clients, note.client, abort));
  if (look === undefined) {
    const isNew = client?.alive === true && now() - (note?.at ?? 0) < SHOWN_WITHIN;
    return isNew ? { job, state: 'pending', as_of: now() } : undefined;
  }
  const stopped_at = note?.stopped_at;
  const row = await withHand(deps, look.row, { isKnown: stopped_at !== undefined || client?.exit_code === 0 }, abort);
  const status = verdictOf(job, {
    ...{ row, containers: look.containers, asOf: look.asOf },
    ...(client === undefined ? {} : { client }),
    ...(stopped_at === undefined ? {} : { stopped_at }),
  });
  return status && withEnd(status, deps.settings.function_timeout);
}

/**
 * A try of the function ends its `timeout` after it has begun. That is a little after its container, and a try that Modal has
 * begun again in another container has the whole time anew: so it never ends before what is told.
 */
function withEnd(status: JobStatus, timeout: Millis | undefined): JobStatus {
  const { state, started_at } = status;
  if (timeout === undefined || state !== 'running' || started_at === undefined) return status;
  return { ...status, ends_at: started_at + timeout };
}

/** Of an app that has ended, and nobody here knows by whom, Modal is asked for that. */
async function withHand(
  { looks }: ModalDeps,
  row: AppRow,
  { isKnown }: { readonly isKnown: boolean },
  abort: AbortSignal,
): Promise<AppRow> {
  if (isKnown || row.state !== 'stopped' || row.stopped_by !== undefined) return row;
  const stopped_by = await looks.stoppedBy(row.id, abort);
  return stopped_by === undefined ? row : { ...row, stopped_by };
}
