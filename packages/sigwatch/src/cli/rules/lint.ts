import { type Finding, lintPack, loadPolicies, loadRuleTests, monitorLinter, printFinding } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import { ownVersion } from '../version.js';
import { type RuleFile, ruleFiles } from './files.js';
import { fromHere, print } from './place.js';
import { lintRunFile, runFileHere } from './run-file.js';
import { told } from './told.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules lint [PATH…]` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const here = runFileHere(options);
  const { files, packs, where: known } = ruleFiles(paths.length === 0 && here !== undefined ? [here] : paths);
  const run = here === undefined ? undefined : await lintRunFile(here, known);
  const where = run?.where ?? known;
  const lintMonitor = monitorLinter(where);
  const findingsOf = async ({ path, group }: RuleFile): Promise<readonly Finding[]> => {
    if (group === 'run') return (path === here && run ? run : await lintRunFile(path, where)).findings;
    if (group === 'monitoring') return lintMonitor(path);
    return told(() => (group === 'tests' ? loadRuleTests(path, where) : loadPolicies(path, where)).warnings);
  };
  const all = packs.flatMap((pack) => lintPack(pack, where, ownVersion()));
  // Without its plugins what follows would name components that nobody has.
  all.push(...(run?.findings.filter(({ level }) => level === 'error') ?? []));
  for (const file of files) all.push(...(await findingsOf(file)));
  // What is wrong in a file that others include is told once.
  const findings = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const shown = findings.map((finding) => ({ ...finding, file: fromHere(finding.file) })).sort(byPlace);
  if (options.format === 'jsonl') print(shown.map((finding) => JSON.stringify(finding)));
  else {
    print(shown.map((finding) => `${finding.level}[${finding.code}] ${sanitize(printFinding(finding))}`));
    process.stderr.write(`${counted(findings)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}\n`);
  }
  const has = (level: Finding['level']) => findings.some((finding) => finding.level === level);
  return has('error') ? 2 : has('warning') ? 1 : 0;
}

function counted(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no finding';
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const notes = count('note');
  return `${count('error')} errors, ${count('warning')} warnings${notes === 0 ? '' : `, ${notes} notes`}`;
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
