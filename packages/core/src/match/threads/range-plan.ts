import type { PlainFile } from '../../source/plain-file.js';
import type { RangeTask } from './range-task.js';

/** More small files are not given out at once. */
const MOST_RANGES = 64;

/** Ranges of about `size` bytes in the order of the files; small files share a task. The last of each file goes to its end. */
export function planRanges(files: readonly PlainFile[], size: number): readonly (readonly RangeTask[])[] {
  const tasks: RangeTask[][] = [];
  let room = 0;
  for (const [file, { size: bytes }] of files.entries())
    for (let from = 0; from === 0 || from < bytes; from += size) {
      const isLast = from + size >= bytes;
      const length = Math.min(size, bytes - from);
      const range = { file, from, to: isLast ? Number.POSITIVE_INFINITY : from + size };
      const last = tasks.at(-1);
      if (last !== undefined && length <= room && last.length < MOST_RANGES) last.push(range);
      else {
        tasks.push([range]);
        room = size;
      }
      room -= length;
    }
  return tasks;
}
