import type { Millis } from '../contract.js';
import type { ErrorCode } from '../errors.js';

/** The other side asks to be left alone for a while. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
  readonly code: ErrorCode = 'try_later';
  constructor(
    message: string,
    /** Not before; undefined where it did not say. */
    readonly at?: Millis,
  ) {
    super(message);
  }
}

/** The other side will never take this notice: sending it again can't help. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
  readonly code: ErrorCode = 'undeliverable';
}
