import type { Deps, Discovery, LogReader, LogSource } from '@sigwatch/core';

/** How long (ms) the first log of a job is waited for, and each further one after the one before. */
const FIRST = 10_000;
const NEXT = 1_500;

/** The same logs as they are now: a discovery that ends when no further source comes, of sources that end at their end. */
export function readOnce(discovery: Discovery, deps: Deps): Discovery {
  return {
    async *sources(abort) {
      const enough = new AbortController();
      const iterator = discovery.sources(AbortSignal.any([abort, enough.signal]))[Symbol.asyncIterator]();
      try {
        for (let within = FIRST; ; within = NEXT) {
          const next = await inTime(iterator.next(), within, deps);
          if (next === undefined || next.done) return;
          yield ending(next.value);
        }
      } finally {
        enough.abort();
        // One that hangs in its own `next` never returns.
        void iterator.return?.()?.then(
          () => {},
          () => {},
        );
      }
    },
  };
}

/** Ends where the log ends now, a half line included; one that can't be read ends there. */
const ending = (source: LogSource): LogSource => ({
  id: source.id,
  ...(source.beside && { beside: source.beside }),
  ...(source.last_word && { last_word: source.last_word }),
  async open(from, abort, changed) {
    const reader = await source.open(from, abort, changed);
    let over = false;
    const read: LogReader['read'] = async (into) => {
      if (over) return { kind: 'ended' };
      const told = await reader.read(into, true);
      over = told.kind === 'caught_up' || told.kind === 'blind';
      if (told.kind === 'caught_up') return { kind: 'ended' };
      if (told.kind !== 'data' || told.end === undefined) return told;
      // That nothing stands behind it would be waited at for more.
      const { end: _, ...data } = told;
      return data;
    };
    return { read, [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose]() };
  },
});

/** Undefined when it takes longer. */
function inTime<T>(task: Promise<T>, within: number, deps: Deps): Promise<T | undefined> {
  return new Promise((done, fail) => {
    const cancel = deps.schedule(deps.now() + within, () => done(undefined));
    task.then(done, fail).finally(cancel);
  });
}
