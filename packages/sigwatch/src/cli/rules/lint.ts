import { type Finding, findingCodes, monitorLinter, type Plugin, printFinding } from '@sigwatch/core';
import { jsonText } from '../../view/json-text.js';
import { printable, sanitize } from '../../view/sanitize.js';
import { UsageError } from '../problem.js';
import { type RuleFiles, ruleFiles } from './files.js';
import { mendFiles } from './fix-files.js';
import { lintFiles } from './lint-files.js';
import { fromHere, print } from './place.js';
import { lintRunFile, runFileHere, typedPlugins, withPlugins } from './run-file.js';

type Options = Readonly<Record<string, unknown>>;

/** A mended file may show what it hid before; more rounds than this no slip needs. */
const ROUNDS = 5;

/** `sigwatch rules lint [PATH…]` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const here = runFileHere(options);
  const given = paths.length === 0 && here !== undefined ? [here] : paths;
  const [fix, dryRun] = [options.fix === true, options.dryRun === true];
  if (dryRun && !fix) throw new UsageError('--dry-run shows what --fix would change; give both');
  if (fix && given.length === 0)
    throw new UsageError('--fix changes files; name those, or the folders, that it may change');

  const files = ruleFiles(given);
  const typed = await typedPlugins(options);
  const lint = () => findingsOf(files, given, here, typed, options.strict === true);
  let findings = await lint();
  for (let round = 0; fix && round < ROUNDS; round++) {
    const { fixed, diff } = mendFiles(files, findings, dryRun);
    // Byte for byte, for `patch`; but a terminal is no program.
    const shown = process.stdout.isTTY ? diff.map(printable) : diff;
    process.stdout.write(shown.map((line) => `${line}\n`).join(''));
    process.stderr.write(fixed.map((line) => `${line}\n`).join(''));
    if (dryRun || fixed.length === 0) break;
    findings = await lint();
  }
  // A diff is for other programs to read.
  if (!dryRun) show(findings, options);
  process.stderr.write(options.format === 'jsonl' ? '' : `${counted(findings)} in ${counts(files.files.length)}\n`);
  return exitCode(findings);
}

async function findingsOf(
  files: RuleFiles,
  given: readonly string[],
  here: string | undefined,
  typed: readonly Plugin[],
  strict: boolean,
): Promise<readonly Finding[]> {
  const run = here === undefined ? undefined : await lintRunFile(here, files.where, typed);
  // What the build has looked at is looked at again.
  const { parsed, ...where } = run?.where ?? withPlugins(files.where, typed);
  const all = await lintFiles(files, given, where, monitorLinter(where, { strict, parsed }), { here, run, typed });
  // What is wrong in a file that others include is told once.
  const once = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return strict ? once.map(raised) : once;
}

/** Strict: what rules owe their users is as good as wrong. */
function raised(finding: Finding): Finding {
  const code: { readonly strict?: true } = findingCodes[finding.code];
  return code.strict ? { ...finding, level: 'warning' } : finding;
}

function show(findings: readonly Finding[], options: Options): void {
  const shown = findings.map((finding) => ({ ...finding, file: fromHere(finding.file) })).sort(byPlace);
  if (options.format === 'jsonl') print(shown.map((finding) => jsonText(finding)));
  else print(shown.map((finding) => `${finding.level}[${finding.code}] ${sanitize(printFinding(finding))}`));
}

function exitCode(findings: readonly Finding[]): number {
  const has = (level: Finding['level']) => findings.some((finding) => finding.level === level);
  return has('error') ? 2 : has('warning') ? 1 : 0;
}

const counts = (files: number): string => `${files} ${files === 1 ? 'file' : 'files'}`;

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
