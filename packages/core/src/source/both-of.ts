import type { Discovery, LogSource } from '../contract.js';

type Step = { readonly from: AsyncIterator<LogSource>; readonly result: IteratorResult<LogSource> };

/** The sources of all of them, as they appear. */
export function bothOf(discoveries: readonly Discovery[]): Discovery {
  return {
    async *sources(abort: AbortSignal): AsyncGenerator<LogSource> {
      const step = async (from: AsyncIterator<LogSource>): Promise<Step> => ({ from, result: await from.next() });
      const steps = new Map<AsyncIterator<LogSource>, Promise<Step>>();
      for (const one of discoveries) {
        const from = one.sources(abort)[Symbol.asyncIterator]();
        steps.set(from, step(from));
      }
      while (steps.size > 0) {
        const { from, result } = await Promise.race(steps.values());
        if (result.done) steps.delete(from);
        else {
          steps.set(from, step(from));
          yield result.value;
        }
      }
    },
  };
}
