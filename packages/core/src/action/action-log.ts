import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const TAIL = 4096;

/** A file name for a key that may hold slashes and more; two keys never share one. */
export function fileNameOf(key: string): string {
  const safe = key.replace(/[^\w.-]/g, '_').slice(0, 100);
  if (safe === key && !key.startsWith('.')) return safe;
  return `_${safe}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}

/** The last line with something in it after byte `from`, cut to 200 characters; empty when there is none. */
export async function lastLine(path: string, from: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - TAIL);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(1, size - start)), 0, null, start);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    const last = lines.map((line) => line.trim()).findLast((line) => line !== '') ?? '';
    return last.length > 200 ? `${last.slice(0, 199)}…` : last;
  } finally {
    await file.close();
  }
}
