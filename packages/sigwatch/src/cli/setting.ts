import type { LoadedRules } from '../rules.js';
import { rulesOf as rulesOfSettings } from '../settings/rules-of.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** Rules and policy as the settings name them. */
export function rulesOf(options: Options): LoadedRules {
  return rulesOfSettings(settingsOf(options));
}

/** `--timeout 90s`: ms. */
export function timeoutOf(options: Options): { timeout?: number } {
  const { timeout } = settingsOf(options);
  return timeout === undefined ? {} : { timeout: timeout.value };
}
