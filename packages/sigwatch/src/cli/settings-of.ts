import { loadRunFile } from '@sigwatch/core';
import { ruleNames } from '../rules.js';
import { type ConfigFile, configFile } from '../settings/config-file.js';
import { type Flags, nearPath, resolveSettings, type Settings } from '../settings/settings.js';

type Options = Readonly<Record<string, unknown>>;

/**
 * The settings of a verb from its flags, the environment and the file. `rules`: the verb is told rules; one that only
 * asks where runs are kept reads no file when it is told so already, so that `sigwatch stop` works beside a broken one.
 */
export function resolveFor(options: Options, how: { rules: boolean; quiet?: boolean }): Settings {
  const { env } = process;
  const cwd = process.cwd();
  const told = options.stateDir !== undefined || Boolean(env.SIGWATCH_STATE_DIR);
  const config = configFile(options.config as string | undefined, env, cwd);
  const unneeded = !how.rules && told && config?.named === 'found';
  const file = config === undefined || unneeded ? undefined : loadRunFile(config.path, ruleNames());
  const settings = resolveSettings({ flags: options as Flags, env, file, cwd });
  if (!how.quiet && config?.named === 'found' && (how.rules || settings.state_dir?.from === 'file')) tell(config, cwd);
  return settings;
}

/** What was resolved before the verb was called; of a verb that takes no file, its flags and the environment. */
export function settingsOf(options: Options): Settings {
  return (
    (options.settings as Settings | undefined) ??
    resolveSettings({ flags: options as Flags, env: process.env, cwd: process.cwd() })
  );
}

function tell({ path }: ConfigFile, cwd: string): void {
  process.stderr.write(`sigwatch: settings from ${nearPath(path, cwd)} (--no-config leaves them out)\n`);
}
