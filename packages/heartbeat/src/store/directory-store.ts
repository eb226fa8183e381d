import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UnansweredError } from '@sigwatch/core';
import type { Entry, Getting, Got, HeartbeatStore } from './heartbeat-store.js';
import { HEAD, LIMIT, tooLarge } from './limits.js';

/**
 * Heartbeats in a directory, which may be on a file system of the network. That a file is not there counts while its root
 * is there: a mount that was lost looks just so otherwise.
 */
export function directoryStore(root: string): HeartbeatStore {
  let requests = 0;
  const asked = async <T>(path: string, call: () => Promise<T>, abort: AbortSignal): Promise<T | undefined> => {
    requests++;
    abort.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      abort.throwIfAborted();
      if (error instanceof UnansweredError) throw error;
      if (!isMissing(error)) throw unanswered(join(root, path), error);
    }
    await rootIsThere(root);
    return undefined;
  };
  return {
    root,
    lag: 0,
    async get(path, abort, getting = {}) {
      const got = await asked(path, () => read(root, path, getting), abort);
      return got ?? { kind: 'absent', answered: null };
    },
    async *list(prefix, abort, after = '') {
      const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      yield* within(root, folder, (path) => path > after && path.startsWith(prefix), asked, abort);
    },
    async *folders(prefix, abort) {
      const entries = await asked(prefix, () => readdir(join(root, prefix), { withFileTypes: true }), abort);
      for (const entry of sorted(entries ?? [])) if (await isFolder(join(root, prefix), entry)) yield entry.name;
    },
    async put(path, bytes, abort) {
      requests++;
      abort.throwIfAborted();
      const file = join(root, path);
      await writeWhole(file, bytes).catch((error) => {
        throw unanswered(file, error);
      });
    },
    async delete(path, abort) {
      await asked(path, () => rm(join(root, path), { force: true }), abort);
    },
    get requests() {
      return requests;
    },
    close() {},
  };
}

type Asked = <T>(path: string, call: () => Promise<T>, abort: AbortSignal) => Promise<T | undefined>;
type Named = { readonly name: string; isDirectory(): boolean; isSymbolicLink(): boolean };

async function read(
  root: string,
  path: string,
  { known, from = 0, length = Number.POSITIVE_INFINITY, limit = LIMIT, over = 'refuse' }: Getting,
): Promise<Got> {
  const file = await open(join(root, path));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new UnansweredError(`${join(root, path)} is no file: see what is there, and remove it.`);
    const entry = entryOf(path, facts);
    if (entry.etag === known) return { kind: 'unchanged', answered: null };
    const rest = Math.min(length, Math.max(0, entry.size - from));
    if (rest > limit && over === 'refuse') throw tooLarge(join(root, path), entry.size, limit);
    const ends = rest > limit;
    const bytes = ends
      ? Buffer.concat([await part(file, from, HEAD), await part(file, entry.size - (limit - HEAD), limit - HEAD)])
      : await part(file, from, rest);
    return { kind: 'found', entry, bytes, from, answered: null };
  } finally {
    await file.close();
  }
}

async function part(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

function entryOf(path: string, facts: { ino: number; size: number; mtimeMs: number }): Entry {
  const { ino, size, mtimeMs } = facts;
  return { path, etag: `${ino}-${size}-${mtimeMs}`, modified: Math.floor(mtimeMs), size };
}

/** In the order in which S3 lists them: a folder stands where its name with a slash does. */
async function* within(
  root: string,
  folder: string,
  wanted: (path: string) => boolean,
  asked: Asked,
  abort: AbortSignal,
): AsyncGenerator<Entry> {
  const entries = await asked(folder, () => readdir(join(root, folder), { withFileTypes: true }), abort);
  const placed: { readonly path: string; readonly isFolder: boolean }[] = [];
  for (const entry of entries ?? []) {
    const inside = await isFolder(join(root, folder), entry);
    placed.push({ path: `${folder}${entry.name}${inside ? '/' : ''}`, isFolder: inside });
  }
  placed.sort((one, other) => (one.path < other.path ? -1 : 1));
  for (const { path, isFolder: inside } of placed) {
    if (inside) yield* within(root, path, wanted, asked, abort);
    else if (wanted(path)) {
      const facts = await asked(path, () => stat(join(root, path)), abort);
      if (facts?.isFile()) yield entryOf(path, facts);
    }
  }
}

async function isFolder(folder: string, entry: Named): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(join(folder, entry.name)).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

const sorted = <T extends { readonly name: string }>(entries: readonly T[]): T[] =>
  [...entries].sort((one, other) => (one.name < other.name ? -1 : 1));

async function rootIsThere(root: string): Promise<void> {
  const facts = await stat(root).catch((error: unknown) => {
    if (isMissing(error))
      throw new UnansweredError(`${root} is not there: see that it is mounted, or make it with mkdir.`, {
        cause: error,
      });
    throw unanswered(root, error);
  });
  if (!facts.isDirectory()) throw new UnansweredError(`${root} is no directory: name the one that has the runs.`);
}

/** Readers see it whole or not at all; whoever writes at the same time has a name of its own. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const scratch = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(scratch, bytes);
    await rename(scratch, file);
  } catch (error) {
    await rm(scratch, { force: true });
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'give the user that runs sigwatch the right to it.',
  EPERM: 'give the user that runs sigwatch the right to it.',
  ESTALE: 'mount it anew.',
  EIO: 'see to its disk or server.',
  ENOSPC: 'make room on its disk.',
  EROFS: 'it is mounted to be read only.',
};

function unanswered(path: string, error: unknown): UnansweredError {
  const code = codeOf(error);
  const what = code === '' ? String(error) : code;
  return new UnansweredError(`${path} can't be reached (${what}): ${remedies[code] ?? 'see to it.'}`, { cause: error });
}
