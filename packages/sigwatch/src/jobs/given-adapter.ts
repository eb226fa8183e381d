import { ArgumentError, type ComponentConfig, givenAdapter as checked } from '@sigwatch/core';
import { ruleNames } from '../rules.js';
import { HERE, mergedAdapter, PLATFORMS, type PlatformWord, typedAdapter } from '../settings/adapter-config.js';
import type { Settings } from '../settings/settings.js';

/** A platform by its word, or an adapter with its settings. */
export type GivenAdapter = PlatformWord | ComponentConfig;

/** Settings of adapters that may hold a secret, beside those that their components name. */
const SECRET: ReadonlySet<string> = new Set(['headers']);

/**
 * Where a program says that a job runs, with what the file says of the same adapter: `whole`, and `kept`, as far as it may be
 * kept with the run. Throws a ConfigError with the keys that are wrong, an ArgumentError of a word that is no platform.
 */
export function givenAdapter(
  given: GivenAdapter,
  settings: Settings,
  cwd: string,
): { readonly whole: ComponentConfig; readonly kept: ComponentConfig } {
  const typed = typeof given === 'string' ? ofWord(given, settings) : ofValue(given, settings, cwd);
  const file = settings.adapter.from === 'default' ? undefined : settings.adapter.value;
  return {
    whole: mergedAdapter(file, typed) as ComponentConfig,
    kept: withoutSecrets(typed, settings),
  };
}

/** An adapter as far as it may be kept with a run: what is secret of it is told anew by who takes the run up. */
export function withoutSecrets(adapter: ComponentConfig, { registry }: Pick<Settings, 'registry'>): ComponentConfig {
  const secrets = ruleNames(registry).registry.find('adapter', adapter.class_name)?.secrets ?? [];
  const kept = Object.entries(adapter).filter(([key]) => !SECRET.has(key) && !secrets.includes(key));
  return Object.fromEntries(kept) as ComponentConfig;
}

function ofWord(word: string, settings: Settings): ComponentConfig {
  if (Object.hasOwn(PLATFORMS, word)) return typedAdapter(word, settings, {});
  if (Object.hasOwn(HERE, word)) return HERE[word] as ComponentConfig;
  const words = [...Object.keys(PLATFORMS), ...Object.keys(HERE)];
  throw new ArgumentError(
    `there is no platform ${word}; give one of ${words.join(', ')}, or an adapter with its class_name`,
  );
}

const ofValue = (adapter: ComponentConfig, { registry }: Settings, cwd: string): ComponentConfig =>
  checked(adapter, ruleNames(registry).registry, cwd);
