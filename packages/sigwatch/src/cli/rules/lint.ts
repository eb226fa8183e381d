import { ConfigError, type Finding, loadMonitors, loadPolicies, printFinding, type Where } from '@sigwatch/core';
import { type RuleFile, ruleFiles } from './files.js';
import { fromHere, print } from './place.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules lint [PATH…]` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const { files, where } = ruleFiles(paths);
  // What is wrong in a file that others include is told once.
  const all = files.flatMap((file) => findingsOf(file, where)).map((one) => [JSON.stringify(one), one] as const);
  const findings = [...new Map(all).values()];
  const errors = findings.filter(({ level }) => level === 'error').length;
  const shown = findings.map((finding) => ({ ...finding, file: fromHere(finding.file) }));
  if (options.format === 'jsonl') print(shown.map((finding) => JSON.stringify(finding)));
  else {
    print(shown.map((finding) => `${finding.level}[${finding.code}] ${printFinding(finding)}`));
    const count = findings.length === 0 ? 'no finding' : `${errors} errors, ${findings.length - errors} warnings`;
    process.stderr.write(`${count} in ${files.length} ${files.length === 1 ? 'file' : 'files'}\n`);
  }
  return errors > 0 ? 2 : findings.length > 0 ? 1 : 0;
}

/** Everything that the loader says of a file. */
function findingsOf({ path, group }: RuleFile, where: Where): readonly Finding[] {
  try {
    return (group === 'monitoring' ? loadMonitors([path], where) : loadPolicies(path, where)).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
}
