import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ticks a second in what the kernel tells of processes: `USER_HZ`, which is 100 on all machines that Colab has. */
const TICKS = 100;

/**
 * When the first process of this machine or container began, in ms since the epoch: that is when Colab has begun the
 * runtime, and a kernel that is started again does not move it. Undefined where nothing tells it.
 *
 * Sources: `btime` of `/proc/stat` (seconds of the boot), and field 22 of `/proc/1/stat` (ticks since then), as in proc(5).
 */
export function runtimeStart(root = '/proc'): number | undefined {
  try {
    const boot = /^btime (\d+)$/m.exec(readFileSync(join(root, 'stat'), 'latin1'))?.[1];
    const stat = readFileSync(join(root, '1', 'stat'), 'latin1');
    // The name of the program, in brackets, may hold anything: fields count from behind it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const at = (Number(boot) + Number(ticks) / TICKS) * 1000;
    return Number.isFinite(at) ? Math.round(at) : undefined;
  } catch {
    return undefined;
  }
}
