import { dirname } from 'node:path';
import type { ErrorCode } from '../errors.js';

/**
 * A checkpoint could not be copied. `side` is where: `source`, what was to be copied is gone, changes or is broken;
 * `target`, the folder that it was to be copied to.
 */
export class CopyError extends Error {
  override readonly name = 'CopyError';
  readonly code: ErrorCode = 'copy_failed';
  /** It was just being deleted or written: no sign of trouble. */
  readonly passing: boolean;
  constructor(
    readonly side: 'source' | 'target',
    message: string,
    options?: ErrorOptions & { readonly passing?: boolean },
  ) {
    super(message, options);
    this.passing = options?.passing ?? false;
  }
}

const TARGET: Readonly<Record<string, string>> = {
  ENOSPC: 'it is full. Free some space there',
  EDQUOT: 'its quota is used up. Free some space there',
  EROFS: 'it may only be read. Mount it for writing, or name another folder',
  EACCES: 'it may not be written to. Let this user write there, or name another folder',
  EPERM: 'it may not be written to. Let this user write there, or name another folder',
  ENOENT: 'it has gone. Mount it again',
  ENOTDIR: 'it is no folder. Name another one',
  ENOTCONN: 'its connection is lost. Mount it again',
  ESTALE: 'its server has lost it. Mount it again',
  EIO: 'it does not answer as it should. See that it is mounted',
};

/** What reading the checkpoint has thrown. */
export function sourceError(path: string, error: unknown): CopyError {
  if (error instanceof CopyError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'it has gone, or a part of it' : `it could not be read (${code ?? message})`;
  return new CopyError('source', `${path} was not copied: ${why}.`, { cause: error, passing: code === 'ENOENT' });
}

/** What writing the copy has thrown; `to` is the folder. */
export function targetError(to: string, error: unknown): CopyError {
  if (error instanceof CopyError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why = TARGET[code ?? ''] ?? `it can't be written to (${code ?? message})`;
  return new CopyError('target', `Nothing was copied to ${to}: ${why}.`, { cause: error });
}

/** A folder that was to be mounted is not made on the disk in its place: what is copied there would be lost with it. */
export const notThere = (to: string): CopyError =>
  new CopyError('target', `Nothing was copied to ${to}: there is no ${dirname(to)}. Mount it, or make that folder.`);
