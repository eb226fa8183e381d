import { resolve } from 'node:path';
import {
  type AlertSettings,
  type ComponentConfig,
  type CopiesSettings,
  type DeadlineBlock,
  duration,
  type GpuWish,
  type HealthSettings,
  type Millis,
  type RecordsSettings,
  type Registry,
  type RunFile,
} from '@sigwatch/core';
import { anchoredPlugin } from '../plugins.js';
import { anchored } from '../rules.js';
import type { DotEnv } from './dot-env.js';
import { type MonitoringFlags, type MonitoringSettings, monitoringSettings } from './monitoring.js';
import { type Found, voicesOf } from './voices.js';

/** Who says a value, the strongest first. */
export type OriginKind = 'flag' | 'argument' | 'environment' | 'dot_env' | 'file' | 'default';

export interface Setting<T> {
  readonly value: T;
  readonly from: OriginKind;
  /** For people: `--monitor`, `monitoring=`, `SIGWATCH_MONITOR`, `.env:2`, `sigwatch.yaml:3`; empty for a default. */
  readonly by: string;
}

/** Everything that a verb can be told, each with where it comes from. What nobody says is missing. */
export interface Settings extends MonitoringSettings {
  /** The sigwatch.yaml that was loaded. */
  readonly file?: string;
  readonly monitor: Setting<readonly string[]>;
  /** `none`: nothing is restarted, whatever weaker voices say. */
  readonly restart?: Setting<string>;
  readonly name?: Setting<string>;
  readonly run_id?: Setting<string>;
  readonly command?: Setting<readonly string[]>;
  readonly cwd?: Setting<string>;
  readonly env?: Setting<Readonly<Record<string, string>>>;
  readonly logs?: Setting<readonly string[]>;
  readonly checkpoint_dir?: Setting<string>;
  readonly copies?: Setting<CopiesSettings>;
  readonly deadline?: Setting<DeadlineBlock>;
  readonly control_dir?: Setting<string>;
  readonly overrides_file?: Setting<string>;
  readonly health?: Setting<HealthSettings>;
  readonly state_dir?: Setting<string>;
  readonly records?: Setting<RecordsSettings>;
  readonly cost?: Setting<GpuWish>;
  readonly prices?: Setting<string>;
  readonly log_level?: Setting<string>;
  readonly log_file?: Setting<string>;
  readonly timeout?: Setting<Millis>;
  readonly adapter: Setting<ComponentConfig>;
  readonly packs?: Setting<readonly string[]>;
  readonly plugins?: Setting<readonly string[]>;
  /** Plugins beside those of the file. */
  readonly typed_plugins?: Setting<readonly string[]>;
  readonly sources?: Setting<readonly ComponentConfig[]>;
  readonly notifiers?: Setting<readonly ComponentConfig[]>;
  readonly alerts?: Setting<AlertSettings>;
  /** What `class_name`s mean, with the plugins loaded; the built-in components otherwise. */
  readonly registry?: Registry;
}

export interface Flags extends MonitoringFlags {
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly name?: string;
  readonly runId?: string;
  readonly log?: readonly string[];
  readonly checkpointDir?: string;
  readonly copies?: string;
  readonly stateDir?: string;
  readonly records?: string;
  readonly recordsVolume?: string;
  readonly logLevel?: string;
  readonly plugin?: readonly string[];
  readonly timeout?: string;
  /** `monitoring=NAME` and `restart=NAME`. */
  readonly argumentMonitor?: readonly string[];
  readonly argumentRestart?: string;
}

export interface Given {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `.env` of the working directory. */
  readonly dotEnv?: DotEnv | undefined;
  readonly file?: RunFile | undefined;
  readonly cwd: string;
}

