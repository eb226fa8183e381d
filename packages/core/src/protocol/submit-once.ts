import type { Deps, JobAdapter, JobRef, JobSpec } from '../contract.js';
import { CannotSubmitError } from './errors.js';
import { execute } from './execute.js';
import { type ProtocolTiming, rulesFor } from './rules.js';
import type { ProtocolState } from './state.js';
import { step } from './step.js';

/** What is needed to submit one attempt once. */
export interface SubmitOnce {
  readonly adapter: JobAdapter;
  /** What is submitted. A function is asked when nothing of the previous attempt runs any more, and must always say the same. */
  readonly spec: JobSpec | (() => Promise<JobSpec>);
  /** From `intent()`, or the last one that was saved, whatever it is. */
  readonly state: ProtocolState;
  /** Commits before the world is touched. When it throws (the lease is lost) nothing further happens. */
  readonly save: (state: ProtocolState, how: { readonly durable: boolean }) => void | Promise<void>;
  /** A sentence for the user: why it waits, what was found. */
  readonly tell: (sentence: string) => void;
  readonly deps: Deps;
  /** Ends the driver at once and rejects with the signal's reason; the saved state can be resumed. */
  readonly abort: AbortSignal;
  readonly timing?: Partial<ProtocolTiming>;
}

/**
 * Submits the attempt once and resolves with the job that runs, or will. It can be stopped at any moment and begun
 * again from the saved state. It never gives up: as long as it does not know, it waits and tells.
 * Rejects with `CannotSubmitError`, the abort reason, or what `save` throws.
 */
export async function submitOnce(options: SubmitOnce): Promise<JobRef> {
  const { adapter, deps, abort, save, tell } = options;
  if (adapter.submission === undefined) throw new CannotSubmitError(adapter.name);
  const rules = rulesFor(adapter, options.timing);
  const world = { adapter, submission: adapter.submission, spec: options.spec, deps, rules, abort };

  let saved = options.state;
  let [state, command, notice] = step(saved, { type: 'start', now: deps.now() }, rules);
  for (;;) {
    abort.throwIfAborted();
    if (state !== saved) await save(state, { durable: state.phase !== saved.phase });
    saved = state;
    if (notice !== undefined) tell(notice);
    if (command.do === 'done') return command.job;
    abort.throwIfAborted();
    [state, command, notice] = step(state, await execute(command, world), rules);
  }
}
