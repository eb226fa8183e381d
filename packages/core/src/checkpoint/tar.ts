import type { FileHandle } from 'node:fs/promises';
import { readPart } from './read-part.js';

export const TAR_BLOCK = 512;

/** Whether a block is the header of an entry: its own sum says so, whichever dialect it is. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < TAR_BLOCK || block[0] === 0) return false;
  const announced = octal(block.subarray(148, 156));
  let sum = 8 * 0x20;
  for (let at = 0; at < TAR_BLOCK; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return announced === sum;
}

/** What is wrong with a tar archive of `size` bytes, or undefined. Two empty blocks are its end: a torn one has none. */
export async function checkTar(file: FileHandle, size: number): Promise<string | undefined> {
  let announced: number | undefined;
  for (let at = 0; at + TAR_BLOCK <= size; ) {
    const block = await readPart(file, at, TAR_BLOCK);
    if (block.every((byte) => byte === 0)) {
      const ends =
        at + 2 * TAR_BLOCK <= size && (await readPart(file, at + TAR_BLOCK, TAR_BLOCK)).every((b) => b === 0);
      return ends ? undefined : 'is torn: the second of the two blocks that end a tar archive is missing';
    }
    if (!isTarHeader(block)) return `has no tar header at byte ${at}`;
    const length = announced ?? lengthOf(block);
    if (length === undefined) return `has a tar header without a length at byte ${at}`;
    announced = block[156] === PAX_HEADER ? await announcedSize(file, at + TAR_BLOCK, length) : undefined;
    at += TAR_BLOCK + Math.ceil(length / TAR_BLOCK) * TAR_BLOCK;
  }
  return 'is torn: the two blocks that end a tar archive are missing';
}

const PAX_HEADER = 'x'.charCodeAt(0);
const LONGEST_PAX = 1_000_000;

/** The POSIX dialect tells a length above 8 GiB in an entry of its own, before the one that is so long. */
async function announcedSize(file: FileHandle, at: number, length: number): Promise<number | undefined> {
  const records = (await readPart(file, at, Math.min(length, LONGEST_PAX))).toString('utf8');
  const digits = /(?:^|\n)\d+ size=(\d{1,15})\n/.exec(records)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Above 8 GiB the number is binary, which its first bit tells. */
function lengthOf(header: Buffer): number | undefined {
  if ((header[124]! & 0x80) === 0) return octal(header.subarray(124, 136));
  const length = Number(header.readBigUInt64BE(128));
  return Number.isSafeInteger(length) ? length : undefined;
}

function octal(field: Buffer): number | undefined {
  let value: number | undefined;
  for (const byte of field) {
    if (byte === 0x20 && value === undefined) continue;
    if (byte < 0x30 || byte > 0x37) break;
    value = (value ?? 0) * 8 + byte - 0x30;
  }
  return value;
}
