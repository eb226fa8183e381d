import { dirname, resolve } from 'node:path';
import {
  conflictLinter,
  type Finding,
  lintPack,
  loadPolicies,
  loadRuleTests,
  type Plugin,
  type Where,
} from '@sigwatch/core';
import { ownVersion } from '../version.js';
import type { RuleFile, RuleFiles } from './files.js';
import { type LintedRun, lintRunFile } from './run-file.js';
import { told } from './told.js';

/** The sigwatch.yaml that holds here, where there is one, which is linted already; and what `--plugin` brings. */
interface Here {
  readonly here?: string | undefined;
  readonly run?: LintedRun | undefined;
  readonly typed?: readonly Plugin[];
}

/** All that can be said of the files, each by itself and of monitors with the policies beside them. */
export async function lintFiles(
  { files, packs }: RuleFiles,
  given: readonly string[],
  where: Where,
  lintMonitor: (path: string) => readonly Finding[],
  { here, run, typed }: Here = {},
): Promise<readonly Finding[]> {
  const findingsOf = async ({ path, group }: RuleFile): Promise<readonly Finding[]> => {
    if (group === 'run') return (path === here && run ? run : await lintRunFile(path, where, typed)).findings;
    if (group === 'monitoring') return lintMonitor(path);
    return told(() => (group === 'tests' ? loadRuleTests(path, where) : loadPolicies(path, where)).warnings);
  };
  const all = packs.flatMap((pack) => lintPack(pack, where, ownVersion()));
  // Without its plugins what follows would name components that nobody has.
  all.push(...(run?.findings.filter(({ level }) => level === 'error') ?? []));
  for (const file of files) all.push(...(await findingsOf(file)));
  all.push(...conflicts(files, given, where));
  // What is wrong with the plugin.yaml of a pack is told of the pack.
  return all.filter(({ code, file }) => code !== 'unusable_plugin_file' || !packs.includes(dirname(file)));
}

/** Monitors and policies that belong together: those of one pack, and those that were named as files. */
function conflicts(files: readonly RuleFile[], given: readonly string[], where: Where): readonly Finding[] {
  const named = new Set(given.map((path) => resolve(path)));
  const packOf = (path: string) => dirname(dirname(path));
  const lint = conflictLinter(where);
  const of = (group: RuleFile['group']) => files.filter((file) => file.group === group).map(({ path }) => path);
  return of('restart').flatMap((policyFile) => {
    const monitors = of('monitoring').filter(
      (path) => packOf(path) === packOf(policyFile) || (named.has(path) && named.has(policyFile)),
    );
    if (monitors.length === 0) return [];
    return told(() => {
      const policy = loadPolicies(policyFile, where);
      return monitors.flatMap((monitor) => lint([monitor], policy, (file) => file === monitor));
    }).filter(({ code }) => code === 'conflicting_policy');
  });
}
