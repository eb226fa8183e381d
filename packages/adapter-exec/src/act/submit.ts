import { randomBytes } from 'node:crypto';
import {
  finalStates,
  type JobRef,
  type JobSpec,
  type JobStatus,
  KubectlMissingError,
  type Millis,
  PermissionDeniedError,
  RefusedError,
} from '@sigwatch/core';
import { octal } from '../ask/through-shells.js';
import { OtherSideError, PodLostError, UnreachableError } from '../ask/trouble.js';
import type { ExecDeps } from '../exec-adapter.js';
import { jobRef, nameOf } from '../job/identity.js';
import { findScript } from '../script/status.js';
import { prepareScript, submitScript, submitTexts } from '../script/submit.js';

interface How {
  readonly notAfter: Millis;
  readonly held: boolean;
}

/**
 * Starts the command, or finds it started: a key can be claimed once, whoever asks. Nothing is claimed after `notAfter`: the other
 * side is told the deadline on a clock of its own that nobody sets, which is read just before.
 */
export async function submit(
  deps: ExecDeps,
  spec: JobSpec,
  key: string,
  how: How,
  abort: AbortSignal,
): Promise<JobRef> {
  abort.throwIfAborted();
  refuseInvalid(spec);
  if (deps.now() > how.notAfter) throw tooLate();
  const name = nameOf(key);
  await refuseTwin(deps, spec, abort);
  try {
    return await claimed(deps, spec, name, how, abort);
  } catch (error) {
    throw asRefusal(error);
  }
}

/**
 * A pod that was not there may be there again, with the job that was taken for lost: another context of kubectl was asked,
 * say. Asks only where the end of that job is not kept. Where it can't be asked or seen, it is for the submission to fail.
 */
async function refuseTwin({ statuses }: ExecDeps, { previous }: JobSpec, abort: AbortSignal): Promise<void> {
  if (previous === undefined) return;
  const known = await statuses.of([previous], abort).catch(() => new Map<string, JobStatus>());
  abort.throwIfAborted();
  const { state } = known.get(previous.id) ?? {};
  if (state === undefined || finalStates.has(state)) return;
  throw new RefusedError(`${previous.id} was taken for lost and is ${state}: let it end, or end its process there.`);
}

async function claimed(
  { side, settings, now }: ExecDeps,
  spec: JobSpec,
  name: string,
  { notAfter, held }: How,
  abort: AbortSignal,
): Promise<JobRef> {
  const { directory } = settings;
  const [uptime = '', , owner] = (await side.ask(prepareScript, [directory, name], abort)).trim().split(' ');
  if (owner) return jobRef(name, owner);
  // It was read before its answer came, so that this is no later than it says.
  const left = Math.floor((notAfter - now()) / 10);
  if (left <= 0) throw tooLate();
  if (!/^\d+$/.test(uptime)) throw new UnreachableError(`the other side tells no clock: ${uptime}`);
  const variables = environmentOf(spec);
  const words = [
    ...submitTexts,
    ...[directory, name, randomBytes(16).toString('hex'), String(Number(uptime) + left), held ? '1' : '0'],
    ...[settings.cwd ?? spec.cwd, String(variables.length)],
  ];
  const command = commandOf(spec.command);
  const lines = variables.map((variable) => `${octal(variable)}\n`).join('');
  const heard = await side.ask(submitScript, [...words, 'lines', ...command], abort, lines);
  // What stands in words anybody may read in a list of processes: only where nothing else gets there.
  const answer =
    heard.trim() === 'deaf'
      ? await side.ask(submitScript, [...words, 'words', ...variables, ...command], abort)
      : heard;
  const [word, claim] = answer.trim().split(' ');
  if ((word === 'claimed' || word === 'taken') && claim) return jobRef(name, claim);
  if (word === 'late') throw tooLate();
  throw new UnreachableError(
    `the other side has answered a submission with "${answer.trim()}", which is not understood`,
  );
}

/** All jobs of the key: there is one at most. Where the pod is gone nothing of it can be there. */
export async function find(
  { side, settings, now }: ExecDeps,
  key: string,
  abort: AbortSignal,
): Promise<{ jobs: readonly JobRef[]; complete: boolean; asOf: Millis }> {
  abort.throwIfAborted();
  const asOf = now();
  const name = nameOf(key);
  try {
    const owner = (await side.look(findScript, [settings.directory, name], abort)).trim();
    return { jobs: owner === '' ? [] : [jobRef(name, owner)], complete: true, asOf };
  } catch (error) {
    if (!(error instanceof PodLostError)) throw error;
    return { jobs: [], complete: true, asOf };
  }
}

function environmentOf({ env, run_id, attempt }: JobSpec): readonly string[] {
  const all = { ...env, SIGWATCH_RUN_ID: run_id, SIGWATCH_ATTEMPT: String(attempt) };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** `env`, which runs it, takes a first word with `=` for a variable. */
const commandOf = (command: readonly string[]): readonly string[] =>
  command[0]?.includes('=') ? ['sh', '-c', 'exec "$@"', 'sh', ...command] : command;

function refuseInvalid({ run_id, command, env }: JobSpec): void {
  if (!command[0]) throw new RefusedError(`run "${run_id}" has no command: give at least the name of a program.`);
  if ([...command, ...Object.values(env)].some((word) => word.includes('\0')))
    throw new RefusedError(`run "${run_id}" holds a NUL character, which no program can be given.`);
  const name = Object.keys(env).find((one) => !/^[^=\0]+$/.test(one));
  if (name !== undefined) throw new RefusedError(`"${name}" can't be the name of a variable of run "${run_id}".`);
}

/** What was surely not done is a refusal; where nobody answered it is not known. */
function asRefusal(error: unknown): unknown {
  if (error instanceof PodLostError) {
    const remedy = 'Nothing can be submitted there: set the prefix to a pod that runs.';
    return new RefusedError(`the pod is not there any more (${error.message}). ${remedy}`, { cause: error });
  }
  const definite = [OtherSideError, PermissionDeniedError, KubectlMissingError].some((kind) => error instanceof kind);
  return definite ? new RefusedError((error as Error).message, { cause: error }) : error;
}

const tooLate = (): RefusedError => new RefusedError('nothing was started: the deadline of the submission had passed.');
