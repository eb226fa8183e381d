import { loadRunFile } from '@sigwatch/core';
import type { JobEnvironment, JobSettings } from './job-run.js';
import { ruleNames } from './rules.js';
import { nameOfCommand } from './run-names.js';
import { type OriginKind, policyOf, type Settings } from './settings/settings.js';

/** A command that was given, instead of the file's. */
export interface Typed {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** A command that somebody types is not the job of the file: that keeps its name, and what was run under it. */
export function settingsFor(typed: Typed | undefined, settings: Settings): Settings {
  if (typed === undefined || settings.command === undefined) return settings;
  const { name, run_id, ...rest } = settings;
  return { ...rest, ...(name?.from === 'flag' && { name }), ...(run_id?.from === 'flag' && { run_id }) };
}

/** What is run by these settings; undefined when nothing says which command. */
export function newJob(settings: Settings, typed: Typed | undefined): JobSettings | undefined {
  const argv = typed?.argv ?? settings.command?.value;
  if (argv === undefined) return undefined;
  // A command that somebody types means the folder where it is typed.
  const cwd = typed?.cwd ?? settings.cwd?.value ?? process.cwd();
  const name = settings.name?.value ?? nameOfCommand(argv);
  const config = settings.file === undefined ? {} : { config: settings.file };
  return { argv, cwd, name, ...told(settings, ['flag', 'argument', 'environment', 'file']), ...config };
}

/** A run that is taken up again by its name: only what is asked for now replaces what it was started with. */
export function takenUp(before: JobSettings, settings: Settings): JobSettings {
  const byFile = settings.run_id?.from === 'file';
  const name =
    settings.name !== undefined && (byFile || settings.name.from === 'flag') ? { name: settings.name.value } : {};
  return {
    ...before,
    ...told(settings, byFile ? ['flag', 'argument', 'environment', 'file'] : ['flag', 'argument']),
    ...name,
    ...(byFile && settings.file !== undefined ? { config: settings.file } : {}),
  };
}

/** The environment of the command: ours, and the variables of the file that the run was started with. */
export function environmentOf(
  { config }: JobSettings,
  submitter: NodeJS.ProcessEnv,
  settings?: Settings,
): JobEnvironment {
  if (config === undefined) return { submitter, own: {} };
  const known = settings?.file === config;
  const own = known ? settings.env?.value : loadRunFile(config, ruleNames()).settings.env;
  return { submitter, own: own ?? {} };
}

/** What is said of rules, logs and checkpoints by those who count. */
function told(settings: Settings, who: readonly OriginKind[]): Partial<JobSettings> {
  const { monitor, restart, logs, checkpoint_dir, control_dir, copies, overrides_file, records, typed_plugins } =
    settings;
  const counts = (setting: { from: OriginKind } | undefined) => setting !== undefined && who.includes(setting.from);
  const policy = policyOf(settings);
  return {
    ...(typed_plugins !== undefined && counts(typed_plugins) && { plugins: typed_plugins.value }),
    ...(counts(monitor) && { monitor: monitor.value }),
    ...(counts(restart) && (policy === undefined ? { restart: undefined as never } : { restart: policy })),
    ...(counts(logs) && { log: logs?.value ?? [] }),
    ...(records !== undefined && counts(records) && { records: records.value }),
    ...(copies?.from === 'flag' && { copies: copies.value.to }),
    ...(overrides_file !== undefined && counts(overrides_file) && { overridesFile: overrides_file.value }),
    ...(counts(checkpoint_dir) && { checkpointDir: checkpoint_dir?.value ?? '' }),
    ...(counts(control_dir) && { controlDir: control_dir?.value ?? '' }),
  };
}
