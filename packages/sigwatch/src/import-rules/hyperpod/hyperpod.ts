import type { Json, YamlFile } from '@sigwatch/core';
import { RuleNames } from '../names.js';
import { Reader } from '../reader.js';
import type { Imported, Reading } from '../types.js';
import { findJob } from './find-job.js';
import { readRunPolicy } from './policy.js';
import { type HyperPodRule, readRule } from './read-rule.js';
import { rulesOf } from './rules.js';

const SYSTEM = 'HyperPod';

/**
 * The log rules of a HyperPodPytorchJob, from its whole manifest, its `spec`, its `runPolicy`, or
 * `logMonitoringConfiguration` alone.
 */
export function importHyperPod(file: YamlFile): Reading {
  const reader = new Reader(file, SYSTEM);
  const { job, run } = findJob(reader);
  const { rules: list, restart } = readRunPolicy(reader, run);
  const given = reader.items(list).flatMap((at) => readRule(reader, at) ?? []);
  const failed = reader.findings.some(({ code }) => code === 'nothing_to_import');
  if (!failed && (list === undefined || (Array.isArray(list.value) && list.value.length === 0)))
    reader.say(
      'nothing_to_import',
      run.path,
      'there is no rule in `logMonitoringConfiguration`',
      'Give the manifest of a HyperPodPytorchJob, or its `runPolicy`.',
      'value',
    );
  const names = new RuleNames();
  const rules = given.flatMap((rule) => rulesOf(reader, rule, names));
  if (reader.findings.some(({ level }) => level === 'error')) return { findings: reader.findings };
  const imported: Imported = {
    system: 'SageMaker HyperPod',
    ...(job === undefined ? {} : { job }),
    monitor: {
      comments: [
        'HyperPod reads the stdout of local rank 0 of each pod: give sigwatch one log for each, and no others.',
        'The rules are asked of each log by itself (`by: [source]`).',
      ],
      settings: settingsFor(given),
      rules,
    },
    restart,
  };
  return { imported, findings: reader.findings };
}

/** How often the job is looked at, and when silence alone is a stall, so that neither is in the way of the rules. */
function settingsFor(rules: readonly HyperPodRule[]): { [key: string]: Json } {
  const waits = rules.flatMap(({ again, start, fault }) => [start, fault === undefined ? again : undefined]);
  const seconds = waits.flatMap((one) => (one === undefined || one.seconds === 0 ? [] : [one.seconds]));
  const [least, most] = [Math.min(...seconds, 60), Math.max(...seconds, 0)];
  return {
    ...(least < 60 ? { poll_interval_seconds: Math.min(30, least), check_interval_seconds: least / 2 } : {}),
    ...(most > 1800 ? { inactivity_threshold_seconds: most } : {}),
  };
}
