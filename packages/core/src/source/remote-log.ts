import type { Millis } from '../contract.js';

/** A log that another machine has. */
export interface RemoteLog {
  /**
   * The bytes from `offset` on. With `follow` as they come, until the other side ends it or `abort`; else what there is now.
   * Throws when it can't be asked; then it is asked again from where it was. A log that never shrinks, and never changes
   * what it has told. Who follows tells `as_of` at once and then every 30 s at the least, also when nothing comes: nothing is
   * concluded from silence after it, and who says nothing for three minutes is asked anew. Its end needs a word, too: what ends
   * without any `as_of` is blind. Without `follow`, the end of the answer is that word.
   */
  read(offset: number, how: { readonly follow: boolean }, abort: AbortSignal): AsyncIterable<RemotePart>;
}

/** Some bytes of a log elsewhere, as they follow on those before. */
export interface RemotePart {
  /** May be empty. */
  readonly bytes: Buffer;
  /** With these bytes all is told that the log held at that moment, on sigwatch's clock. */
  readonly as_of?: Millis;
}
