import path from 'node:path';
import { type OpenFile, openFile } from './content.js';
import { beginningWith, type Directories, type Listing } from './directories.js';
import { errorCode, type FileFacts, type FileSystem } from './file-system.js';
import { isCompressedName, isRotated, rotationNumber, stemOf } from './rotation.js';
import { covered, fingerprint, HEAD_BYTES, lastMark, type Mark, TAIL_BYTES, type Trace } from './trace.js';

export interface Sibling {
  readonly path: string;
  readonly facts: FileFacts;
}

// A directory that may be changing is listed again until two listings agree: between a name's listing and its stat,
// logrotate may have moved `.1` to `.2`, and a file would be missed or taken for another.
const ATTEMPTS = 10;

/** The rotated siblings of `file`, empty ones too, oldest first. Throws when the directory can't be listed. */
export const listSiblings = (directories: Directories, file: string): Sibling[] =>
  lookForSiblings(directories, file).siblings;

/** As `listSiblings`, with the listing that they were found in. */
export function lookForSiblings(
  directories: Directories,
  file: string,
): { readonly siblings: Sibling[]; readonly listing: Listing } {
  const directory = path.dirname(file);
  let before = '';
  for (let attempt = 1; ; attempt += 1) {
    const listing = directories.list(directory);
    const found = siblingsIn(listing, directories.files, file);
    if (listing.settled && (found.length === 0 || directories.isCurrent(directory, listing)))
      return { siblings: found.sort(oldestFirst), listing };
    const state = found.map((sibling) => `${sibling.path}\0${sibling.facts.inode}`).join('\0');
    if ((attempt > 1 && state === before) || attempt === ATTEMPTS)
      return { siblings: found.sort(oldestFirst), listing };
    before = state;
  }
}

function siblingsIn(listing: Listing, files: FileSystem, file: string): Sibling[] {
  const directory = path.dirname(file);
  const base = path.basename(file);
  const names = [...beginningWith(listing, stemOf(base))].filter((name) => isRotated(name, base));
  const present = new Set(names);
  return names.flatMap((name) => {
    // gzip removes the plain file when the compressed one is complete: until then the plain one is the one to read.
    if (isCompressedName(name) && present.has(name.slice(0, name.lastIndexOf('.')))) return [];
    const at = path.join(directory, name);
    const facts = files.facts(at);
    return facts?.kind === 'file' ? [{ path: at, facts }] : [];
  });
}

// Numbers tell the order better than times: a writer may keep an old file open for a while.
function oldestFirst(a: Sibling, b: Sibling): number {
  const [left, right] = [rotationNumber(a.path), rotationNumber(b.path)];
  if (left !== undefined && right !== undefined && left !== right) return right - left;
  if (a.facts.modified !== b.facts.modified) return a.facts.modified < b.facts.modified ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}

/** A file was renamed or removed between its listing and its opening: list again. */
export class MovedError extends Error {}

/** Opens a file as it was listed. Throws `MovedError` when the path does not hold it any more. */
export function openSibling(files: FileSystem, sibling: Sibling): OpenFile {
  let file: OpenFile;
  try {
    file = openFile(files, sibling.path, 'detect');
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? new MovedError(sibling.path) : error;
  }
  if (file.facts.inode === sibling.facts.inode) return file;
  file.close();
  throw new MovedError(sibling.path);
}

/** Remembers a file by its bytes as they lie there, as known up to its present end. */
export async function traceWhole(file: OpenFile): Promise<Trace> {
  const { inode, size } = file.facts;
  const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
  const headLength = await file.raw.read([head], 0);
  const tailLength = await file.raw.read([tail], size - tail.length);
  const mark = { offset: size - tail.length + tailLength, tail: fingerprint(tail.subarray(0, tailLength)) };
  return { state: '', inode, head: fingerprint(head.subarray(0, headLength)), marks: [mark] };
}

/**
 * Whether `file` is, or begins as, the file that left `trace`: its head matches, and the bytes before the last mark
 * that lies within it. With another inode it is a copy, of which the end matters only when `strict` is off: logs that
 * begin alike (`start\n`) are no copies of each other.
 */
export async function recognises(trace: Trace, file: OpenFile, strict: boolean): Promise<boolean> {
  const sameInode = trace.inode === file.facts.inode;
  if (sameInode && file.compressed && (await holds(trace, file, false))) return true;
  const reached = await holds(trace, file, true);
  if (!reached) return false;
  if (sameInode || !strict || reached.offset >= TAIL_BYTES) return true;
  const behind = Buffer.alloc(1);
  return reached === lastMark(trace) && (await file.content.read([behind], reached.offset)) === 0;
}

// The highest mark that lies within the file, if the bytes before it match, and the head does.
async function holds(trace: Trace, file: OpenFile, unpacked: boolean): Promise<Mark | undefined> {
  const content = unpacked ? file.content : file.raw;
  if (!(await matches(trace.head, covered(trace.head)))) return undefined;
  let reached: Mark | undefined;
  for (const mark of trace.marks) {
    const end = Buffer.alloc(1);
    if (mark.offset === 0 || (await content.read([end], mark.offset - 1)) === 0) break;
    reached = mark;
  }
  return reached && (await matches(reached.tail, reached.offset)) ? reached : undefined;

  async function matches(print: string, end: number): Promise<boolean> {
    // Of a file that is shorter than the head's fingerprint only the marks can tell.
    const bytes = Buffer.alloc(covered(print));
    const length = await content.read([bytes], end - bytes.length);
    if (end === bytes.length && length < bytes.length && print === trace.head) return true;
    return length === bytes.length && fingerprint(bytes) === print.replace(/:cut$/, '');
  }
}

/** Whether `copy` holds the beginning of `original`, as while `cp` or logrotate's copytruncate is at work. */
export async function isCopyInProgress(copy: OpenFile, original: OpenFile): Promise<boolean> {
  if (copy.compressed || copy.facts.size > original.facts.size) return false;
  // A file that was renamed away is older than the one in its place; a copy is younger.
  if (copy.facts.born > 0n && original.facts.born > 0n && copy.facts.born < original.facts.born) return false;
  const ends: readonly (readonly [number, number])[] = [
    [0, Math.min(HEAD_BYTES, copy.facts.size)],
    [Math.max(0, copy.facts.size - TAIL_BYTES), Math.min(TAIL_BYTES, copy.facts.size)],
  ];
  for (const [at, length] of ends) {
    const [left, right] = [Buffer.alloc(length), Buffer.alloc(length)];
    const read = [await copy.raw.read([left], at), await original.raw.read([right], at)];
    if (read[0] !== length || read[1] !== length || !left.equals(right)) return false;
  }
  return true;
}
