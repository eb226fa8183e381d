import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { discoverFiles, rotatedFrom, systemDeps } from '@sigwatch/core';

/** Logs that belong to one run. */
export interface RunLogs {
  /** What it is called where it is told of. */
  readonly name: string;
  readonly logs: readonly string[];
}

/**
 * Which runs old logs are of: each file is one, with what was rotated away from it, and in a directory that is given each
 * folder, with all that lies below it.
 */
export async function runsOf(paths: readonly string[]): Promise<readonly RunLogs[]> {
  const runs = await Promise.all(paths.map(runsIn));
  return [...new Map(runs.flat().map((run) => [run.name, run])).values()];
}

async function runsIn(path: string): Promise<readonly RunLogs[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return [{ name: path, logs: [path] }];
  const files = new Set(await filesOf(path));
  const runs = new Map<string, string[]>();
  for (const file of files) {
    const name = stats?.isDirectory() ? runIn(path, file, files) : unrotated(file, files);
    runs.set(name, [...(runs.get(name) ?? []), file]);
  }
  return [...runs].map(([name, logs]) => ({ name, logs }));
}

/** A file in the folder is a run, and so is a folder in it. */
function runIn(folder: string, file: string, files: ReadonlySet<string>): string {
  const [first = '', ...below] = relative(resolve(folder), resolve(file)).split(sep);
  return below.length === 0 ? unrotated(file, files) : `${folder.replace(/\/+$/, '')}/${first}`;
}

function unrotated(file: string, files: ReadonlySet<string>): string {
  const from = rotatedFrom(file);
  return from !== undefined && files.has(from) ? from : file;
}

async function filesOf(path: string): Promise<readonly string[]> {
  const files: string[] = [];
  const { sources } = discoverFiles([path], { deps: systemDeps, follow: false });
  for await (const { id } of sources(new AbortController().signal)) files.push(id);
  return files;
}
