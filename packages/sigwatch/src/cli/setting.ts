import type { Monitor, PolicySet } from '@sigwatch/core';
import { loadRules } from '../rules.js';
import { policyOf } from '../settings/settings.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** Rules and policy as the settings name them. */
export function rulesOf(options: Options): { monitor: Monitor; policy?: PolicySet } {
  const settings = settingsOf(options);
  return loadRules({ monitor: settings.monitor.value, restart: policyOf(settings) });
}

/** `--timeout 90s`: ms. */
export function timeoutOf(options: Options): { timeout?: number } {
  const { timeout } = settingsOf(options);
  return timeout === undefined ? {} : { timeout: timeout.value };
}
