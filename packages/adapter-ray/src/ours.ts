import { homeOf } from './home.js';
import type { JobDetails } from './job-details.js';
import type { RayDeps } from './ray-deps.js';

/** By these names of a job's metadata we know our own: the key, and whose state directory it is of. */
const KEY = 'sigwatch';
const HOME = 'sigwatch_home';

export const ownMetadata = ({ notes }: RayDeps, key: string): Readonly<Record<string, string>> => ({
  [KEY]: key,
  [HOME]: homeOf(notes.stateDirectory),
});

/** Whether the job was submitted from here, with the key. */
export function isOurs(deps: RayDeps, { metadata }: JobDetails, key: string): boolean {
  return Object.entries(ownMetadata(deps, key)).every(([name, value]) => metadata[name] === value);
}
