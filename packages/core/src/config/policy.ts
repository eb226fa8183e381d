import { basename } from 'node:path';
import type { Json, Millis, Mode, Rule } from '../contract.js';
import type {
  AlwaysRestartPolicy,
  Backoff,
  NoRestartPolicy,
  PoliciesFile,
  SelectiveRestartPolicy,
} from '../generated/restart.js';
import { composePolicies } from './compose-policies.js';
import { duration } from './duration.js';
import { fieldsOf } from './fields.js';
import { type Finding, refuseErrors } from './finding.js';
import { locate, type Where } from './locate.js';
import { lintPolicy } from './policy-lint.js';
import type { Path, YamlFile } from './yaml-file.js';

/** A policy with every default filled in; durations in ms. Lists are empty where the class has none. */
export interface PolicyConfig {
  readonly class_name: 'SelectiveRestartPolicy' | 'AlwaysRestartPolicy' | 'NoRestartPolicy';
  readonly max_retries: number;
  readonly default_action: 'restart' | 'stop';
  readonly restart_on_error_types: readonly string[];
  readonly restart_on_subsystems: readonly string[];
  readonly restart_on_signals: readonly string[];
  readonly exclude_error_types: readonly string[];
  readonly exclude_subsystems: readonly string[];
  readonly exclude_signals: readonly string[];
  readonly budgets: Readonly<Record<string, number>>;
  readonly backoff: {
    readonly initial: Millis;
    readonly factor: number;
    readonly max: Millis;
    readonly jitter: number;
  };
  readonly reset_after?: { readonly steps: number };
  readonly same_failure?: number;
  readonly exclude_nodes: boolean;
  readonly resume: 'latest_verified';
  readonly recover: Readonly<Record<string, Json>>;
  readonly on_stop: 'cancel' | 'leave';
  readonly restart_reason?: string;
  readonly stop_reason?: string;
}

/** Policies of one file by mode. A mode without one is never restarted. */
export interface PolicySet {
  readonly name: string;
  readonly file: string;
  readonly policies: Readonly<Partial<Record<Mode, PolicyConfig>>>;
  readonly warnings: readonly Finding[];
}

/** One policy as its file has it. */
export type PolicyEntry = { readonly mode: Mode; readonly implementation: Implementation; readonly path: Path };
type Implementation = SelectiveRestartPolicy | AlwaysRestartPolicy | NoRestartPolicy;

/** Loads a restart policy (a pack's name, or a path); `rules` are those that it will meet. Throws a ConfigError with all findings. */
export function loadPolicies(nameOrPath: string, where: Where, rules?: readonly Rule[]): PolicySet {
  const located = locate(nameOrPath, 'restart', where);
  if (!('path' in located)) {
    refuseErrors([{ code: 'unknown_policy', level: 'error', file: nameOrPath, line: 0, column: 0, ...located }]);
    throw new Error('unreachable');
  }
  const { files, findings, conceal } = composePolicies(located.path, where);
  refuseErrors(conceal(findings));
  const read = files.map((file) => ({ file, entries: entriesOf(file) }));
  const fields = rules?.flatMap(fieldsOf);
  const linted = read.flatMap(({ file, entries }) =>
    entries.flatMap((entry, i) => lintPolicy(file, entry, entries.slice(0, i), fields)),
  );
  const own = files.find(({ path }) => path === located.path)?.value as { name?: string } | undefined;
  const entries = read.flatMap((one) => one.entries);
  return {
    name: own?.name ?? basename(located.path).replace(/\.ya?ml$/, ''),
    file: located.path,
    policies: Object.fromEntries(entries.map(({ mode, implementation }) => [mode, policyOf(implementation)])),
    warnings: refuseErrors(conceal(linted)),
  };
}

/** A file that is one bare policy applies to crash. */
function entriesOf(file: YamlFile): readonly PolicyEntry[] {
  if ('class_name' in file.value)
    return [{ mode: 'crash', implementation: file.value as unknown as Implementation, path: [] }];
  return (file.value as unknown as PoliciesFile).policies.map((entry, i) => ({
    mode: entry.mode,
    implementation: entry.implementation as unknown as Implementation,
    path: ['policies', i, 'implementation'],
  }));
}

function policyOf(given: Implementation): PolicyConfig {
  const { class_name, message, reason, restart_reason, stop_reason, backoff, same_failure, ...rest } =
    given as SelectiveRestartPolicy;
  const text = message ?? reason;
  const restart = restart_reason ?? text;
  const stop = stop_reason ?? text;
  return {
    class_name: class_name as PolicyConfig['class_name'],
    max_retries: 3,
    default_action: 'stop',
    restart_on_error_types: [],
    restart_on_subsystems: [],
    restart_on_signals: [],
    exclude_error_types: [],
    exclude_subsystems: [],
    exclude_signals: [],
    budgets: {},
    exclude_nodes: false,
    resume: 'latest_verified',
    on_stop: 'cancel',
    ...rest,
    recover: (rest.recover ?? {}) as Readonly<Record<string, Json>>,
    backoff: backoffOf(backoff ?? {}),
    ...(same_failure == null ? {} : { same_failure }),
    ...(restart == null ? {} : { restart_reason: restart }),
    ...(stop == null ? {} : { stop_reason: stop }),
  };
}

function backoffOf({ initial = '5s', factor = 2, max = '15m', jitter = 0.25 }: Backoff): PolicyConfig['backoff'] {
  return { initial: duration(initial) ?? 0, factor, max: duration(max) ?? 0, jitter };
}
