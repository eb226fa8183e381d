import { join, resolve } from 'node:path';
import { stateDirectory } from '@sigwatch/store';

type Options = Readonly<Record<string, unknown>>;

export function stateDirectoryOf(options: Options): string {
  return options.stateDir === undefined ? stateDirectory() : resolve(options.stateDir as string);
}

/** Where the directories of runs are. */
export function runsDirectoryOf(options: Options): string {
  return join(stateDirectoryOf(options), 'runs');
}
