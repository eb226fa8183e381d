import { basename, dirname, join, resolve } from 'node:path';
import { type CopyFs, partialBeside, writeWhole } from './copy-files.js';
import { readTracker } from './tracker.js';
import { reportFiles } from './train-reports.js';
import type { Checkpoint } from './types.js';

/**
 * Beside a copy, says what the tracker beside the checkpoint said of it: that it is whole. A tracker in the folder of
 * copies that names a later one stays. What Ray has recorded goes along as it is.
 */
export async function copyWord({ path, kind, step }: Checkpoint, place: string, fs: CopyFs): Promise<void> {
  const [home, to] = [dirname(resolve(path)), dirname(place)];
  if (kind === 'ray_train') {
    for (const name of reportFiles) {
      const text = await fs.readFile(join(home, name), 'utf8').catch(() => undefined);
      if (text !== undefined) await writeWhole(join(to, name), partialBeside(place), text, fs);
    }
    return;
  }
  const tracked = await readTracker(home, kind, fs);
  const isNamed = tracked.is === 'name' && tracked.name === basename(path);
  const isReached = tracked.is === 'step' && step !== undefined && tracked.step >= step;
  if (!isNamed && !isReached) return;
  const there = await readTracker(to, kind, fs);
  if (there.is === 'step' && step !== undefined && there.step > step) return;
  const text = /iteration/.test(tracked.file) ? String(step) : basename(place);
  await writeWhole(join(to, tracked.file), partialBeside(place), text, fs);
}
