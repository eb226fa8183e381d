import { readFileSync, writeFileSync } from 'node:fs';
import { applyFixes, type Finding } from '@sigwatch/core';
import type { RuleFiles } from './files.js';
import { fromHere } from './place.js';
import { unifiedDiff } from './unified-diff.js';

export interface Mended {
  /** A sentence for each file. */
  readonly fixed: readonly string[];
  readonly diff: readonly string[];
}

/** Mends what can be mended in the files themselves; what they include is left to who has it. */
export function mendFiles({ files }: RuleFiles, findings: readonly Finding[], dryRun: boolean): Mended {
  const fixed: string[] = [];
  const diff: string[] = [];
  for (const { path } of files) {
    const own = findings.filter(({ file, fix }) => file === path && fix !== undefined);
    if (own.length === 0) continue;
    const text = readFileSync(path, 'utf8');
    const done = applyFixes(path, text, own);
    if (done.text === text) continue;
    const count = `${done.fixed.length} ${done.fixed.length === 1 ? 'finding' : 'findings'}`;
    fixed.push(`${dryRun ? 'would fix' : 'fixed'} ${count} in ${fromHere(path)}`);
    if (dryRun) diff.push(...unifiedDiff(fromHere(path), text, done.text));
    else writeFileSync(path, done.text);
  }
  return { fixed, diff };
}
