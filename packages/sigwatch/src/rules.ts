import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AlertSettings,
  type ComponentConfig,
  ConfigError,
  loadMonitors,
  loadPolicies,
  type Monitor,
  type MonitorDefaults,
  type PolicySet,
  packInName,
  policyInName,
  type Registry,
  type Where,
} from '@sigwatch/core';
import { registryWith } from './built-in.js';
import { shippedPacks } from './packs.js';

export interface RuleNames {
  /** Names or files of monitors. Default: `default`. */
  readonly monitor?: readonly string[] | undefined;
  /** Name or file of a restart policy. Without it sigwatch only observes. */
  readonly restart?: string | undefined;
  /** Beside those of the monitor. */
  readonly sources?: readonly ComponentConfig[] | undefined;
  readonly notifiers?: readonly ComponentConfig[] | undefined;
  /** What is told of runs with them, and how often. */
  readonly alerts?: AlertSettings | undefined;
  /** What the files may name by `class_name`; the built-in components otherwise. */
  readonly registry?: Registry | undefined;
  /** Folders of packs whose names hold before those of the packs that come with sigwatch. */
  readonly packs?: readonly string[] | undefined;
  /** Settings of the monitor where its files leave them out. */
  readonly defaults?: MonitorDefaults | undefined;
}

export interface LoadedRules {
  readonly monitor: Monitor;
  readonly policy?: PolicySet;
  readonly registry: Registry;
  readonly alerts?: { readonly settings: AlertSettings };
}

/** Written by the build, so that no command has to parse the packs. */
const PARSED = fileURLToPath(new URL('./parsed/', import.meta.url));

/** Where names are looked up: in own packs, then in those that come with sigwatch; files from the working directory. */
export function ruleNames(
  registry = registryWith(),
  packs: readonly string[] = [],
): Where & { readonly registry: Registry } {
  return { cwd: process.cwd(), packs: [...packs, ...shippedPacks()], parsed: PARSED, registry };
}

/** Rules and policy by name or file; files are meant from the working directory. */
export function loadRules({
  monitor,
  restart,
  sources = [],
  notifiers = [],
  alerts,
  registry,
  packs,
  defaults,
}: RuleNames): LoadedRules {
  const where = ruleNames(registry, packs);
  const known = loadedOr(
    () => loadMonitors([...(monitor ?? ['default'])], where, defaults),
    // Who has faults in both files is told of them at once.
    () => restart !== undefined && loadPolicies(restart, where),
  );
  const loaded = {
    registry: where.registry,
    ...(alerts === undefined ? {} : { alerts: { settings: alerts } }),
    monitor: {
      ...known,
      sources: [...known.sources, ...sources],
      notifiers: [...known.notifiers, ...notifiers],
    },
  };
  if (restart === undefined) return loaded;
  return { ...loaded, policy: loadPolicies(restart, where, known.rules) };
}

/** What `load` gives; when that is refused, with the findings of `other` as well. */
function loadedOr<T>(load: () => T, other: () => unknown): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    try {
      other();
    } catch (second) {
      if (second instanceof ConfigError) throw new ConfigError([...error.findings, ...second.findings]);
    }
    throw error;
  }
}

/** The same name or file, meant from everywhere. */
export function anchored(nameOrFile: string, cwd = process.cwd()): string {
  if ((packInName(nameOrFile) ?? policyInName(nameOrFile)) !== undefined) return nameOrFile;
  return /[/\\]|\.ya?ml(?:#\w+)?$/.test(nameOrFile) ? resolve(cwd, nameOrFile) : nameOrFile;
}
