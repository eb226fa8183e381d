import { accessSync, constants, statSync } from 'node:fs';
import { discoverFiles, systemDeps } from '@sigwatch/core';
import { UsageError } from './problem.js';
import { say } from './say.js';

interface Trouble {
  readonly what: string;
  readonly remedy: string;
}

/** Why a path, glob or directory gives no log right now; undefined when it does. */
async function troubleWith(path: string): Promise<Trouble | undefined> {
  const found = discoverFiles([path], { deps: systemDeps, follow: false }).sources(new AbortController().signal);
  try {
    for await (const { id } of found) return unreadable(id);
  } catch (error) {
    return troubleOf(path, error);
  }
  if (isDirectory(path)) return { what: `${path} holds no log and no heartbeat`, remedy: HEARTBEATS };
  return { what: `no log matches ${path}`, remedy: 'give the path of a log, or a glob in quotes' };
}

const HEARTBEATS = 'give the path of a log, or --heartbeat where heartbeats will come';

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function unreadable(path: string): Trouble | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return troubleOf(path, error);
  }
}

function troubleOf(path: string, error: unknown): Trouble {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { what: `${path} does not exist`, remedy: 'give the path of a log' };
  if (code === 'ENOTDIR')
    return { what: `${path} can't exist: a part of it is no directory`, remedy: 'give the path of a log' };
  if (code === 'EACCES') return { what: `${path} may not be read by this user`, remedy: 'ask its owner, or chmod it' };
  return { what: `${path} can't be read (${code ?? message})`, remedy: 'see that its file system is in order' };
}

const paths = (given: readonly string[]) => given.filter((path) => path !== '-');

/** Who reads logs once wants them to be there. */
export async function requireLogs(given: readonly string[]): Promise<void> {
  for (const path of paths(given)) {
    const trouble = await troubleWith(path);
    if (trouble !== undefined) throw new UsageError(`${trouble.what}; ${trouble.remedy}`);
  }
}

/** Of the logs that a file of settings names some may be missing; those that are there. */
export async function thoseThere(given: readonly string[]): Promise<readonly string[]> {
  const troubles = await Promise.all(given.map(troubleWith));
  const there = given.filter((_, i) => troubles[i] === undefined);
  const [first] = troubles;
  if (there.length === 0 && first !== undefined) throw new UsageError(`${first.what}; ${first.remedy}`);
  return there;
}

/** Who follows logs may come before them: says what is waited for. */
export async function tellMissing(given: readonly string[]): Promise<void> {
  for (const path of paths(given)) {
    const trouble = await troubleWith(path);
    if (trouble !== undefined) say(`${trouble.what}; waiting until that changes.`);
  }
}
