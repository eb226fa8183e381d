import { childAbort } from '../child-abort.js';
import type { Deps, Discovery, JobAdapter, JobRef, LogSource, Millis } from '../contract.js';
import { pause } from '../pause.js';
import { cursorsOf, type Known, knownLogs, laterLogs, templatesOf } from './log-paths.js';
import type { RunContext } from './options.js';

const MOMENT: Millis = 500;

/** All logs of an attempt: the job's own, those that all attempts share, and those that the monitor names. What making them throws is a discovery that fails. */
export function logsOf(run: RunContext, known: Known): Discovery {
  const { adapter } = run;
  const { job } = known.snapshot;
  const parts: Discovery[] = [];
  if (adapter !== undefined && job !== undefined) parts.push(ofJob(adapter, job));
  parts.push(...partsBesideJob(run, known));
  const later = laterLogs(run, known);
  if (later !== undefined) parts.push(later);
  return parts.length === 1 ? (parts[0] as Discovery) : { sources: (abort) => together(parts, run.deps, abort) };
}

/**
 * The logs that are known before the attempt has a job, and those of the job before it where the new one may write into
 * them; undefined when there are none.
 */
export function logsBefore(run: RunContext, known: Known): Discovery | undefined {
  const { adapter } = run;
  const { job } = known.snapshot;
  const old = adapter?.sharesLogs && job !== undefined ? [ofJob(adapter, job)] : [];
  const parts = [...old, ...partsBesideJob(run, known)];
  if (parts.length < 2) return parts[0];
  return { sources: (abort) => together(parts, run.deps, abort) };
}

/** Whether a new attempt may go on writing logs of the one before it. */
export const sharesLogs = (run: RunContext): boolean =>
  run.adapter?.sharesLogs === true || run.logs !== undefined || run.sources.length > 0 || templatesOf(run).length > 0;

/** A component may make one source, or the search for several. */
export function discoveryOf(made: LogSource | Discovery): Discovery {
  if ('sources' in made) return made;
  return {
    async *sources() {
      yield made;
    },
  };
}

/** The logs that the adapter tells of a job. */
export const ofJob = (adapter: JobAdapter, job: JobRef): Discovery => ({
  sources: (abort) => untilAborted(() => adapter.logs(job), abort),
});

function partsBesideJob(run: RunContext, known: Known): readonly Discovery[] {
  const { logs, sources } = run;
  const shared = logs === undefined ? [] : [() => logs(cursorsOf(known.tracks))];
  const parts = [...shared, ...sources.map((source) => () => source)].map(
    (open): Discovery => ({ sources: (abort) => untilAborted(open, abort) }),
  );
  const named = knownLogs(run, known);
  return named === undefined ? parts : [...parts, named];
}

/** Ends at `abort`, also where the discovery does not hear it: nothing waits for it then. */
async function* untilAborted(open: () => Discovery, abort: AbortSignal): AsyncGenerator<LogSource, void> {
  const iterator = open().sources(abort)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), abort);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a generator that hangs in its own `next` would never return.
    void iterator.return?.()?.then(
      () => {},
      () => {},
    );
  }
}

/** Of its own for each step: one promise for all of them would keep what waits for it, once for each source that was found. */
function unlessAborted<T>(step: Promise<T>, abort: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    const done = () => abort.removeEventListener('abort', stop);
    abort.addEventListener('abort', stop, { once: true });
    if (abort.aborted) stop();
    step.then(resolve, reject).finally(done);
  });
}

/**
 * One that fails does not hide what the others find: they have a moment to show it before the failure is told. Then all
 * are begun again; a source that is known already is no news.
 */
async function* together(parts: readonly Discovery[], deps: Deps, abort: AbortSignal): AsyncGenerator<LogSource> {
  const child = childAbort(abort);
  let failure: { readonly error: unknown } | undefined;
  try {
    const pending = new Map<number, Promise<Found>>();
    const iterators = parts.map((part) => part.sources(child.signal)[Symbol.asyncIterator]());
    const ask = (index: number) => pending.set(index, find(iterators[index] as AsyncIterator<LogSource>, index));
    for (const index of iterators.keys()) ask(index);
    let moment: Promise<undefined> | undefined;
    while (pending.size > 0) {
      const found = await Promise.race(moment === undefined ? pending.values() : [...pending.values(), moment]);
      if (found === undefined) break;
      if ('source' in found) {
        ask(found.index);
        yield found.source;
      } else {
        pending.delete(found.index);
        if (!('error' in found)) continue;
        failure ??= found;
        moment ??= pause(deps, deps.now() + MOMENT, child.signal).then(() => undefined);
      }
    }
  } finally {
    child.end();
  }
  if (failure !== undefined) throw failure.error;
}

type Found = { readonly index: number } & ({ readonly source: LogSource } | { readonly error: unknown } | object);

async function find(iterator: AsyncIterator<LogSource>, index: number): Promise<Found> {
  try {
    const next = await iterator.next();
    return next.done ? { index } : { index, source: next.value };
  } catch (error) {
    return { index, error };
  }
}
