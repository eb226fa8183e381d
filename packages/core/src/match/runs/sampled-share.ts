import { bytesOf } from './members.js';
import { type Run, runShare } from './share.js';

/** How much of what is usual is added, so that what the sample lacks is still told apart. */
const USUAL_WEIGHT = 0.01;

/** At how many of the places such sets stand, by a sample of the log at hand. */
export function sampledRunShare(sample: Buffer): (run: Run) => number {
  const known = new Map<string, readonly number[]>();
  const everywhere = Array.from(sample.keys());
  const placesOf = (run: Run): readonly number[] => {
    const last = run.at(-1);
    if (last === undefined) return everywhere;
    const key = run.join();
    let places = known.get(key);
    if (places === undefined) {
      const members = new Set(bytesOf(last));
      places = placesOf(run.slice(0, -1)).filter((place) => members.has(sample[place + run.length - 1] ?? -1));
      known.set(key, places);
    }
    return places;
  };
  return (run) => placesOf(run).length / Math.max(1, sample.length) + USUAL_WEIGHT * runShare(run);
}
