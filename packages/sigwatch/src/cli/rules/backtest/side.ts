import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  compileRules,
  fileGroup,
  loadMonitors,
  loadPolicies,
  type Matcher,
  type Monitor,
  names,
  type PolicySet,
  type Registry,
  type Where,
} from '@sigwatch/core';
import { UsageError } from '../../problem.js';

/** One version of what judges a log. */
export interface Side {
  readonly name: 'base' | 'head';
  readonly monitor: Monitor;
  readonly matcher: Matcher;
  readonly policy?: PolicySet;
  readonly registry?: Registry;
}

export interface SideGiven {
  readonly name: Side['name'];
  /** Monitors, policies and folders of packs, as they were given. */
  readonly given: readonly string[];
  /** What is common to both sides, and holds where this side names none of its own. */
  readonly monitor: readonly string[] | undefined;
  readonly restart: string | undefined;
}

/** Loads a side: names mean what its own folders hold first, then what comes with sigwatch. */
export function loadSide({ name, given, monitor, restart }: SideGiven, known: Where): Side {
  const words = given.flatMap((one) => one.split(',')).filter((one) => one !== '');
  const folders = words.filter(isFolder);
  const where = { ...known, packs: [...folders.flatMap(packsIn), ...known.packs] };
  const rest = words.filter((word) => !isFolder(word)).map((word) => ({ word, group: groupOf(word, where) }));
  const monitors = rest.filter(({ group }) => group === 'monitoring').map(({ word }) => word);
  const policies = rest.filter(({ group }) => group === 'restart').map(({ word }) => word);
  if (policies.length > 1)
    throw new UsageError(`--${name} names two policies (${policies.join(', ')}); a run has one: leave one out`);
  const loaded = loadMonitors(monitors.length > 0 ? monitors : (monitor ?? ['default']), where);
  const decides = policies[0] ?? restart;
  const policy = decides === undefined || decides === 'none' ? undefined : loadPolicies(decides, where, loaded.rules);
  return {
    ...{ name, monitor: loaded, matcher: compileRules(loaded.rules) },
    ...(policy === undefined ? {} : { policy }),
    ...(where.registry === undefined ? {} : { registry: where.registry }),
  };
}

const isFolder = (word: string): boolean => statSync(resolve(word), { throwIfNoEntry: false })?.isDirectory() ?? false;
const isPack = (folder: string): boolean =>
  ['monitoring', 'restart', 'plugin.yaml'].some((name) => existsSync(join(folder, name)));

/** A pack is itself; of a folder of packs, each. */
function packsIn(word: string): readonly string[] {
  const folder = resolve(word);
  if (isPack(folder)) return [folder];
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .filter(isPack)
    .sort();
  if (below.length === 0)
    throw new UsageError(`${word} holds no pack; give a pack, a folder of packs, or a file of rules or of a policy`);
  return below;
}

/** A file is what it holds; a name is a monitor where there is one, and else a policy. */
function groupOf(word: string, where: Where): 'monitoring' | 'restart' {
  const path = resolve(where.cwd, word);
  if (existsSync(path)) {
    const group = fileGroup(path);
    if (group === 'run') throw new UsageError(`${word} names a run; give its rules and its policy themselves`);
    return group;
  }
  return !names('monitoring', where).includes(word) && names('restart', where).includes(word)
    ? 'restart'
    : 'monitoring';
}
