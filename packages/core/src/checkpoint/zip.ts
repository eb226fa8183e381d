import type { FileHandle } from 'node:fs/promises';
import { readPart } from './read-part.js';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64_RECORD = 0x06064b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;

export const isZip = (head: Buffer): boolean => head.length >= 4 && head.readUInt32LE(0) === LOCAL_HEADER;

/**
 * What is wrong with a zip archive of `size` bytes, or undefined. Its list of contents comes last: a torn file has
 * none, so only the two ends are read, whatever the size.
 */
export async function checkZip(file: FileHandle, size: number): Promise<string | undefined> {
  if (size < END_LENGTH) return 'is shorter than an empty torch file';
  const tailStart = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = await readPart(file, tailStart, size - tailStart);
  const at = findEnd(tail);
  if (at === undefined) return 'is torn: its end-of-central-directory record is missing';
  const { offset, length, limit } = await centralDirectory(tail, at, tailStart, file);
  if (length < 46 || offset + length > limit) return 'has a central directory that lies outside the file';
  const entry = await readPart(file, offset, 4);
  return entry.readUInt32LE(0) === CENTRAL_HEADER ? undefined : 'has no central directory where its end says';
}

/** Where the end record starts in `tail`: the last one whose comment reaches exactly to the end of the file. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_RECORD) continue;
    if (at + END_LENGTH + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly limit: number;
}

async function centralDirectory(tail: Buffer, at: number, tailStart: number, file: FileHandle): Promise<Directory> {
  const small = { length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16), limit: tailStart + at };
  const end = tailStart + at;
  // Above 4 GiB or 65535 entries the real numbers are in a second record that a locator before this one points to.
  const isLarge = small.offset === 0xffffffff || small.length === 0xffffffff || tail.readUInt16LE(at + 10) === 0xffff;
  if (!isLarge || end < 20) return small;
  const locator = await readPart(file, end - 20, 20);
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return { offset: 0, length: 0, limit: 0 };
  const position = Number(locator.readBigUInt64LE(8));
  const record = await readPart(file, position, 56);
  if (record.readUInt32LE(0) !== END64_RECORD) return { offset: 0, length: 0, limit: 0 };
  const length = Number(record.readBigUInt64LE(40));
  return { length, offset: Number(record.readBigUInt64LE(48)), limit: position };
}
