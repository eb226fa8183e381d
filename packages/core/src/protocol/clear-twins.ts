import type { JobRef } from '../contract.js';
import { CannotSubmitError } from './errors.js';
import { without } from './job-facts.js';
import { rulesFor } from './rules.js';
import type { ProtocolState } from './state.js';
import { type SubmitOnce, submitOnce } from './submit-once.js';
import { timedCall } from './timed-call.js';

/**
 * One look, best taken the platform's `lag` after SUBMITTED: did the submission make more than the job that it
 * answered? A client that repeats its request can. The others are cancelled and seen ended. `state` must be
 * `submitted`; nothing is saved unless there is a twin. Rejects when the platform can't be asked.
 */
export async function clearTwins(options: SubmitOnce): Promise<JobRef> {
  const { adapter, deps, abort, state } = options;
  const { submission } = adapter;
  if (submission === undefined) throw new CannotSubmitError(adapter.name);
  if (state.phase !== 'submitted') throw new TypeError(`clearTwins: the attempt is ${state.phase}, not submitted`);
  const { call_limit } = rulesFor(adapter, options.timing);
  const find = (own: AbortSignal) => submission.find(state.key, own);
  const { jobs } = await timedCall(find, `find on ${adapter.name}`, call_limit, deps, abort);
  const extras = without(jobs, [state.job.id, ...state.discarded]);
  if (extras.length === 0) return state.job;
  const { submitted_at: _, ...rest } = state;
  const clearing: ProtocolState = {
    ...rest,
    phase: 'clearing',
    ran: true,
    extras,
    since: deps.now(),
    tries: 0,
    tells: 0,
  };
  await options.save(clearing, { durable: true });
  return submitOnce({ ...options, state: clearing });
}
