import { type JobRef, type JobSpec, type Millis, RefusedError, UnansweredError } from '@sigwatch/core';
import { lastLine, notAnswered, refuseUnpermitted } from './ask.js';
import type { Answer, Call } from './client.js';
import { entrypointOf } from './entrypoint.js';
import { excluded } from './excluded.js';
import { fieldsOf } from './json.js';
import { jobNow } from './looks.js';
import { isOurs, ownMetadata } from './ours.js';
import type { RayDeps } from './ray-deps.js';
import { runtimeEnv } from './runtime-env.js';
import { jobIdOf, submissionIdOf } from './submission-id.js';
import { uploaded } from './upload/upload.js';

/**
 * Submits once: the id follows from the key, and Ray takes each id once. Rejects with `RefusedError` where nothing was and
 * will be made; any other rejection leaves it uncertain.
 */
export async function submit(
  deps: RayDeps,
  spec: JobSpec,
  key: string,
  { notAfter }: { readonly notAfter: Millis },
  abort: AbortSignal,
): Promise<JobRef> {
  abort.throwIfAborted();
  const { ray, notes, looks, now } = deps;
  refuseLate(now(), notAfter);
  const id = submissionIdOf(key);
  const inherited = spec.previous && notes.runtimeEnvOf(spec.previous);
  const given = deps.settings.runtime_env ?? inherited;
  const plain = refusing(() => bodyOf(deps, spec, key));
  // Nothing is sent yet: whatever goes wrong here is a definite no.
  const before = await looks.server(abort).catch((error: Error) => {
    abort.throwIfAborted();
    throw new RefusedError(unreached(error), { cause: error });
  });
  if (looks.areMixed())
    throw new RefusedError(
      'Two Ray clusters take turns in answering at this address, so a job could run in both: set address to that of one of them.',
    );
  const earlier: JobRef = { id: jobIdOf(id), incarnation: before.session };
  // Deleted since: its id is free, and its key is not.
  if (notes.endOf(earlier) !== undefined) return earlier;
  const selector = await excluded(deps, spec, before.version, abort);
  const packed = await uploaded(deps, spec, { given, notAfter }, abort);
  refuseLate(now(), notAfter);
  notes.noteTry(id, before.session);
  const call: Call = {
    method: 'POST',
    path: '/api/jobs/',
    body: { ...plain, ...selector, runtime_env: runtimeEnv(packed, spec) },
    timeout: Math.min(60_000, notAfter - now()),
  };
  const answer = await ray(call, abort);
  if (!(await taken(deps, answer, call, { id, key }, abort))) throw new UnansweredError(notAnswered(answer, call));
  // A job is known by its cluster: one that was replaced meanwhile may have answered, or not.
  const { session } = await looks.server(abort);
  if (session !== before.session) throw new UnansweredError('another Ray cluster answers since the submission');
  const job: JobRef = { id: jobIdOf(id), incarnation: session };
  notes.noteSeen(job, inherited === given ? inherited : undefined);
  looks.hasten(id, { ends: false });
  return job;
}

/** Who submits for the first time may have named no dashboard, or not this one. */
function unreached(error: Error): string {
  if (!(error instanceof UnansweredError)) return error.message;
  const sentence = error.message.replace(/\.?$/, '.');
  return `${sentence} See that the cluster runs; --address, or RAY_ADDRESS, names its dashboard`;
}

/** Whether the job is there now. Throws a refusal where it is not and never will be. */
async function taken(
  deps: RayDeps,
  answer: Answer,
  call: Call,
  { id, key }: { readonly id: string; readonly key: string },
  abort: AbortSignal,
): Promise<boolean> {
  if (answer.status === 200) return saysId(answer.text, id);
  refusing(() => refuseUnpermitted(answer, call));
  if (answer.text.includes(`Job with submission_id ${id} already exists`)) {
    const job = await jobNow(deps.ray, id, abort);
    if (job === undefined || isOurs(deps, job, key)) return job !== undefined;
    throw new RefusedError(
      `Ray has a job ${id} already that was not submitted as ${key} from here: give the run another id, or delete that job.`,
    );
  }
  if (isDefiniteNo(answer)) throw new RefusedError(refusal(answer, call));
  return false;
}

/** The job server hands a submission on to an agent, and wraps its no into a 500. */
function isDefiniteNo({ status, text }: Answer): boolean {
  if (status >= 300 && status < 500 && status !== 408) return true;
  // Of several in a text the first is of the agent; what it quotes may be anything.
  const code = /Request failed with status code (\d{3})/.exec(text)?.[1] ?? '';
  return status === 500 && (/^No available agent/.test(text) || code.startsWith('4'));
}

function refusal(answer: Answer, call: Call): string {
  const said = lastLine(answer.text);
  return said === '' || answer.location !== undefined
    ? `${notAnswered(answer, call)}.`
    : `Ray refuses the job: ${said}`;
}

function saysId(text: string, id: string): boolean {
  try {
    const told = fieldsOf(JSON.parse(text));
    return (told?.submission_id ?? told?.job_id) === id;
  } catch {
    return false;
  }
}

function bodyOf(deps: RayDeps, spec: JobSpec, key: string): object {
  const { entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_memory, entrypoint_resources, metadata } = deps.settings;
  return {
    submission_id: submissionIdOf(key),
    entrypoint: entrypointOf(spec.command),
    metadata: { name: spec.run_id, ...metadata, ...ownMetadata(deps, key) },
    // Older servers refuse what they do not know, also where it is empty: JSON leaves out what is undefined.
    ...{ entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_memory, entrypoint_resources },
  };
}

/** What fails here fails before anything is sent, or is a definite no. */
function refusing<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError((error as Error).message, { cause: error });
  }
}

function refuseLate(now: Millis, notAfter: Millis): void {
  if (now >= notAfter) throw new RefusedError('the time for this submission has passed');
}
