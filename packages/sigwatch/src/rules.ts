import { resolve } from 'node:path';
import { loadMonitors, loadPolicies, type Monitor, type PolicySet, type Where } from '@sigwatch/core';
import { shippedPacks } from './packs.js';

export interface RuleNames {
  /** Names or files of monitors. Default: `default`. */
  readonly monitor?: readonly string[] | undefined;
  /** Name or file of a restart policy. Without it sigwatch only observes. */
  readonly restart?: string | undefined;
}

/** Where names are looked up: in the packs that come with sigwatch, files from the working directory. */
export function ruleNames(): Where {
  return { cwd: process.cwd(), packs: shippedPacks() };
}

/** Rules and policy by name or file; files are meant from the working directory. */
export function loadRules({ monitor, restart }: RuleNames): { monitor: Monitor; policy?: PolicySet } {
  const where = ruleNames();
  const loaded = { monitor: loadMonitors([...(monitor ?? ['default'])], where) };
  return restart === undefined ? loaded : { ...loaded, policy: loadPolicies(restart, where) };
}

/** The same name or file, meant from everywhere. */
export function anchored(nameOrFile: string, cwd = process.cwd()): string {
  return /[/\\]|\.ya?ml(?:#\w+)?$/.test(nameOrFile) ? resolve(cwd, nameOrFile) : nameOrFile;
}
