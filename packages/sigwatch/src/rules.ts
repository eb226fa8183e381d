import { resolve } from 'node:path';
import { loadMonitors, loadPolicies, type Monitor, type PolicySet } from '@sigwatch/core';
import { shippedPacks } from './packs.js';

export interface RuleNames {
  /** Names or files of monitors. Default: `default`. */
  readonly monitor?: readonly string[] | undefined;
  /** Name or file of a restart policy. Without it sigwatch only observes. */
  readonly restart?: string | undefined;
}

/** Rules and policy by name or file; files are meant from the working directory. */
export function loadRules({ monitor, restart }: RuleNames): { monitor: Monitor; policy?: PolicySet } {
  const where = { cwd: process.cwd(), packs: shippedPacks() };
  const loaded = { monitor: loadMonitors([...(monitor ?? ['default'])], where) };
  if (restart === undefined) return loaded;
  return { ...loaded, policy: loadPolicies(restart, where, loaded.monitor.rules) };
}

/** The same name or file, meant from everywhere. */
export function anchored(nameOrFile: string): string {
  return /[/\\]|\.ya?ml$/.test(nameOrFile) ? resolve(nameOrFile) : nameOrFile;
}
