import type { Deps, JobAdapter, JobSpec, Submission } from '../contract.js';
import { isRefusal } from './errors.js';
import type { ProtocolRules } from './rules.js';
import type { ProtocolCommand, ProtocolInput } from './state.js';
import { sleepUntil, timedCall } from './timed-call.js';

export interface World {
  readonly adapter: JobAdapter;
  readonly submission: Submission;
  readonly spec: JobSpec | (() => Promise<JobSpec>);
  readonly deps: Deps;
  readonly rules: ProtocolRules;
  readonly abort: AbortSignal;
}

/** Carries out one command and says what came of it. Rejects only at `abort`. */
export async function execute(command: Exclude<ProtocolCommand, { do: 'done' }>, world: World): Promise<ProtocolInput> {
  const { deps, abort } = world;
  if (command.do === 'wait') {
    await sleepUntil(command.until, deps, abort);
    return { type: 'woke', now: deps.now() };
  }
  try {
    return await ask(command, world);
  } catch (error) {
    abort.throwIfAborted();
    const words = error instanceof Error ? error.message : String(error);
    return command.do === 'submit' && isRefusal(error)
      ? { type: 'refused', now: deps.now(), words }
      : { type: 'failed', now: deps.now(), of: command.do, error: words };
  }
}

async function ask(
  command: Exclude<ProtocolCommand, { do: 'done' | 'wait' }>,
  { adapter, submission, spec, deps, rules, abort }: World,
): Promise<ProtocolInput> {
  const timed = <T>(call: (own: AbortSignal) => Promise<T>, limit = rules.call_limit): Promise<T> =>
    timedCall(call, `${command.do} on ${adapter.name}`, limit, deps, abort);
  switch (command.do) {
    case 'status': {
      const statuses = await timed((own) => adapter.status(command.jobs, own));
      return { type: 'status', now: deps.now(), statuses: Object.fromEntries(statuses) };
    }
    case 'cancel':
      // One that can't be cancelled must not keep the others alive.
      await timed((own) => allOf(command.jobs.map(async (job) => adapter.cancel?.(job, own))));
      return { type: 'accepted', now: deps.now() };
    case 'submit': {
      const how = { notAfter: command.not_after, held: command.held };
      const limit = Math.max(0, command.not_after - deps.now());
      const what = typeof spec === 'function' ? await spec() : spec;
      const job = await timed((own) => submission.submit(what, command.key, how, own), limit);
      return { type: 'submitted', now: deps.now(), job };
    }
    case 'find': {
      const { jobs, complete, asOf } = await timed((own) => submission.find(command.key, own));
      return { type: 'found', now: deps.now(), jobs, complete, as_of: asOf };
    }
    case 'release':
      await timed(async (own) => submission.release?.(command.job, own));
      return { type: 'accepted', now: deps.now() };
  }
}

async function allOf(calls: readonly Promise<void>[]): Promise<void> {
  const refused = (await Promise.allSettled(calls)).find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}
