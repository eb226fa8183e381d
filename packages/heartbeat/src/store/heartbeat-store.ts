import type { Millis } from '@sigwatch/core';

/** A file of a store, without its bytes. Times are those of the store's own clock. */
export interface Entry {
  /** Below the store's root, with `/` between names. */
  readonly path: string;
  /** Differs where the bytes differ. */
  readonly etag: string;
  /** Last-Modified. */
  readonly modified: Millis;
  /** Bytes of the whole file. */
  readonly size: number;
}

export type Got =
  | {
      readonly kind: 'found';
      readonly entry: Entry;
      readonly bytes: Buffer;
      /** Where in the file `bytes` begin; not 0 where a part was asked for. */
      readonly from: number;
      readonly answered: Millis | null;
    }
  /** It is as `known` names it. */
  | { readonly kind: 'unchanged'; readonly answered: Millis | null }
  /** The store says by itself that there is none. `answered`: when it did, by its own clock, where it tells. */
  | { readonly kind: 'absent'; readonly answered: Millis | null };

export interface Getting {
  /** The etag of what is known already. */
  readonly known?: string;
  /** Only what stands behind so many bytes; `found` with no bytes where there is no more than them. Default: all of it. */
  readonly from?: number;
  /** No more bytes than these. Default: all. */
  readonly length?: number;
  /** A longer file is not read: the call rejects, or (`ends`) brings its first 4 KiB and its last bytes, so many together. */
  readonly limit?: number;
  readonly over?: 'refuse' | 'ends';
}

/**
 * Where heartbeats lie: a bucket and prefix, or a directory. What is not there is `absent` only by the store's own word;
 * whatever else keeps it from answering rejects with `UnansweredError`, whose sentence says what to do: nothing follows
 * from that. A file is read whole or not at all. An abort rejects with its reason.
 */
export interface HeartbeatStore {
  /** For people: `s3://bucket/prefix` or the directory, without a slash at its end. */
  readonly root: string;
  /** How late (ms) a file may stand here after it was printed elsewhere: 0 where who writes it writes it here. */
  readonly lag: Millis;
  get(path: string, abort: AbortSignal, getting?: Getting): Promise<Got>;
  /** Every file whose path begins with `prefix`, in the order of their paths; those behind `after` where that is given. */
  list(prefix: string, abort: AbortSignal, after?: string): AsyncIterable<Entry>;
  /** The names of the folders directly in the folder `prefix` (`''` or one that ends in `/`). */
  folders(prefix: string, abort: AbortSignal): AsyncIterable<string>;
  /** Whole or not at all. */
  put(path: string, bytes: Uint8Array, abort: AbortSignal): Promise<void>;
  /** No error where there is none. */
  delete(path: string, abort: AbortSignal): Promise<void>;
  /** Calls that were made count, for people who want to know what it costs. */
  readonly requests: number;
  /** Ends its connections. */
  close(): void;
}
