import { type Deps, type Millis, pause, type RemoteLog, type RemotePart } from '@sigwatch/core';
import type { Slots } from './slots.js';

export interface PolledLogOptions {
  /** Asked without `follow`; brings a log from its beginning each time. */
  readonly whole: RemoteLog;
  readonly slots: Slots;
  readonly deps: Deps;
}

const PACE = { first: 4_000, most: 45_000 } as const;
/** The longer a log, the more seldom it is brought again: so many bytes a second. */
const RATE = 2_000_000;

/**
 * Follows a log by asking for it again and again. Ray's state API answers a hundred questions at once and no more, those
 * too that are followed: a job's workers may be more.
 */
export function polledLog({ whole, slots, deps }: PolledLogOptions): RemoteLog {
  return {
    async *read(offset, { follow }, abort): AsyncGenerator<RemotePart> {
      for (let at = offset; !abort.aborted; ) {
        const leave = await slots.enter(abort);
        try {
          if (abort.aborted) return;
          for await (const part of whole.read(at, { follow: false }, abort)) {
            at += part.bytes.length;
            yield part;
          }
        } finally {
          leave();
        }
        if (!follow) return;
        const wait: Millis = PACE.first + (at / RATE) * 1000;
        await pause(deps, deps.now() + Math.min(wait, PACE.most), abort);
      }
    },
  };
}
