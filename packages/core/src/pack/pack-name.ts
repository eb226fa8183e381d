import type { PackInput } from './pack-types.js';
import type { PolicyInput } from './policy-types.js';

const PACK = 'pack:';
const POLICY = 'policy:';

/** A name that brings its pack along, so that it goes wherever names of monitors go, the journal among them. */
export const nameOfPack = (pack: PackInput): string => PACK + JSON.stringify(pack);

/** The same of a policy, for names of restart files. */
export const nameOfPolicy = (policy: PolicyInput): string => POLICY + JSON.stringify(policy);

/** What stands in such a name; undefined of any other. */
export const packInName = (name: string): string | undefined => inName(name, PACK);
export const policyInName = (name: string): string | undefined => inName(name, POLICY);

const inName = (name: string, prefix: string): string | undefined =>
  name.startsWith(`${prefix}{`) ? name.slice(prefix.length) : undefined;

/** What people call it. */
export function shownName(name: string): string {
  const pack = packInName(name);
  const text = pack ?? policyInName(name);
  if (text === undefined) return name;
  const { name: own } = JSON.parse(text) as { readonly name?: unknown };
  return typeof own === 'string' && own !== '' ? own : pack === undefined ? 'policy' : 'pack';
}
