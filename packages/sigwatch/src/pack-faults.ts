import { type Finding, printFinding, type RunOptions } from '@sigwatch/core';

/** What people should know of the packs that rules and policy come from, each once: one sentence, with place and remedy. */
export function packFaults({ monitor, policy }: Pick<RunOptions, 'monitor' | 'policy'>): readonly string[] {
  const ofPack = ({ code }: Finding) => code === 'unusable_plugin_file';
  const found = [...monitor.warnings, ...(policy?.warnings ?? [])].filter(ofPack);
  return [...new Set(found.map(printFinding))];
}
