import { dirname, resolve } from 'node:path';
import type { SigwatchFile } from '../../generated/sigwatch.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { SELF } from '../includes.js';
import type { FindingCode } from '../lint/finding-codes.js';
import { type Group, type Located, locate, locateInclude, type Where } from '../locate.js';
import { sectionName } from '../yaml/section.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';

/** A value of a file, and where it stands in it. */
export interface Placed<T> {
  readonly value: T;
  readonly path: Path;
}

/** Which monitors and which policy a sigwatch.yaml names. */
export interface RunRules {
  readonly monitor?: Placed<readonly string[]>;
  readonly restart?: Placed<string>;
  readonly findings: readonly Finding[];
}

type Named = Placed<string>;

/** Names as they mean the same from everywhere: those of packs stay, files get their whole path. */
export function rulesOfRun(file: YamlFile, where: Where): RunRules {
  const given = file.value as unknown as SigwatchFile;
  const findings: Finding[] = [];
  const report = (code: FindingCode, path: Path, message: string, remedy: string): undefined => {
    findings.push(finding(code, placeIn(file, path), message, remedy));
  };
  const folder = dirname(resolve(file.path));
  const here = { ...where, cwd: folder };
  const named = (name: string, group: Group, path: Path, located: Located): Named | undefined => {
    if (!('path' in located))
      return report(
        located.code ?? `unknown_${group === 'restart' ? 'policy' : 'monitor'}`,
        path,
        located.message,
        located.remedy,
      );
    const ofPack = locate(name, group, { ...where, cwd: '/' });
    return { path, value: 'path' in ofPack && ofPack.path === located.path ? name : located.path };
  };

  const own = { monitoring: [] as Named[], restart: [] as Named[] };
  for (const [i, name] of listOf(given.monitor).entries()) {
    const path = Array.isArray(given.monitor) ? ['monitor', i] : ['monitor'];
    const found = named(name, 'monitoring', path, locate(name, 'monitoring', here));
    if (found) own.monitoring.push(found);
  }
  if (typeof given.restart === 'string') {
    const found = named(given.restart, 'restart', ['restart'], locate(given.restart, 'restart', here));
    if (found) own.restart.push(found);
  } else if (given.restart !== undefined)
    own.restart.push({ value: sectionName(resolve(file.path), 'restart'), path: ['restart'] });

  const started = { monitoring: [] as Named[], restart: [] as Named[] };
  const defaults = Array.isArray(given.defaults) ? given.defaults : [];
  const items: readonly unknown[] = defaults.includes(SELF) ? defaults : [...defaults, SELF];
  for (const [i, item] of items.entries()) {
    const path = ['defaults', i];
    if (item === SELF) {
      started.monitoring.push(...own.monitoring);
      started.restart.push(...own.restart);
    } else if (typeof item === 'string')
      report(
        'no_group',
        path,
        `\`${item}\` does not say what it is`,
        `Write \`/monitoring: ${item}\` or \`/restart: ${item}\`.`,
      );
    else
      for (const [key, name] of Object.entries((item ?? {}) as Record<string, unknown>)) {
        const group = key.replace(/^\//, '');
        // The schema says what is wrong with it.
        if ((group !== 'monitoring' && group !== 'restart') || typeof name !== 'string') continue;
        // Beside the file, in its folder of that group, then in the packs.
        const packs = { ...where, packs: [folder, ...where.packs] };
        const found = named(name, group, [...path, key], locateInclude(name, group, file.path, packs));
        if (found) started[group].push(found);
      }
  }

  const inline =
    typeof given.restart === 'object' ? started.restart.find(({ path }) => path[0] === 'defaults') : undefined;
  if (inline !== undefined)
    report(
      'two_policies',
      inline.path,
      'the file names a policy and holds one',
      `Write \`defaults: [${inline.value}]\` into the block \`restart\`, and remove this line.`,
    );
  const monitors = monitorsOf(started.monitoring, given, file);
  const restart = started.restart.at(-1);
  return { ...(monitors && { monitor: monitors }), ...(restart && { restart }), findings };
}

/** A block `monitoring` comes last; without `defaults:` of its own it builds on what is named, else on `default`. */
function monitorsOf(
  named: readonly Named[],
  { monitoring }: SigwatchFile,
  file: YamlFile,
): Placed<readonly string[]> | undefined {
  const names = named.map(({ value }) => value);
  const [first] = named;
  if (monitoring === undefined) return first && { value: names, path: first.path };
  const base = names.length === 0 && !('defaults' in monitoring) ? ['default'] : names;
  return { value: [...base, sectionName(resolve(file.path), 'monitoring')], path: ['monitoring'] };
}

function listOf(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string');
}
