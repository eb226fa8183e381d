import { semver } from './lazy-packages.js';

/** Whether a version is in a range such as `^0.1.0`, previews included; undefined where that is no range of versions. */
export function fitsRange(version: string, range: string): boolean | undefined {
  if (semver().validRange(range) === null) return undefined;
  return semver().satisfies(version, range, { includePrerelease: true });
}
