import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where evidence is written, and the ends of logs are read. */
export interface EvidenceFiles {
  /** Makes the folders that it needs. */
  write(file: string, text: string): Promise<void>;
  /** The last lines of a file. Rejects where there is none. */
  tail(file: string): Promise<string>;
}

/** Bytes that are read of the end of a log, and lines that are kept of them. */
const BYTES = 32_768;
const LINES = 50;

export const diskFiles: EvidenceFiles = {
  async write(file, text) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  },
  async tail(file) {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const from = Math.max(0, size - BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(BYTES, size)), 0, undefined, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    const whole = from > 0 ? lines.slice(1) : lines;
    return whole.slice(-LINES - 1).join('\n');
  },
};
