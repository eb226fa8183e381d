import type { Action, ActionContext, ActionResult, Deps, Millis, Program } from '../contract.js';
import { TimeLimitError } from '../protocol/errors.js';
import { timedCall } from '../protocol/timed-call.js';

/** Of an action that does not say how long a try of its may take. */
const LIMIT: Millis = 600_000;

export interface Try {
  readonly action: Action;
  readonly context: ActionContext;
  readonly program?: Program;
}

/**
 * One try of an action. One of a plugin may throw whatever it likes, give anything, or never answer: that is a failed try,
 * which says whose it was. Rejects at `abort` alone.
 */
export async function outcomeOf(
  class_name: string,
  { action, context, program }: Try,
  deps: Deps,
  abort: AbortSignal,
): Promise<ActionResult> {
  const { limit = LIMIT } = action;
  const run = async (own: AbortSignal) => action.run(context, own, program);
  try {
    const result: unknown = await (Number.isFinite(limit)
      ? timedCall(run, class_name, limit, deps, abort)
      : run(abort));
    if (isResult(result)) return result;
    return { ok: false, detail: `${class_name} gave no result, which is { ok, detail }`, final: true };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, detail: error instanceof TimeLimitError ? `${why}, and is not waited for any longer` : why };
  }
}

const isResult = (given: unknown): given is ActionResult =>
  typeof (given as ActionResult | null | undefined)?.ok === 'boolean' &&
  typeof (given as ActionResult).detail === 'string';
