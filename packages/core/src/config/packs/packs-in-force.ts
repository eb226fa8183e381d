import type { PackVersion } from '../../contract.js';
import type { Monitor } from '../monitor.js';
import type { PolicySet } from '../policy.js';
import type { PackHome } from './pack-home.js';

/**
 * The packs that the rules of a monitor are of, and the one of the policy, by name: what a run is locked to. Reads their
 * files; of a monitor that was loaded once it is what they said at the first call.
 */
export function packsInForce({ origins }: Pick<Monitor, 'origins'>, policy?: PolicySet): readonly PackVersion[] {
  const homes = [...origins.values(), policy ?? {}].flatMap(({ pack }: { readonly pack?: PackHome }) => pack ?? []);
  // The first of a folder: that of the monitor, whose hash may be known.
  const folders = new Map(homes.reverse().map((home) => [home.folder, home]));
  return [...folders.values()].map(({ name, version, hash }) => ({ name, version, hash: hash() })).sort(byName);
}

const byName = (one: PackVersion, other: PackVersion): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
