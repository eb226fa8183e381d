import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileGroup } from '../file-group.js';
import { ConfigError, type Finding, finding } from '../finding.js';
import type { FindingCode } from '../lint/finding-codes.js';
import { type Group, isFile, type Located, locate, type Where } from '../locate.js';
import { loadMonitors, type Monitor } from '../monitor.js';
import { loadPolicies, type PolicySet } from '../policy.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';

interface Named {
  readonly monitors: readonly string[];
  readonly restart: string | null | undefined;
  readonly own: { readonly monitor: boolean; readonly restart: boolean };
}

/** Loads what judges the tests of a file, each monitor and each policy once; what cannot be used is told at the key that names it. */
export function judgesOf(file: YamlFile, where: Where) {
  const loaded = new Map<string, Monitor | PolicySet | undefined>();

  /** The file that a name means, or what is wrong with the name. */
  const find = (name: string, group: Group): Located => {
    const folder = dirname(file.path);
    const beside = ['.yaml', '.yml'].map((end) => join(folder, name + end)).find((path) => isFile(path));
    if (beside !== undefined && fileGroup(beside) === group) return { path: beside };
    return locate(name, group, { ...where, cwd: folder });
  };
  const load = <T extends Monitor | PolicySet>(
    names: readonly string[],
    group: Group,
    place: { readonly line: number; readonly column: number },
    told: Finding[],
    use: (paths: readonly string[]) => T,
  ): T | undefined => {
    const key = [group, ...names].join('\0');
    if (loaded.has(key)) return loaded.get(key) as T | undefined;
    loaded.set(key, undefined);
    const tell = (code: FindingCode, message: string, remedy: string) =>
      told.push(finding(code, { file: file.path, ...place }, message, remedy));
    const found = names.map((name) => find(name, group));
    const what = group === 'monitoring' ? ('monitor' as const) : ('policy' as const);
    for (const one of found) if (!('path' in one)) tell(`unknown_${what}`, one.message, one.remedy);
    if (!found.every((one) => 'path' in one)) return undefined;
    try {
      const done = use(found.map((one) => one.path));
      loaded.set(key, done);
      return done;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const shown = names.map((name) => (isAbsolute(name) ? basename(name) : name)).join(', ');
      const message = `\`${shown}\` cannot be used: it has errors of its own`;
      tell(`unusable_${what}`, message, 'Correct them first: `sigwatch rules lint` tells what they are.');
      return undefined;
    }
  };

  return ({ monitors, restart, own }: Named, at: Path, told: Finding[]) => {
    const place = (key: 'monitor' | 'restart') => file.place(own[key] ? [...at, key] : [key]);
    if (monitors.length === 0)
      told.push(
        finding(
          'unknown_monitor',
          { file: file.path, ...place('monitor') },
          'no monitor is named, and none of its name stands beside this file',
          'Name one: `monitor: default`.',
        ),
      );
    return {
      decides: restart != null,
      monitor:
        monitors.length === 0
          ? undefined
          : load(monitors, 'monitoring', place('monitor'), told, (paths) => loadMonitors(paths, where)),
      policy:
        restart == null
          ? undefined
          : load([restart], 'restart', place('restart'), told, (paths) => loadPolicies(paths[0] as string, where)),
    };
  };
}
