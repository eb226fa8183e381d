import path from 'node:path';
import type { OpenFile } from './content.js';
import type { Directories } from './directories.js';
import type { FileSystem } from './file-system.js';
import { isRefused, type KnownFiles } from './known-files.js';
import { listSiblings, openSibling, type Sibling } from './siblings.js';
import { Tail } from './tail.js';
import { lastMark, TAIL_BYTES, type Trace } from './trace.js';

/**
 * Finds the file that holds what was read so far and, behind it, what was not: the same inode under another name
 * (rename), or another inode with the same content (copytruncate, compression, rsync). `undefined`: there is none.
 */
export async function locate(
  directories: Directories,
  file: string,
  trace: Trace,
  known: KnownFiles,
): Promise<Tail | undefined> {
  const { files } = directories;
  const here = files.facts(file);
  // Nearly always it is where it was, and nothing else need be looked at.
  if (here?.kind === 'file' && here.inode === trace.inode) {
    const tail = await resume(files, { path: file, facts: here }, trace);
    if (tail) return tail;
  }
  const siblings = listSiblings(directories, file);
  const candidates: Sibling[] = here?.kind === 'file' ? [{ path: file, facts: here }, ...siblings] : siblings;
  for (const candidate of siblings) {
    if (candidate.facts.inode !== trace.inode) continue;
    const tail = await resume(files, candidate, trace);
    if (tail) return tail;
  }
  for (const candidate of candidates) {
    if (candidate.facts.inode === trace.inode) continue;
    // A new file may begin like the old one (`start\n`); a sibling that does so is far more likely its copy.
    if (candidate.facts === here && lastMark(trace).offset < TAIL_BYTES) continue;
    const isNew = async (open: OpenFile) => lastMark(trace).offset >= TAIL_BYTES || !(await known.recall(open));
    const tail = await resume(files, candidate, trace, isNew, false);
    if (tail) return tail;
  }
  return elsewhere(directories, file, trace, new Set(candidates.map((candidate) => candidate.path)));
}

/** Opens a file and goes on in it where `trace` ends; `undefined` where it does not hold what was read up to there. */
export async function resume(
  files: FileSystem,
  candidate: Sibling,
  trace: Trace,
  accept: (file: OpenFile) => boolean | Promise<boolean> = () => true,
  mustOpen = true,
): Promise<Tail | undefined> {
  let file: OpenFile | undefined;
  try {
    file = openSibling(files, candidate);
    const tail = (await accept(file)) ? await Tail.resume(file, trace) : undefined;
    if (!tail) file.close();
    return tail;
  } catch (error) {
    file?.close();
    if (isRefused(error) && !mustOpen) return undefined;
    throw error;
  }
}

// The last resort: renamed to a name that is no rotation (`train-old.log`). Only the inode can tell, then.
async function elsewhere(
  directories: Directories,
  file: string,
  trace: Trace,
  tried: ReadonlySet<string>,
): Promise<Tail | undefined> {
  const { files } = directories;
  const directory = path.dirname(file);
  for (const name of directories.named(directory, trace.inode)) {
    const at = path.join(directory, name);
    if (tried.has(at)) continue;
    const facts = files.facts(at);
    if (facts?.kind !== 'file' || facts.inode !== trace.inode) continue;
    const tail = await resume(files, { path: at, facts }, trace, () => true, false);
    if (tail) return tail;
  }
  return undefined;
}