/** The one place that decides: flags, `key=value` arguments, the environment, `.env`, the file, defaults, in this order. */
export function resolveSettings({ flags, env, dotEnv, file, cwd }: Given): Settings {
  const voices = voicesOf({ env, dotEnv, file, cwd });
  const { flag, argument, variable, inFile } = voices;
  const path = (given: string) => resolve(cwd, given);
  const rule = (given: string) => anchored(given, cwd);
  const rules = (given: Found<readonly string[]>) => mapped(given, (names) => names.map(rule));

  const restart =
    mapped(
      flag('--restart', flags.restart) ?? argument('restart=', flags.argumentRestart) ?? variable('SIGWATCH_RESTART'),
      rule,
    ) ?? inFile('restart');
  const settings: { [K in keyof Settings]: Settings[K] | undefined } = {
    file: file?.path,
    monitor: rules(
      flag('--monitor', flags.monitor) ??
        namedIn(argument('monitoring=', flags.argumentMonitor)) ??
        namedIn(mapped(variable('SIGWATCH_MONITOR'), (text) => [text])),
    ) ??
      inFile('monitor') ?? { value: ['default'], from: 'default', by: '' },
    restart,
    name: flag('--name', flags.name) ?? inFile('name'),
    run_id: flag('--run-id', flags.runId) ?? inFile('run_id'),
    command: inFile('command'),
    cwd: inFile('cwd'),
    env: inFile('env'),
    logs: mapped(flag('--log', flags.log), (given) => given.map(path)) ?? inFile('logs'),
    checkpoint_dir: mapped(flag('--checkpoint-dir', flags.checkpointDir), path) ?? inFile('checkpoint_dir'),
    copies: copiesOf(mapped(flag('--copies', flags.copies), path), inFile('copies')),
    deadline: inFile('deadline'),
    control_dir: inFile('control_dir'),
    overrides_file: inFile('overrides_file'),
    health: inFile('health'),
    state_dir:
      mapped(flag('--state-dir', flags.stateDir) ?? variable('SIGWATCH_STATE_DIR'), path) ?? inFile('state_dir'),
    records: recordsOf(flags, mapped(flag('--records', flags.records), path), inFile('records')),
    cost: inFile('cost'),
    prices: inFile('prices'),
    log_level: flag('--log-level', flags.logLevel) ?? variable('SIGWATCH_LOG_LEVEL') ?? inFile('log_level'),
    log_file: mapped(variable('SIGWATCH_LOG_FILE'), path),
    timeout: mapped(flag('--timeout', flags.timeout), milliseconds) ?? inFile('timeout'),
    adapter: inFile('adapter') ?? { value: { class_name: 'LocalAdapter' }, from: 'default', by: '' },
    packs: inFile('packs'),
    plugins: inFile('plugins'),
    typed_plugins: mapped(flag('--plugin', flags.plugin), (names) => names.map((one) => anchoredPlugin(one, cwd))),
    sources: inFile('sources'),
    notifiers: inFile('notifiers'),
    alerts: inFile('alerts'),
    ...monitoringSettings(flags, voices),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, one]) => one !== undefined)) as unknown as Settings;
}

/** What is typed is where to; how often, the file says. */
function copiesOf(typed: Found<string>, inFile: Found<CopiesSettings>): Found<CopiesSettings> {
  return mapped(typed, (to): CopiesSettings => ({ ...inFile?.value, to })) ?? inFile;
}

/** A folder that is typed is another one than the file's, whose Volume and command are of its own. */
function recordsOf(
  { recordsVolume: volume }: Flags,
  typed: Found<string>,
  inFile: Found<RecordsSettings>,
): Found<RecordsSettings> {
  const known = mapped(typed, (directory): RecordsSettings => ({ directory })) ?? inFile;
  if (volume === undefined) return known;
  if (volume.trim() === '')
    throw new Error('--records-volume names no Volume; give VOLUME, or VOLUME:/FOLDER, or leave the option out');
  if (known === undefined)
    throw new Error('--records-volume says whose folder it is; give the folder by --records DIR');
  return mapped(known, (records) => ({ ...records, volume }));
}

/** The policy that the settings name, if any. */
export const policyOf = ({ restart }: Pick<Settings, 'restart'>): string | undefined =>
  restart?.value === 'none' ? undefined : restart?.value;

const mapped = <A, B>(setting: Found<A>, change: (value: A) => B): Found<B> =>
  setting && { ...setting, value: change(setting.value) };

/** Lists of names. One that names nothing is a slip, not a wish for no rules. */
function namedIn(setting: Found<readonly string[]>): Found<readonly string[]> {
  const names = mapped(setting, (texts) => texts.flatMap(listed));
  if (names?.value.length === 0)
    throw new Error(`${names.by} names no monitor; give a name, a file, or several with commas`);
  return names;
}

/** `a,b` and `[a,b]`, as Hydra has lists on its command line. */
function listed(text: string): string[] {
  const inside = /^\[(.*)\]$/s.exec(text.trim())?.[1] ?? text;
  return inside
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function milliseconds(text: string): Millis {
  const value = duration(/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  if (value === undefined) throw new Error(`--timeout ${text}: give seconds, or a duration such as 90s, 30m or 2h`);
  return value;
}
