import { packFaults } from '../pack-faults.js';
import type { LoadedRules } from '../rules.js';
import { rulesOf as rulesOfSettings } from '../settings/rules-of.js';
import { say } from './say.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** Rules and policy as the settings name them. */
export function rulesOf(options: Options): LoadedRules {
  return rulesOfSettings(settingsOf(options));
}

/** The same, for a verb that is done with them at once. What is wrong with their packs is told. */
export function rulesTold(options: Options): LoadedRules {
  const loaded = rulesOf(options);
  for (const fault of packFaults(loaded)) say(fault);
  return loaded;
}

/** `--timeout 90s`: ms. */
export function timeoutOf(options: Options): { timeout?: number } {
  const { timeout } = settingsOf(options);
  return timeout === undefined ? {} : { timeout: timeout.value };
}
