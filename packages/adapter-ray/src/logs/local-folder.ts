import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Deps, fileSource, type Wakes } from '@sigwatch/core';
import { BEGINNING } from './remote-folder.js';
import type { WorkerFolder } from './workers.js';

export interface LocalFolderOptions {
  readonly deps: Deps;
  readonly wakes?: Wakes;
  /** A folder of logs of a session of Ray, such as `session_latest/logs` of its temporary folder. */
  readonly directory: string;
  /** The cluster's; `session_latest` may come to lead to another one, whose jobs have the same numbers. */
  readonly session: string;
}

/** Empty where the folder is of another session, or not there. */
export async function localFolder(options: LocalFolderOptions): Promise<readonly WorkerFolder[]> {
  const { deps, wakes, session } = options;
  const directory = await realpath(options.directory).catch(() => undefined);
  if (directory === undefined || !isOf(directory, session)) return [];
  return [
    {
      key: directory,
      list: () => readdir(directory),
      beginning: (name) => beginningOf(join(directory, name)),
      source: ({ name }) => fileSource(join(directory, name), { deps, ...(wakes && { wakes }) }),
    },
  ];
}

/** A folder that is called otherwise was made by hand, and is taken at its word. */
function isOf(directory: string, session: string): boolean {
  const named = directory.split('/').filter((part) => part.startsWith('session_'));
  return named.length === 0 || named.includes(session);
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
