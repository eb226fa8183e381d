import { dirname, resolve } from 'node:path';
import type { AlertSettings } from '../../alerts/settings.js';
import type { ComponentConfig, Json, Millis, Registry } from '../../contract.js';
import type { GpuWish } from '../../cost/prices.js';
import type { SigwatchFile } from '../../generated/sigwatch.js';
import { sigwatchSchema } from '../../generated/sigwatch-schema.js';
import { duration } from '../duration.js';
import { type Finding, notYetTold, refuseErrors } from '../finding.js';
import { concealFindings, interpolateFile } from '../interpolation/interpolate-file.js';
import type { Where } from '../locate.js';
import { compileSchema } from '../schema/compile-schema.js';
import { checkRunComponents } from '../schema/components.js';
import { validate } from '../schema/validate.js';
import { type Path, type Place, parseYaml, readYaml, type YamlFile } from '../yaml/yaml-file.js';
import { alertsOf } from './alerts-block.js';
import { type CopiesSettings, copiesOf } from './copies-block.js';
import { type DeadlineBlock, deadlineOf } from './deadline-block.js';
import { type HeartbeatSettings, heartbeatOf } from './heartbeat-block.js';
import { type RecordsSettings, recordsSettings } from './records-settings.js';
import { checkRunFile } from './run-file-checks.js';
import { packsOfRun } from './run-packs.js';
import { type Placed, rulesOfRun } from './run-rules.js';
import { withCode } from './with-code.js';

/** What is measured beside the log. Times in ms; what is not said is missing. */
export interface HealthSettings {
  readonly enabled?: boolean;
  readonly interval?: Millis;
  readonly timeout?: Millis;
  /** argv. */
  readonly nvidia_smi?: readonly string[];
}

/** What a sigwatch.yaml says; what it does not say is missing. Paths are absolute. */
export interface RunSettings {
  readonly name?: string;
  readonly run_id?: string;
  /** Names of packs' monitors, and files. */
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly adapter?: ComponentConfig;
  readonly command?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly logs?: readonly string[];
  readonly checkpoint_dir?: string;
  readonly copies?: CopiesSettings;
  readonly deadline?: DeadlineBlock;
  readonly control_dir?: string;
  readonly health?: HealthSettings;
  readonly heartbeat?: HeartbeatSettings;
  readonly state_dir?: string;
  readonly records?: RecordsSettings;
  /** The GPUs of the job. */
  readonly cost?: GpuWish;
  /** A table of prices. */
  readonly prices?: string;
  readonly log_level?: string;
  readonly timeout?: Millis;
  /** Folders of packs, which come before those that are shipped. */
  readonly packs?: readonly string[];
  readonly plugins?: readonly string[];
  readonly sources?: readonly ComponentConfig[];
  readonly notifiers?: readonly ComponentConfig[];
  /** What is told, and how often. */
  readonly alerts?: AlertSettings;
}

/** A run as its file names it. */
export interface RunFile {
  readonly path: string;
  readonly settings: RunSettings;
  /** Where a setting stands; for people. */
  place(key: keyof RunSettings): Place;
  /** A setting for people: what holds the value of a variable is told as it is written. */
  shown(key: keyof RunSettings): Json | undefined;
  /** Holds the components that it names against those that there are, with its plugins. Throws a ConfigError; hands back the warnings. */
  check(registry: Registry): readonly Finding[];
}

/** Loads a sigwatch.yaml, or its `text`. Throws a ConfigError with all findings. */
export function loadRunFile(path: string, where: Where, text?: string): RunFile {
  const read = text === undefined ? readYaml(path) : parseYaml(path, text);
  const whole = read.file;
  if (whole === undefined) {
    refuseErrors(read.findings);
    throw new Error('unreachable');
  }
  // Blocks that are files of their own are worked out and checked where they are used.
  const { monitoring, restart, ...rest } = whole.value;
  const blocks = { ...(monitoring !== undefined && { monitoring }), ...(restart !== undefined && { restart }) };
  const sources = { root: whole.value as Json, group: 'sigwatch', env: where.env ?? process.env };
  const done = interpolateFile({ ...whole, value: rest }, sources);
  const file = { ...done.file, value: { ...done.file.value, ...blocks } };
  const known = [...read.findings, ...done.findings];
  const checked = [...known, ...notYetTold(checkRunFile(file), known)];
  const invalid = notYetTold(validate(file, compileSchema(sigwatchSchema)), checked);
  const packs = packsOfRun(file);
  const rules = rulesOfRun(file, { ...where, packs: [...packs.folders, ...where.packs] });
  const wrong = [...checked, ...invalid, ...packs.findings, ...rules.findings];
  const all = [...wrong, ...notYetTold(componentsOf(file, where, wrong), wrong)].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  refuseErrors(concealFindings(all, [done]));

  const settings = settingsOf(file, rules, packs.folders);
  const paths: Partial<Record<keyof RunSettings, Path>> = {
    ...(rules.monitor && { monitor: rules.monitor.path }),
    ...(rules.restart && { restart: rules.restart.path }),
    ...Object.fromEntries(JOB_KEYS.map((key) => [key, ['job', key]])),
  };
  const pathOf = (key: keyof RunSettings): Path => paths[key] ?? [key];
  const secret = (at: Path) => done.hidden.get(`${file.path}:${file.place(at).line}:${file.place(at).column}`);
  return {
    path,
    settings,
    place: (key) => file.place(pathOf(key), 'key'),
    check: (registry) => refuseErrors(concealFindings(checkRunComponents(file, registry), [done])),
    shown: (key) => withWritten(settings[key] as Json | undefined, pathOf(key), secret),
  };
}

