import { bytesSource, type Discovery, systemDeps } from '@sigwatch/core';

/** Texts that are known whole, as logs to be read once. `last_word`: what the job left behind as the reason of its end. */
export interface KnownText {
  readonly id: string;
  readonly text: Uint8Array;
  readonly last_word?: true;
}

export function textLogs(texts: readonly KnownText[]): Discovery {
  return {
    async *sources() {
      for (const { text, ...known } of texts)
        yield bytesSource(
          { ...known, read: (offset, length) => text.subarray(offset, offset + length), ended: () => true },
          systemDeps,
        );
    },
  };
}
