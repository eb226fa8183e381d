import fs from 'node:fs';
import path from 'node:path';

/** How long the file is, in bytes; undefined where there is none. Throws Node's own errors where that can't be told. */
export const sizeOf = (file: string): number | undefined => fs.statSync(file, { throwIfNoEntry: false })?.size;

/**
 * Writes bytes to where they belong, never to wherever the end is: two processes that copy one log write the same bytes
 * to the same places. Makes the file (0600) and its folders. Throws Node's own errors, and where the file is too short.
 */
export function writeAt(file: string, buffers: readonly Buffer[], position: number): void {
  const fd = openToWrite(file);
  try {
    const { size } = fs.fstatSync(fd);
    // Zeros would stand in between, which nobody has printed.
    if (size < position)
      throw new Error(`${file} was ${position} bytes long and is ${size}: somebody has shortened or removed it.`);
    writeAll(fd, buffers, position);
  } finally {
    fs.closeSync(fd);
  }
}

// Not for appending: the kernel would then write to the end, whatever position is asked for.
const WRITE = fs.constants.O_WRONLY | fs.constants.O_CREAT;

function openToWrite(file: string): number {
  try {
    return fs.openSync(file, WRITE, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return fs.openSync(file, WRITE, 0o600);
  }
}

function writeAll(fd: number, buffers: readonly Buffer[], position: number): void {
  const bytes = buffers.length === 1 ? (buffers[0] as Buffer) : Buffer.concat(buffers);
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
}
