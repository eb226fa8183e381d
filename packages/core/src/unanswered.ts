import type { ErrorCode } from './errors.js';

/**
 * Who was asked has given no answer that tells anything: nobody listens, it took too long, it failed, or something else
 * answered. Nothing follows from that, and what was to be changed may have been.
 */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  readonly code: ErrorCode = 'unanswered';
  /** Whether it was begun at all, and may have done what it was asked for. */
  readonly started: boolean;
  /** The program that was to ask is not there. */
  readonly missing: boolean;

  constructor(
    message: string,
    {
      started = true,
      missing = false,
      ...options
    }: ErrorOptions & { readonly started?: boolean; readonly missing?: boolean } = {},
  ) {
    super(message, options);
    this.started = started;
    this.missing = missing;
  }
}
