import { loadRunFile } from '@sigwatch/core';
import { stateDirectory } from '@sigwatch/store';
import { settingsTable, type ToldSetting, valueText } from '../doctor/settings-table.js';
import { ruleNames } from '../rules.js';
import { registryOf } from '../settings/components-for.js';
import { configFile } from '../settings/config-file.js';
import { readDotEnv } from '../settings/dot-env.js';
import { type Flags, resolveSettings } from '../settings/settings.js';
import { nearPath } from '../settings/voices.js';
import { jsonText } from '../view/json-text.js';
import { sanitize } from '../view/sanitize.js';
import { exitCodes } from './exit-code.js';
import { say } from './say.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch doctor --config [FILE]`: every setting, its value, and who says so. */
export async function tellSettings(options: Options): Promise<number> {
  const { env } = process;
  const cwd = process.cwd();
  const given = options.config === true ? undefined : (options.config as string);
  const config = configFile(given, env, cwd);
  const file = config && loadRunFile(config.path, ruleNames());
  const dotEnv = readDotEnv(cwd);
  const found = resolveSettings({ flags: options as Flags, env, dotEnv, file, cwd });
  const registry = file && (await registryOf(file, env, found.typed_plugins?.value));
  const settings = { ...found, ...(registry && { registry }) };
  const table = settingsTable(settings, file, stateDirectory(env));
  for (const problem of dotEnv?.problems ?? []) say(problem);
  if (options.format === 'jsonl') {
    for (const row of table) process.stdout.write(`${jsonText(row)}\n`);
    return exitCodes.succeeded;
  }
  const by = { flag: '--config', environment: 'SIGWATCH_CONFIG', found: 'found here' };
  process.stdout.write(config ? `${nearPath(config.path, cwd)} (${by[config.named]})\n` : 'no sigwatch.yaml\n');
  const rows = table.map((row) => [row.setting, sanitize(valueText(row)), whoSays(row)] as const);
  const width = (column: 0 | 1) => Math.min(60, Math.max(...rows.map((row) => row[column].length)));
  for (const [name, value, who] of rows)
    process.stdout.write(`  ${name.padEnd(width(0))}  ${value.padEnd(width(1))}  ${who}\n`);
  return exitCodes.succeeded;
}

const whoSays = ({ from, by }: ToldSetting) => (by === '' ? from : from === 'environment' ? `environment ${by}` : by);
