import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from './make-folder.js';

export interface Folder {
  readonly directory: string;
  /** Why it is not the one that was asked for. */
  readonly instead?: string;
}

/** The folder that was asked for, or `logs/monitor` of `cwd` where that can't be written. Where neither can, the first. */
export function folderFor(wanted: string, cwd: string): Folder {
  const why = problemWith(wanted);
  const other = resolve(cwd, 'logs', 'monitor');
  if (why === undefined || other === wanted || problemWith(other) !== undefined) return { directory: wanted };
  return { directory: other, instead: why };
}

/** A file is written there, since a mount may be read-only whatever its permissions say. */
function problemWith(directory: string): string | undefined {
  const probe = join(directory, `.sigwatch-${randomUUID()}`);
  try {
    makeFolder(directory);
    writeFileSync(probe, '', { flag: 'wx' });
    rmSync(probe, { force: true });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
