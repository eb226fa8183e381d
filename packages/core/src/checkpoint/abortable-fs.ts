import type { FileHandle } from 'node:fs/promises';
import type { CheckpointFs } from './types.js';

/** The same file system, which reads nothing more after the signal, so that a search over slow or large files ends soon. */
export function abortableFs(fs: CheckpointFs, signal: AbortSignal): CheckpointFs {
  const guarded = <T extends object>(target: T, found: (result: unknown) => unknown = (result) => result): T =>
    new Proxy(target, {
      get(_, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          // What is open is closed all the same.
          if (key !== 'close') signal.throwIfAborted();
          const result: unknown = await value.apply(target, given);
          return key === 'open' ? found(result) : result;
        };
      },
    });
  return guarded(fs, (file) => guarded(file as FileHandle));
}
