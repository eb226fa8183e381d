import type { Store } from '@sigwatch/core';

/** What a run's journal says of how its job came to be. */
interface Begun {
  readonly attempt?: number;
  readonly jobs?: readonly string[];
  readonly protocol?: { readonly phase: string; readonly words?: string };
}

/** The platform's words when it refuses the very first job of a run: it never had one that could be waited for. */
export function firstRefusal(store: Pick<Store, 'load'>, run_id: string): string | undefined {
  const { attempt, jobs = [], protocol } = (store.load(run_id)?.snapshot ?? {}) as Begun;
  return attempt === 1 && jobs.length === 0 && protocol?.phase === 'refused' ? protocol.words : undefined;
}