/** A file that is refused anyway is told of whole. Which components a plugin of its own has, only loading that shows. */
function componentsOf(file: YamlFile, { registry }: Where, wrong: readonly Finding[]): readonly Finding[] {
  const { plugins } = file.value;
  if (registry === undefined || plugins !== undefined || wrong.length === 0) return [];
  return checkRunComponents(file, registry);
}

const JOB_KEYS = ['command', 'cwd', 'env', 'logs', 'checkpoint_dir', 'control_dir'] as const;

function settingsOf(
  file: YamlFile,
  rules: { monitor?: Placed<readonly string[]>; restart?: Placed<string> },
  packs: readonly string[],
): RunSettings {
  const given = file.value as unknown as SigwatchFile;
  const folder = dirname(resolve(file.path));
  const at = (path: string) => resolve(folder, path);
  const { command, cwd, env, logs, checkpoint_dir, control_dir } = given.job ?? {};
  const module = (name: string) => (/^\.{0,2}\//.test(name) ? at(name) : name);
  return defined({
    name: given.name,
    run_id: given.run_id,
    monitor: rules.monitor?.value,
    restart: rules.restart?.value,
    adapter: given.adapter && withCode(given.adapter as ComponentConfig, at),
    command: command as readonly string[] | undefined,
    cwd: command === undefined && cwd === undefined ? undefined : at(cwd ?? '.'),
    env: env && Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    logs: logs?.map(at),
    checkpoint_dir: checkpoint_dir === undefined ? undefined : at(checkpoint_dir),
    copies: given.copies && copiesOf(given.copies, at),
    deadline: given.deadline && deadlineOf(given.deadline),
    control_dir: control_dir === undefined ? undefined : at(control_dir),
    health: given.health && healthOf(given.health),
    heartbeat: given.heartbeat && heartbeatOf(given.heartbeat, folder),
    state_dir: given.state_dir === undefined ? undefined : at(given.state_dir),
    records: given.records === undefined ? undefined : recordsSettings(given.records, at),
    cost: given.cost && wishOf(given.cost),
    prices: given.prices === undefined ? undefined : at(given.prices),
    log_level: given.log_level,
    timeout: given.timeout === undefined ? undefined : duration(given.timeout),
    packs: given.packs && packs,
    plugins: given.plugins?.map(module),
    sources: given.sources as readonly ComponentConfig[] | undefined,
    notifiers: given.notifiers as readonly ComponentConfig[] | undefined,
    alerts: given.alerts && alertsOf(given.alerts),
  });
}

const wishOf = ({ gpu, count }: NonNullable<SigwatchFile['cost']>): GpuWish =>
  defined({ gpu, count: count === undefined ? undefined : Number(count) });

function healthOf({ enabled, interval, timeout, nvidia_smi }: NonNullable<SigwatchFile['health']>): HealthSettings {
  const ms = (given: string | number | undefined) => (given === undefined ? undefined : duration(given));
  const argv = typeof nvidia_smi === 'string' ? [nvidia_smi] : nvidia_smi;
  return defined({ enabled, interval: ms(interval), timeout: ms(timeout), nvidia_smi: argv });
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function withWritten(value: Json | undefined, path: Path, secret: (at: Path) => string | undefined): Json | undefined {
  const written = secret(path);
  if (written !== undefined || value === undefined || value === null || typeof value !== 'object')
    return written ?? value;
  if (Array.isArray(value)) return (value as Json[]).map((item, i) => withWritten(item, [...path, i], secret) as Json);
  const below = ([key, item]: [string, unknown]) => [key, withWritten(item as Json, [...path, key], secret)];
  return Object.fromEntries(Object.entries(value).map((entry) => below(entry as [string, unknown])));
}
