import { readsZstd } from './compression.js';
import type { FileSystem } from './file-system.js';
import { isCompressedName, rotatedFrom } from './rotation.js';
import { isWorkersErrorFile } from './torchelastic.js';

// What schedulers, launchers and frameworks call their logs. A run's directory also holds configs, code, checkpoints and
// event files, so that a list of what is a log is safer than one of what is none.
const LOG_NAME = /(?:\.(?:log|out|err|txt|stdout|stderr|jsonl|ndjson)|(?:^|[-_.])(?:log|stdout|stderr|output|nohup))$/i;
// Filled and looked at in one go, so that all files share it.
const SAMPLE = Buffer.alloc(4096);

/**
 * Whether a file that was found in a directory is called like a text log, without a rotation suffix. What a worker of
 * torchrun writes when it dies is known by its path.
 */
export function hasLogName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('.')) return false;
  if (isWorkersErrorFile(path)) return true;
  if (!LOG_NAME.test(name.replace(/\.(?:gz|zst)$/, '')) && !LOG_NAME.test(rotatedFrom(name) ?? '')) return false;
  return !isCompressedName(name) || name.endsWith('.gz') || (readsZstd && name.endsWith('.zst'));
}

/**
 * Whether a file with such a name has no NUL in its first 4 KiB behind those at the very start. Compressed files go by
 * their name alone, and so does a worker's error file.
 */
export function holdsText(files: FileSystem, path: string): boolean {
  if (isWorkersErrorFile(path) || isCompressedName(path)) return true;
  try {
    const fd = files.open(path);
    try {
      const length = files.read(fd, [SAMPLE], 0);
      const sample = SAMPLE.subarray(0, length);
      const start = sample.findIndex((byte) => byte !== 0);
      return start < 0 || !sample.includes(0, start);
    } finally {
      files.close(fd);
    }
  } catch {
    // It is a log that can't be read at the moment, which its reader will tell.
    return true;
  }
}
