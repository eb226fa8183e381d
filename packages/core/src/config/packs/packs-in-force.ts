import type { PackVersion } from '../../contract.js';
import type { Monitor } from '../monitor.js';
import type { PolicySet } from '../policy.js';
import { packHash } from './pack-hash.js';
import type { PackHome } from './pack-home.js';

/** By what a monitor was made of: those who share one have it looked at once. */
const known = new WeakMap<Monitor['origins'], readonly PackVersion[]>();

/**
 * The packs that the rules of a monitor are of, and the one of the policy, by name: what a run is locked to. Reads their
 * files; of a monitor that was loaded once it is what they said at the first call.
 */
export function packsInForce({ origins }: Pick<Monitor, 'origins'>, policy?: PolicySet): readonly PackVersion[] {
  let ofRules = known.get(origins);
  if (ofRules === undefined) {
    ofRules = versionsOf([...origins.values()].flatMap(({ pack }) => pack ?? []));
    known.set(origins, ofRules);
  }
  if (policy?.pack === undefined) return ofRules;
  const all = new Map([...ofRules, ...versionsOf([policy.pack])].map((one) => [JSON.stringify(one), one]));
  return [...all.values()].sort(byName);
}

function versionsOf(homes: readonly PackHome[]): readonly PackVersion[] {
  const folders = new Map(homes.map((home) => [home.folder, home]));
  return [...folders.values()]
    .map(({ name, version, folder }) => ({ name, version, hash: packHash(folder) }))
    .sort(byName);
}

const byName = (one: PackVersion, other: PackVersion): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
