import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Finding, loadMonitors, monitorLinter } from '@sigwatch/core';
import { composePack, type PackWords } from '../../../import-rules/compose-pack.js';
import type { Imported, PackFile } from '../../../import-rules/types.js';
import { withoutTests } from '../../../import-rules/without-tests.js';
import { ruleFiles } from '../files.js';
import { lintFiles } from '../lint-files.js';
import { testRules } from '../tested.js';
import { writePack } from './write-pack.js';

interface CheckedPack {
  readonly files: readonly PackFile[];
  /** Errors and warnings of what was written, at the paths of the pack. */
  readonly findings: readonly Finding[];
}

/**
 * The pack of what was imported, loaded and linted in a folder of its own before anybody has it. A test whose line, made
 * from a pattern, does not come out as it should is none, and is left out.
 */
export async function checkedPack(imported: Imported, words: PackWords): Promise<CheckedPack> {
  const scratch = mkdtempSync(join(tmpdir(), 'sigwatch-import-'));
  try {
    const folder = join(scratch, words.name);
    mkdirSync(folder);
    const first = composePack(imported, words);
    writePack(folder, first, false);
    const untrue = await untrueTests(folder);
    const files = untrue.size === 0 ? first : composePack(withoutTests(imported, untrue), words);
    writePack(folder, files, true);
    return { files, findings: await lintOf(folder) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** By rule the numbers (from 1) of tests that fail; none where the monitor can't be loaded, which lint tells. */
async function untrueTests(folder: string): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const found = ruleFiles([folder]);
  const path = found.files.find(({ group }) => group === 'monitoring')?.path as string;
  let monitor: ReturnType<typeof loadMonitors>;
  try {
    monitor = loadMonitors([path], found.where);
  } catch {
    return new Map();
  }
  const failed = new Map<string, Set<number>>();
  for (const { passed, data } of await testRules(monitor, path)) {
    const { rule, number } = data as { readonly rule: string; readonly number: number };
    if (!passed) failed.set(rule, (failed.get(rule) ?? new Set<number>()).add(number));
  }
  return failed;
}

async function lintOf(folder: string): Promise<readonly Finding[]> {
  const found = ruleFiles([folder]);
  const { parsed, ...where } = found.where;
  const linter = monitorLinter(where, { strict: false, parsed });
  const all = await lintFiles(found, [folder], where, linter);
  return all
    .filter(({ level }) => level !== 'note')
    .map((finding) => ({ ...finding, file: relative(folder, finding.file) }));
}
