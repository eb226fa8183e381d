import type { FoundJobs, JobRef } from '@sigwatch/core';
import { refOf } from '../app-id.js';
import { clientState } from '../client/client-end.js';
import type { ModalDeps } from '../modal-deps.js';
import { appsCalled, clientsOf, mayMakeOne, taken } from './submit.js';

/** A client that has made no app so long (ms) after its submission was to be done is ended: nobody waits for it any more. */
const GIVEN_UP = 600_000;

/**
 * The apps of a key: of its clients here, and those of its name in Modal's list, which may have been made from elsewhere.
 * Complete where no client can still make one. Rejects where either can't be asked.
 */
export async function find(deps: ModalDeps, key: string, abort: AbortSignal): Promise<FoundJobs> {
  const { notes, now } = deps;
  abort.throwIfAborted();
  const asOf = now();
  const note = notes.key(key);
  // No client is ever started before its note is written.
  if (note === undefined) {
    await deps.looks.apps(abort);
    return { jobs: [], complete: true, asOf };
  }
  const found: JobRef[] = [];
  let mayCome = false;
  for (let count = 1; count <= note.tries; count += 1) {
    for (const client of await clientsOf(deps, key, count, abort)) {
      const state = await clientState(deps.clients, client, abort);
      if (state?.app !== undefined) found.push(taken(deps, state.app, client));
      else if (mayMakeOne(state, note, now())) mayCome = true;
      if (state?.alive && state.app === undefined && now() > note.not_after + GIVEN_UP)
        await giveUp(deps, client, abort);
    }
  }
  const listed = await appsCalled(deps, note.name, abort);
  const jobs = [...listed.map(refOf), ...found];
  const unique = [...new Map(jobs.map((job) => [job.id, job])).values()];
  if (unique.length > 1) tellTwins(deps, key, unique);
  return { jobs: unique, complete: !mayCome || unique.length > 0, asOf };
}

async function giveUp({ clients, notes, tell }: ModalDeps, client: JobRef, abort: AbortSignal): Promise<void> {
  await clients.cancel?.(client, abort);
  const sentence = `The \`modal run\` of ${client.id} has made no app for ${GIVEN_UP / 60_000} minutes, and is ended.`;
  if (notes.isNews(sentence)) tell(sentence);
}

function tellTwins({ notes, tell }: ModalDeps, key: string, jobs: readonly JobRef[]): void {
  const sentence = `Modal has ${jobs.length} apps of ${key}: ${jobs.map(({ id }) => id).join(', ')}.`;
  if (notes.isNews(sentence)) tell(sentence);
}
