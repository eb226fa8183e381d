import { basename } from 'node:path';
import type { ComponentConfig, Rule } from '../contract.js';
import type { RuleTest } from '../generated/monitor.js';
import { shownName } from '../pack/pack-name.js';
import { type Composed, compose } from './compose.js';
import { type Finding, refuseErrors } from './finding.js';
import { lintRules } from './lint/lint.js';
import { lintLog } from './lint/lint-log.js';
import { lintSettings } from './lint/lint-settings.js';
import type { Where } from './locate.js';
import type { PackHome } from './packs/pack-home.js';
import { unmetIn } from './packs/requirements.js';
import { unusablePacks } from './packs/unusable-packs.js';
import { ruleOfTermination, TERMINATION_STRING } from './termination-rule.js';
import { wordsOf } from './text/command-text.js';
import { rulesOfInputs } from './when.js';

/** Where a rule stands, and what of it the engine does not need. */
export interface RuleOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Missing where it stands in a file of no pack, or in code. */
  readonly pack?: PackHome;
  readonly status: 'stable' | 'test' | 'experimental' | 'deprecated';
  readonly tests: readonly RuleTest[];
  /** A setting means the rule; it needs no tests of its own. */
  readonly implied?: boolean;
}

/** Several monitor files as one, validated, with every default filled in. */
export interface Monitor {
  readonly names: readonly string[];
  readonly class_name: 'LogMonitor' | 'SlurmLogMonitor' | 'NullMonitor';
  readonly poll_interval_seconds: number;
  readonly check_interval_seconds: number;
  readonly inactivity_threshold_seconds: number;
  /** Until the first step, where that is longer than the inactivity threshold. */
  readonly startup_allowance_seconds?: number;
  readonly hold_seconds: number;
  readonly log_path_template?: string;
  readonly output_paths: readonly string[];
  readonly termination_string?: string;
  /** argv with templates. */
  readonly termination_command?: readonly string[];
  readonly start_condition_cmd?: readonly string[];
  readonly start_condition_interval_seconds: number;
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

/** What holds where no file sets it, instead of the ordinary defaults. */
export type MonitorDefaults = Partial<Pick<Monitor, 'inactivity_threshold_seconds' | 'startup_allowance_seconds'>>;

/** Loads the monitors (names of packs' monitors, or paths) and merges them. Throws a ConfigError with all findings. */
export function loadMonitors(names: readonly string[], where: Where, defaults: MonitorDefaults = {}): Monitor {
  const composed = compose(names, where);
  const lint = [
    ...lintRules(composed.rules, composed.registry),
    ...composed.rules.flatMap(lintOwnTests),
    ...lintSettings(composed),
    ...unmetIn(
      composed.rules.flatMap(({ origin: { pack } }) => pack ?? []),
      where,
    ),
    ...unusablePacks(strayFiles(composed), where.parsed),
  ];
  const warnings = refuseErrors(composed.withLint(lint));
  const { settings } = composed;
  const rules = settings.class_name === 'NullMonitor' ? [] : composed.rules;
  const { file } = composed.placeOf(TERMINATION_STRING);
  const termination = ruleOfTermination(settings.termination_string, basename(file));
  return {
    names: names.map((name) => NAME_IN_PACKAGE.exec(name)?.[1] ?? shownName(name)),
    class_name: settings.class_name ?? 'LogMonitor',
    poll_interval_seconds: settings.poll_interval_seconds ?? 30,
    check_interval_seconds: settings.check_interval_seconds ?? 30,
    inactivity_threshold_seconds:
      settings.inactivity_threshold_seconds ?? defaults.inactivity_threshold_seconds ?? 1800,
    hold_seconds: settings.hold_seconds ?? 30,
    start_condition_interval_seconds: settings.start_condition_interval_seconds ?? 60,
    output_paths: settings.output_paths ?? [],
    actions: (settings.actions ?? []) as unknown as readonly ComponentConfig[],
    sources: (settings.sources ?? []) as unknown as readonly ComponentConfig[],
    notifiers: (settings.notifiers ?? []) as unknown as readonly ComponentConfig[],
    ...(defaults.startup_allowance_seconds !== undefined && {
      startup_allowance_seconds: defaults.startup_allowance_seconds,
    }),
    ...optional(settings),
    rules: [
      ...rules.map(({ rule }) => rule),
      ...rules.flatMap((one) => inputRules(one, composed.registry)),
      ...termination,
    ],
    origins: new Map([
      ...rules.map((rule) => [rule.entry.name, originOf(rule)] as const),
      ...termination.map(({ name }) => [name, { ...composed.placeOf(TERMINATION_STRING), ...IMPLIED }] as const),
    ]),
    warnings,
  };
}

/** The patterns that stand in the inputs of a rule, as rules that nobody sees. */
const inputRules = ({ entry }: Composed['rules'][number], registry: Composed['registry']): readonly Rule[] =>
  rulesOfInputs(entry, registry).map(({ path: _, ...rule }) => rule);

/** `null` in YAML is the same as a missing key. */
function optional(settings: Composed['settings']): Partial<Monitor> {
  const keys = ['log_path_template', 'termination_string', 'state_whitelist', 'startup_allowance_seconds'] as const;
  const commands = ['termination_command', 'start_condition_cmd'] as const;
  return Object.fromEntries([
    ...keys.flatMap((key) => (settings[key] == null ? [] : [[key, settings[key]]])),
    ...commands.flatMap((key) => {
      const command = settings[key];
      return command == null ? [] : [[key, typeof command === 'string' ? wordsOf(command) : command]];
    }),
  ]);
}

/** Files of rules that are of no pack, or of one that does not say what it is. */
const strayFiles = ({ rules }: Composed): readonly string[] =>
  rules.flatMap(({ layer, origin: { pack } }) =>
    pack === undefined && layer.file.called === undefined ? [layer.file.path] : [],
  );

/** The file of an installed pack, whose name people know, and which is the same from everywhere by its path. */
const NAME_IN_PACKAGE = /[/\\]node_modules[/\\].+[/\\]monitoring[/\\]([^/\\]+)\.ya?ml$/;

const IMPLIED = { status: 'stable', tests: [], implied: true } as const;

function lintOwnTests({ entry, layer, path }: Composed['rules'][number]): readonly Finding[] {
  return (entry.tests ?? []).flatMap(({ log }, i) => lintLog(layer.file, log, [...path, 'tests', i, 'log']));
}

function originOf({ entry, layer, path, origin: { pack } }: Composed['rules'][number]): RuleOrigin {
  const { file } = layer;
  const { status = 'stable', tests = [] } = entry;
  return { file: file.path, ...file.place(path), ...(pack && { pack }), status, tests };
}
