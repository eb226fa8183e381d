import { readPart } from './read-part.js';
import type { CheckpointFs } from './types.js';
import { isZip } from './zip.js';

const HEAD = 4_096;
const LOCAL_LENGTH = 30;
/** Lightning writes `epoch` and `global_step` before all else; a key further on may be of something else. */
const NEAR = 256;
/** A text in a pickle, with its length. */
const KEY = Buffer.concat([Buffer.from([0x58, 11, 0, 0, 0]), Buffer.from('global_step')]);

/**
 * The step that a checkpoint of Lightning tells in its first bytes, for one that is called `last.ckpt`. Undefined where
 * it tells none that is understood. Never throws.
 */
export async function stepInside(path: string, fs: CheckpointFs): Promise<number | undefined> {
  try {
    const file = await fs.open(path, 'r');
    try {
      const { size } = await file.stat();
      return stepIn(await readPart(file, 0, Math.min(size, HEAD)));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

function stepIn(head: Buffer): number | undefined {
  if (!isZip(head)) return undefined;
  const start = LOCAL_LENGTH + head.readUInt16LE(26) + head.readUInt16LE(28);
  const pickle = head.subarray(start, start + NEAR);
  const key = pickle.indexOf(KEY);
  return key < 0 ? undefined : wholeNumber(pickle, afterMemo(pickle, key + KEY.length));
}

/** Texts are noted for later use: BINPUT, LONG_BINPUT, MEMOIZE. */
function afterMemo(pickle: Buffer, at: number): number {
  return at + ({ 113: 2, 114: 5, 148: 1 }[pickle[at] ?? 0] ?? 0);
}

/** BININT1, BININT2, BININT. */
function wholeNumber(pickle: Buffer, at: number): number | undefined {
  const code = pickle[at];
  if (code === 0x4b) return pickle[at + 1];
  if (code === 0x4d) return pickle.readUInt16LE(at + 1);
  const value = code === 0x4a ? pickle.readInt32LE(at + 1) : -1;
  return value < 0 ? undefined : value;
}
