import { setMaxListeners } from 'node:events';

// One for all: there is a child for each batch, and an error of its own would cost more than the rest of it.
const OVER = new DOMException('This operation was aborted', 'AbortError');

export interface ChildAbort {
  readonly signal: AbortSignal;
  /** Aborts the child, and takes its listeners from the parents. */
  end(): void;
}

/**
 * An abort that follows its parents for a short while and leaves nothing with them. `AbortSignal.any` would: on Node 20
 * a parent remembers each of its children for as long as it lives, which for a run of weeks is millions.
 */
export function childAbort(...parents: readonly AbortSignal[]): ChildAbort {
  const child = new AbortController();
  // One for each source that is waited for; Node warns of more than ten, as if they were forgotten.
  setMaxListeners(0, child.signal);
  const abort = () => child.abort(parents.find((parent) => parent.aborted)?.reason ?? OVER);
  if (parents.some((parent) => parent.aborted)) abort();
  else for (const parent of parents) parent.addEventListener('abort', abort);
  return {
    signal: child.signal,
    end() {
      for (const parent of parents) parent.removeEventListener('abort', abort);
      abort();
    },
  };
}
