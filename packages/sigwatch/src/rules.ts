import { resolve } from 'node:path';
import {
  createRegistry,
  loadMonitors,
  loadPolicies,
  type Monitor,
  type Plugin,
  type PolicySet,
  type Registry,
} from '@sigwatch/core';
import { shippedPacks } from './packs.js';

export interface RuleNames {
  /** Names or files of monitors. Default: `default`. */
  readonly monitor?: readonly string[] | undefined;
  /** Name or file of a restart policy. Without it sigwatch only observes. */
  readonly restart?: string | undefined;
  /** Whose components the files may name, beside the built-in ones. */
  readonly plugins?: readonly Plugin[] | undefined;
}

export interface LoadedRules {
  readonly monitor: Monitor;
  readonly policy?: PolicySet;
  readonly registry: Registry;
}

/** Rules and policy by name or file; files are meant from the working directory. */
export function loadRules({ monitor, restart, plugins }: RuleNames): LoadedRules {
  const registry = createRegistry(plugins);
  const where = { cwd: process.cwd(), packs: shippedPacks(), registry };
  const loaded = { registry, monitor: loadMonitors([...(monitor ?? ['default'])], where) };
  return restart === undefined ? loaded : { ...loaded, policy: loadPolicies(restart, where) };
}

/** The same name or file, meant from everywhere. */
export function anchored(nameOrFile: string): string {
  return /[/\\]|\.ya?ml$/.test(nameOrFile) ? resolve(nameOrFile) : nameOrFile;
}
