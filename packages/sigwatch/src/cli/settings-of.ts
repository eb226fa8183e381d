import { loadRunFile } from '@sigwatch/core';
import { ruleNames } from '../rules.js';
import { registryOf, registryOfTyped } from '../settings/components-for.js';
import { type ConfigFile, configFile } from '../settings/config-file.js';
import { readDotEnv } from '../settings/dot-env.js';
import { type Flags, resolveSettings, type Settings } from '../settings/settings.js';
import { variablesOf } from '../settings/variables.js';
import { nearPath } from '../settings/voices.js';
import { say } from './say.js';

type Options = Readonly<Record<string, unknown>>;

/**
 * The settings of a verb from its flags, the environment and the file. `rules`: the verb is told rules; one that only
 * asks where runs are kept reads no file when it is told so already, so that `sigwatch stop` works beside a broken one.
 */
export async function resolveFor(options: Options, how: { rules: boolean; quiet?: boolean }): Promise<Settings> {
  const { env } = process;
  const cwd = process.cwd();
  const dotEnv = readDotEnv(cwd);
  const told = options.stateDir !== undefined || Boolean(env.SIGWATCH_STATE_DIR);
  const config = configFile(options.config as string | undefined, env, cwd);
  const unneeded = !how.rules && told && config?.named === 'found';
  const file = config === undefined || unneeded ? undefined : loadRunFile(config.path, ruleNames());
  const settings = resolveSettings({ flags: options as Flags, env, dotEnv, file, cwd });
  if (!how.quiet && how.rules) {
    for (const problem of dotEnv?.problems ?? []) say(problem);
    if (settings.slack_webhook?.from === 'flag') say(SHOWN);
  }
  if (!how.quiet && config?.named === 'found' && (how.rules || settings.state_dir?.from === 'file')) tell(config, cwd);
  const variables = variablesOf({ env, dotEnv, settings });
  const typed = settings.typed_plugins?.value ?? [];
  const registry = await (file === undefined ? registryOfTyped(typed, variables) : registryOf(file, variables, typed));
  return { ...settings, registry };
}

/** What was resolved before the verb was called; of a verb that takes no file, its flags and the environment. */
export function settingsOf(options: Options): Settings {
  return (
    (options.settings as Settings | undefined) ??
    resolveSettings({ flags: options as Flags, env: process.env, cwd: process.cwd() })
  );
}

const SHOWN =
  '--slack-webhook shows in the list of processes, to everybody on this machine: SLACK_WEBHOOK_URL, or a line of .env, does not';

function tell({ path }: ConfigFile, cwd: string): void {
  say(`settings from ${nearPath(path, cwd)} (--no-config leaves them out)`);
}
