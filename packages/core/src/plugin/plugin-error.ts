import type { ErrorCode } from '../errors.js';

/** A plugin that can't be used: which one, why, and what to do. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code: ErrorCode = 'plugin_unusable';
  constructor(
    readonly problem: string,
    readonly remedy: string,
  ) {
    // A remedy is a sentence of its own, or goes on with the one that tells the problem.
    super(`${problem}${/^[A-Z]/.test(remedy) ? '.' : ';'} ${remedy}`);
  }
}
