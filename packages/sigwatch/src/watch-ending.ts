import type { RunResult, Watch } from '@sigwatch/core';

/** The same watch, which is done only when what follows its end is done as well. `broken`: it ended by an error, which stays its own. */
export function watchEnding(
  watched: Watch,
  ended: (result: RunResult) => void | Promise<void>,
  broken: () => void,
): Watch {
  const done = watched.done.then(
    async (result) => {
      await ended(result);
      return result;
    },
    (error: unknown) => {
      broken();
      throw error;
    },
  );
  done.catch(() => {});
  const stop = async () => {
    await watched.stop();
    await done.catch(() => {});
  };
  return { ...watched, done, stop, [Symbol.asyncDispose]: stop };
}
