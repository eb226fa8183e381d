import { AlertQueues, type ComponentConfig, compileRules, type Matcher, Wakes } from '@sigwatch/core';
import { LOCAL, type Platform, type PlatformUse, platformOf } from './platform.js';
import { type LoadedRules, loadRules, type RuleNames } from './rules.js';
import type { MonitoringFlags } from './settings/monitoring.js';

/** What the runs of one process have in common, so that two hundred of them cost little more than one. */
/** Who is told because it was typed: it lives in this process alone. */
export type TypedTold = Pick<MonitoringFlags, 'slackWebhook' | 'snsTopic'>;

export interface Shared {
  readonly stateDirectory: string;
  readonly typed: TypedTold;
  readonly wakes: Wakes;
  /** What notifiers are told, so that news of many runs can be told as one. */
  readonly alerts: AlertQueues;
  /** Runs of one cluster share its looks at the platform. */
  platform(config: ComponentConfig | undefined, use: PlatformUse): Platform;
  /** Runs with the same rules share what these compile to. */
  rules(names: RuleNames): LoadedRules & { readonly matcher: Matcher };
}

export function createShared(stateDirectory: string, typed: TypedTold = {}): Shared {
  const wakes = new Wakes();
  const made = new Map<string, unknown>();
  const matchers = new Map<string, Matcher>();
  const context = {
    stateDirectory,
    wakes,
    shared: <T>(key: string, make: () => T) => once(made as Map<string, T>, key, make),
  };
  return {
    stateDirectory,
    typed,
    wakes,
    alerts: new AlertQueues(),
    platform: (config = LOCAL, use) => platformOf(config, use, context),
    rules(names) {
      const loaded = loadRules(names);
      const { rules } = loaded.monitor;
      return { ...loaded, matcher: once(matchers, JSON.stringify(rules), () => compileRules(rules)) };
    },
  };
}

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}
