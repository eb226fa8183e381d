import { readsZstd } from './compression.js';
import type { FileSystem } from './file-system.js';
import { isCompressedName, rotatedFrom } from './rotation.js';
import { isWorkersErrorFile } from './torchelastic.js';

// What schedulers, launchers and frameworks call their logs. A run's directory also holds configs, code, checkpoints and
// event files, so that a list of what is a log is safer than one of what is none.
const LOG_NAME = /(?:\.(?:log|out|err|txt|stdout|stderr|jsonl|ndjson)|(?:^|[-_.])(?:log|stdout|stderr|output|nohup))$/i;
const SAMPLE = 4096;

/**
 * Whether a file that was found in a directory looks like a text log: by its name without a rotation suffix, and by
 * having no NUL in its first 4 KiB behind those at the very start. Compressed files go by their name alone, and so
 * does what a worker of torchrun writes when it dies.
 */
export function looksLikeLog(files: FileSystem, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('.')) return false;
  if (isWorkersErrorFile(path)) return true;
  if (!LOG_NAME.test(name.replace(/\.(?:gz|zst)$/, '')) && !LOG_NAME.test(rotatedFrom(name) ?? '')) return false;
  if (isCompressedName(name)) return name.endsWith('.gz') || (readsZstd && name.endsWith('.zst'));
  try {
    const fd = files.open(path);
    try {
      const sample = Buffer.alloc(SAMPLE);
      const length = files.read(fd, [sample], 0);
      const start = sample.findIndex((byte) => byte !== 0);
      return length === 0 || start < 0 || !sample.subarray(start, length).includes(0);
    } finally {
      files.close(fd);
    }
  } catch {
    // It is a log that can't be read at the moment, which its reader will tell.
    return true;
  }
}
