import type { Watch } from './watch.js';
import { eventsOf } from './watch-events.js';

type Handle = Pick<Watch, 'stop' | typeof Symbol.asyncDispose | typeof Symbol.asyncIterator>;

/** How whoever holds a watch ends it and goes through its events: `stopped` ends its supervision, after which `done` settles. */
export function handleOf(stopped: AbortController, done: Promise<unknown>): Handle {
  const handle: Handle & ThisType<Watch> = {
    async stop() {
      stopped.abort();
      await done.catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      await this.stop();
    },
    // Asked of the watch that somebody holds, whose `done` may be a later one.
    [Symbol.asyncIterator]() {
      return eventsOf(this);
    },
  };
  return handle;
}
