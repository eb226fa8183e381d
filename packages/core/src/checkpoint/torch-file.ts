import type { FileHandle } from 'node:fs/promises';
import { readPart } from './read-part.js';
import { checkTar, isTarHeader, TAR_BLOCK } from './tar.js';
import type { CheckpointFs } from './types.js';
import { checkZip, isZip } from './zip.js';

/** torch's format before 1.6: pickles, the first of which is this number, and then the bytes of the tensors. */
const OLD_MAGIC = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');

/**
 * What is wrong with a file of `torch.save`, or undefined. Its formats are told by its first bytes: today a zip archive,
 * once a run of pickles, in the beginning a tar archive (as NeMo's still is).
 *
 * @param vouched something that was written after it says that it is whole: the old format has no end that could be
 * checked, so without such a word it counts as torn.
 */
export async function checkTorchFile(
  path: string,
  size: number,
  vouched: boolean,
  fs: CheckpointFs,
): Promise<string | undefined> {
  const file = await fs.open(path, 'r');
  try {
    const head = await readPart(file, 0, Math.min(size, TAR_BLOCK));
    return await checkFormat(file, head, size, vouched);
  } finally {
    await file.close();
  }
}

async function checkFormat(file: FileHandle, head: Buffer, size: number, vouched: boolean) {
  if (isZip(head)) return checkZip(file, size);
  if (isTarHeader(head)) return checkTar(file, size);
  if (head[0] === 0x1f && head[1] === 0x8b) return "is packed, so its end can't be checked";
  if (head[0] !== 0x80) return 'does not begin like a torch file';
  const magic = head.subarray(0, OLD_MAGIC.length);
  if (!magic.equals(OLD_MAGIC.subarray(0, magic.length))) return 'is a pickle that torch has not written';
  if (size <= OLD_MAGIC.length) return 'ends inside its head';
  return vouched ? undefined : "is in torch's old format, whose end can't be checked, and nothing names it";
}
