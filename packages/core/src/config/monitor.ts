import type { ComponentConfig, Rule } from '../contract.js';
import type { RuleTest } from '../generated/monitor.js';
import { type Composed, compose } from './compose.js';
import { type Finding, refuseErrors } from './finding.js';
import { lintRules } from './lint.js';
import type { Where } from './locate.js';

/** Where a rule stands, and what of it the engine does not need. */
export interface RuleOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly status: 'stable' | 'test' | 'experimental' | 'deprecated';
  readonly tests: readonly RuleTest[];
}

/** Several monitor files as one, validated, with every default filled in. */
export interface Monitor {
  readonly names: readonly string[];
  readonly class_name: 'LogMonitor' | 'SlurmLogMonitor' | 'NullMonitor';
  readonly poll_interval_seconds: number;
  readonly check_interval_seconds: number;
  readonly inactivity_threshold_seconds: number;
  readonly hold_seconds: number;
  readonly log_path_template?: string;
  readonly output_paths: readonly string[];
  readonly termination_string?: string;
  readonly termination_command?: string | readonly string[];
  readonly start_condition_cmd?: string | readonly string[];
  readonly start_condition_interval_seconds?: number;
  readonly state_whitelist?: readonly string[];
  /** Actions on decisions and states; those on a rule's hit stand in the rule. */
  readonly actions: readonly ComponentConfig[];
  /** Further sources of lines, which all attempts share. */
  readonly sources: readonly ComponentConfig[];
  /** Who is told of decisions and states. */
  readonly notifiers: readonly ComponentConfig[];
  /** In order of precedence. */
  readonly rules: readonly Rule[];
  /** By the rule's name. */
  readonly origins: ReadonlyMap<string, RuleOrigin>;
  /** What lint would change; nothing that keeps the monitor from being used. */
  readonly warnings: readonly Finding[];
}

/** Loads the monitors (names of packs' monitors, or paths) and merges them. Throws a ConfigError with all findings. */
export function loadMonitors(names: readonly string[], where: Where): Monitor {
  const composed = compose(names, where);
  const warnings = refuseErrors([
    ...composed.findings,
    ...composed.conceal(lintRules(composed.rules, composed.registry)),
  ]);
  const { settings } = composed;
  const rules = settings.class_name === 'NullMonitor' ? [] : composed.rules;
  return {
    names,
    class_name: settings.class_name ?? 'LogMonitor',
    poll_interval_seconds: settings.poll_interval_seconds ?? 30,
    check_interval_seconds: settings.check_interval_seconds ?? 30,
    inactivity_threshold_seconds: settings.inactivity_threshold_seconds ?? 1800,
    hold_seconds: settings.hold_seconds ?? 30,
    output_paths: settings.output_paths ?? [],
    actions: (settings.actions ?? []) as unknown as readonly ComponentConfig[],
    sources: (settings.sources ?? []) as unknown as readonly ComponentConfig[],
    notifiers: (settings.notifiers ?? []) as unknown as readonly ComponentConfig[],
    ...optional(settings),
    rules: rules.map(({ rule }) => rule),
    origins: new Map(rules.map((rule) => [rule.entry.name, originOf(rule)])),
    warnings,
  };
}

/** `null` in YAML is the same as a missing key. */
function optional(settings: Composed['settings']): Partial<Monitor> {
  const keys = [
    'log_path_template',
    'termination_string',
    'termination_command',
    'start_condition_cmd',
    'start_condition_interval_seconds',
    'state_whitelist',
  ] as const;
  return Object.fromEntries(keys.flatMap((key) => (settings[key] == null ? [] : [[key, settings[key]]])));
}

function originOf({ entry, layer, path }: Composed['rules'][number]): RuleOrigin {
  const { file } = layer;
  return { file: file.path, ...file.place(path), status: entry.status ?? 'stable', tests: entry.tests ?? [] };
}
