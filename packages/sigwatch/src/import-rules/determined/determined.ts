import type { Json, YamlFile } from '@sigwatch/core';
import { RuleNames } from '../names.js';
import { type Found, Reader } from '../reader.js';
import type { Imported, Reading } from '../types.js';
import { type Action, type LogPolicy, readPolicy } from './read-policy.js';
import { ruleOf } from './rules.js';

/** Of an experiment that does not say. */
const MAX_RESTARTS = 5;

const TOP = [
  'name',
  'max_restarts',
  'log_policies',
  'log_pattern_policies',
  'task_container_defaults',
  'resource_pools',
] as const;

/**
 * The log policies of an experiment configuration of Determined, or of a master configuration, where they are below
 * `task_container_defaults` of the cluster and of its resource pools.
 */
export function importDetermined(file: YamlFile): Reading {
  const reader = new Reader(file, 'Determined');
  const top = reader.keysBeside({ value: file.value, path: [] }, TOP);
  const lists = [
    top.log_policies,
    top.log_pattern_policies,
    ...defaultsOf(reader, top.task_container_defaults),
    ...reader.items(top.resource_pools).flatMap((pool) => {
      const found = reader.keysBeside(pool, ['task_container_defaults']);
      return defaultsOf(reader, found.task_container_defaults);
    }),
  ].filter((one) => one !== undefined);
  if (lists.length === 0)
    reader.say(
      'nothing_to_import',
      [],
      'there is no `log_policies` in it',
      'Give an experiment configuration, or that of a master.',
      'value',
    );
  const given = lists.flatMap((list) => reader.items(list)).flatMap((at) => readPolicy(reader, at) ?? []);
  const most = reader.whole(top.max_restarts, 0);
  const names = new RuleNames();
  const policies = onlyOnce(reader, given);
  const cancels = does(policies, 'cancel_retries');
  const rules = policies.map((policy) => ruleOf(reader, policy, names, cancels));
  if (reader.findings.some(({ level }) => level === 'error')) return { findings: reader.findings };
  const job = reader.text(top.name);
  const imported: Imported = {
    system: 'Determined',
    ...(job === undefined ? {} : { job }),
    monitor: {
      comments: [
        'Determined acts on a line only when the trial has failed, and calls no silence a stall: neither do these rules.',
        'A smaller `inactivity_threshold_seconds` lets sigwatch find hangs; 1800 is what it has otherwise.',
      ],
      settings: { inactivity_threshold_seconds: 31_536_000 },
      rules,
    },
    restart: {
      comments: most === undefined ? [`The file has no max_restarts, which is ${MAX_RESTARTS} there.`] : [],
      policies: [{ mode: 'crash', implementation: onFailure(policies, most ?? MAX_RESTARTS) }],
    },
  };
  return { imported, findings: reader.findings };
}

const defaultsOf = (reader: Reader, at: Found | undefined): readonly (Found | undefined)[] =>
  at === undefined ? [] : [reader.keysBeside(at, ['log_policies']).log_policies];

/** As Determined does: of entries without a name those that say the same are one, and a name stands in a list once. */
function onlyOnce(reader: Reader, policies: readonly LogPolicy[]): readonly LogPolicy[] {
  const seen = new Map<string, LogPolicy>();
  for (const policy of policies) {
    const key = policy.name ?? JSON.stringify([policy.pattern, policy.actions]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, policy);
    else if (policy.name !== undefined)
      reader.say(
        'no_equivalent',
        policy.path,
        `\`${policy.name}\` stands at line ${reader.line(first.path)} already: this one was left out`,
        'Determined refuses a name twice in a list; give each its own.',
        'value',
      );
  }
  return [...seen.values()];
}

/** Whether any that has a pattern does this. */
const does = (policies: readonly LogPolicy[], kind: Action['kind']): boolean =>
  policies.some(({ pattern, actions }) => pattern !== undefined && actions.some((one) => one.kind === kind));

function onFailure(policies: readonly LogPolicy[], max_retries: number): { [key: string]: Json } {
  return {
    class_name: 'SelectiveRestartPolicy',
    max_retries,
    default_action: 'restart',
    ...(does(policies, 'cancel_retries') ? { exclude_error_types: ['cancel_retries'] } : {}),
    ...(does(policies, 'exclude_node') ? { exclude_nodes: true, exclude_for: '365d' } : {}),
    no_restart_exit_codes: [],
    on_stop: 'leave',
  };
}
