import { createHash } from 'node:crypto';
import { jsonObject } from '../json-object.js';
import type { CheckpointFs } from './types.js';

/** What stands beside a checkpoint of one file and was written after it: `step_400.pt.json`, as the Python client does. */
export interface Seal {
  readonly bytes: number;
  readonly sha256: string;
  /** What the program found when it wrote it: whether losses, gradients and parameters were finite. */
  readonly healthy?: boolean;
}

/** Nobody writes so much beside a checkpoint. */
const MOST = 65_536;
const CHUNK = 1 << 20;

/** Undefined where nothing stands beside it, or something of somebody else. Throws where it can't be read. */
export async function readSeal(path: string, fs: CheckpointFs): Promise<Seal | undefined> {
  const beside = `${path}.json`;
  const size = await fs.stat(beside).then(
    (stats) => (stats.isFile() ? stats.size : undefined),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (size === undefined || size > MOST) return undefined;
  // A copy that is made anew takes its seal away first: it may have gone since the look.
  const text = await fs.readFile(beside, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const told = jsonObject(text);
  if (told?.sigwatch !== 1 || told.verified !== true) return undefined;
  const { bytes, sha256, healthy } = told;
  if (typeof bytes !== 'number' || typeof sha256 !== 'string') return undefined;
  return { bytes, sha256: sha256.toLowerCase(), ...(typeof healthy === 'boolean' ? { healthy } : {}) };
}

/**
 * In what the file is not what was sealed; undefined where it is.
 *
 * @param size of the file now, in bytes.
 * @param hashes whether all of it is read: of a large one that takes a while.
 */
export async function brokenSeal(
  path: string,
  size: number,
  seal: Seal,
  hashes: boolean,
  fs: CheckpointFs,
): Promise<string | undefined> {
  if (size !== seal.bytes) return `has ${size} bytes where ${seal.bytes} were written`;
  if (!hashes) return undefined;
  const now = await sha256Of(path, fs);
  if (now === seal.sha256) return undefined;
  return `has the SHA-256 ${now.slice(0, 12)}… where ${seal.sha256.slice(0, 12)}… was written`;
}

async function sha256Of(path: string, fs: CheckpointFs): Promise<string> {
  const hash = createHash('sha256');
  const file = await fs.open(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
