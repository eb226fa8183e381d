import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { scriptOf } from '@sigwatch/adapter-slurm';

/** Folders that a submission's output goes to and that can't be written: SLURM makes none, and fails the job at its start. Those whose names only the job tells are left out. */
export function missingLogFolders(argv: readonly string[], place: Parameters<typeof scriptOf>[1]): readonly string[] {
  const { outputs, chdir } = scriptOf(argv, place);
  const from = resolve(place.cwd, chdir ?? '.');
  const folders = outputs.map((path) => dirname(resolve(from, path))).filter((folder) => !folder.includes('%'));
  return [...new Set(folders)].filter((folder) => !isWritable(folder));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
