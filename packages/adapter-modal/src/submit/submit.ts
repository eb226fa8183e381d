import {
  type JobAdapter,
  type JobRef,
  type JobSpec,
  type Millis,
  RefusedError,
  type Submission,
  UnansweredError,
} from '@sigwatch/core';
import { refOf } from '../app-id.js';
import { type ClientState, clientState } from '../client/client-end.js';
import { clientVariables } from '../client/client-env.js';
import { wordsOf } from '../client/last-words.js';
import { clientVersion, refuseOld } from '../client/version.js';
import type { ModalDeps } from '../modal-deps.js';
import type { KeyNote } from '../notes.js';
import { appName, fingerprint, plainName } from './app-name.js';
import { runArguments } from './run-argv.js';

/** So long (ms) an app may take to be named: the client imports the script before. */
const NAMED_WITHIN = 60_000;
const LOOK = 250;

/**
 * Starts `modal run --detach`, once for a key, and waits for the app that it makes. Rejects with `RefusedError` where there
 * is no app and will be none; any other rejection leaves that open.
 */
export async function submit(
  deps: ModalDeps,
  spec: JobSpec,
  key: string,
  { notAfter }: { readonly notAfter: Millis },
  abort: AbortSignal,
): Promise<JobRef> {
  abort.throwIfAborted();
  const { notes, now } = deps;
  if (now() >= notAfter) throw new RefusedError('the time for this submission has passed');
  const name = notes.key(key)?.name ?? appName(spec, key, notes.home());
  const args = runArguments(spec.command, name);
  const tries = await nextTry(deps, key, abort);
  if (tries.app !== undefined) return taken(deps, tries.app, tries.client);
  // Nothing is started yet: whatever goes wrong here is a definite no.
  if (tries.isNew) await refuseUnreached(deps, abort);
  if (now() >= notAfter) throw new RefusedError('the time for this submission has passed');
  notes.noteKey(key, { name, tries: tries.count, not_after: notAfter });
  const client = await submissionOf(deps.clients).submit(
    clientSpec(deps, spec, key, tries.count, args),
    clientKey(key, tries.count),
    { notAfter, held: false },
    abort,
  );
  return taken(deps, await appOfClient(deps, client, name, abort), client);
}

interface Try {
  readonly count: number;
  /** No client was started for it yet. */
  readonly isNew: boolean;
  readonly client?: JobRef;
  /** The app that it has made. */
  readonly app?: string;
}

/** The try that is under way, or the next one where the last has ended and made no app. */
async function nextTry(deps: ModalDeps, key: string, abort: AbortSignal): Promise<Try> {
  const note = deps.notes.key(key);
  const count = note?.tries ?? 1;
  const [client] = await clientsOf(deps, key, count, abort);
  if (note === undefined || client === undefined) return { count, isNew: true };
  const state = await clientState(deps.clients, client, abort);
  if (state?.app !== undefined) return { count, isNew: false, client, app: state.app };
  if (mayMakeOne(state, note, deps.now())) return { count, isNew: false, client };
  // One that was killed may have made an app without a word.
  const [app] = await appsCalled(deps, note.name, abort);
  return app === undefined ? { count: count + 1, isNew: true } : { count, isNew: false, client, app };
}

/** Lists may be late by so much (ms). */
const LISTED = 60_000;

/** Whether an app of a client that has named none may come, or be in no list yet. One that ended by itself names its app before all else. */
export function mayMakeOne(state: ClientState | undefined, { not_after }: KeyNote, now: Millis): boolean {
  if (state === undefined || state.alive) return true;
  return !hasMadeNone(state) && now < Math.max(not_after, state.ended_at ?? 0) + LISTED;
}

const hasMadeNone = (state: ClientState | undefined): boolean =>
  state !== undefined && !state.alive && state.app === undefined && (state.exit_code ?? 0) !== 0;

/** Clients of a try, which are at most one. Rejects where the folder of clients can't be read. */
export async function clientsOf(
  { clients }: ModalDeps,
  key: string,
  count: number,
  abort: AbortSignal,
): Promise<readonly JobRef[]> {
  const { jobs, complete } = await submissionOf(clients).find(clientKey(key, count), abort);
  if (!complete && jobs.length === 0) throw new UnansweredError('the folder of clients of Modal can not be read');
  return jobs;
}

const clientKey = (key: string, count: number): string => (count === 1 ? key : `${key}#${count}`);

function submissionOf({ submission, name }: JobAdapter): Submission {
  if (submission === undefined) throw new TypeError(`clients of Modal can't be started by the adapter ${name}`);
  return submission;
}

/** The folder is the key's, whatever the run is called; the variables are those of the run. */
function clientSpec(deps: ModalDeps, spec: JobSpec, key: string, count: number, args: readonly string[]): JobSpec {
  const { settings } = deps;
  const own = [`SIGWATCH_RUN_ID=${spec.run_id}`, `SIGWATCH_ATTEMPT=${spec.attempt}`];
  return {
    ...spec,
    run_id: `${plainName(spec.run_id).slice(0, 80)}-${fingerprint(key)}`,
    attempt: count,
    command: ['env', ...own, ...settings.modal, ...args],
    env: { ...spec.env, ...clientVariables(settings) },
  };
}

/** Who submits may have no client, an old one, no token, or no way to Modal. */
async function refuseUnreached(deps: ModalDeps, abort: AbortSignal): Promise<void> {
  try {
    refuseOld(await clientVersion(deps.modal, abort));
    await deps.looks.apps(abort);
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof RefusedError) throw error;
    throw new RefusedError((error as Error).message, { cause: error });
  }
}

async function appOfClient(deps: ModalDeps, client: JobRef, name: string, abort: AbortSignal): Promise<string> {
  const { clients, now, wait } = deps;
  const until = now() + NAMED_WITHIN;
  for (;;) {
    const state = await clientState(clients, client, abort);
    if (state?.app !== undefined) return state.app;
    const isRefused = hasMadeNone(state);
    const isOver = state?.alive !== true || now() >= until;
    if (isOver) {
      const listed = appsCalled(deps, name, abort);
      const [app] = await (isRefused ? listed.catch(() => []) : listed);
      if (app !== undefined) return app;
      abort.throwIfAborted();
      if (isRefused) throw new RefusedError(refusal(state as ClientState));
      throw new UnansweredError(
        state?.alive
          ? `\`modal run\` has named no app for ${NAMED_WITHIN / 1000} s`
          : '`modal run` has ended without a word of its app',
      );
    }
    await wait(LOOK, abort);
  }
}

/** Apps of this name, oldest first. */
export async function appsCalled({ looks }: ModalDeps, name: string, abort: AbortSignal): Promise<readonly string[]> {
  const rows = (await looks.apps(abort)).filter(({ description }) => description === name);
  return rows.sort((one, other) => (one.created_at ?? 0) - (other.created_at ?? 0)).map(({ id }) => id);
}

const refusal = ({ words, exit_code }: ClientState): string =>
  `\`modal run\` made no app: ${wordsOf(words) || `it ended with exit code ${exit_code}`}`;

/** From then on it is known by whom the app was made. */
export function taken({ notes, looks, now }: ModalDeps, app: string, client: JobRef | undefined): JobRef {
  if (notes.app(app)?.at === undefined) {
    notes.noteApp(app, { at: now(), ...(client === undefined ? {} : { client }) });
    looks.renew();
  }
  return refOf(app);
}
