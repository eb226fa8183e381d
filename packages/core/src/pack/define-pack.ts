import type { CheckedPack } from './checked.js';
import type { PackInput } from './pack-types.js';

/**
 * A rule pack in code: a monitor as its YAML would have it, with a name, which `monitor` of `watch`, `run` and the like
 * takes in place of a file. It is looked at where it is used, by the same schema and lint; the types know its rules and
 * their fields (`ofPack`), and the settings of built-in states, actions and notifiers.
 */
export function definePack<const P extends PackInput>(pack: P & CheckedPack<P>): P {
  return pack;
}
