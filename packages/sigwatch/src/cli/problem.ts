import type { Writable } from 'node:stream';
import { exitCodes } from './exit-code.js';

/** A mistake in how sigwatch was called, with what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Prints what went wrong without a stack trace, unless SIGWATCH_DEBUG asks for one. Returns the exit code. */
export async function reportProblem(error: unknown, out: Writable): Promise<number> {
  const known = error instanceof Error;
  const text = known ? error.message : String(error);
  // With the first word that it quotes, and not with every --help.
  const { printable } = await import('../view/sanitize.js');
  out.write(`sigwatch: ${printable(text)}\n`);
  if (process.env.SIGWATCH_DEBUG && known) out.write(`${error.stack}\n`);
  return known && error.name === 'UnansweredError' ? exitCodes.unknown : exitCodes.usage;
}
