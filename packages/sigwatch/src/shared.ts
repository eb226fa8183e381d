import { AlertQueues, type ComponentConfig } from '@sigwatch/core';
import { Common } from './common.js';
import { type CompiledRules, keptRules } from './kept-rules.js';
import { LOCAL, type Platform, type PlatformUse, platformOf } from './platform.js';
import type { RuleNames } from './rules.js';
import type { MonitoringFlags } from './settings/monitoring.js';

/** Who is told because it was typed: it lives in this process alone. */
export type TypedTold = Pick<MonitoringFlags, 'slackWebhook' | 'snsTopic'>;

/** What the runs of one process have in common, so that two hundred of them cost little more than one. */
export interface Shared {
  readonly stateDirectory: string;
  readonly typed: TypedTold;
  readonly common: Common;
  /** What notifiers are told, so that news of many runs can be told as one. */
  readonly alerts: AlertQueues;
  /** Runs of one cluster share its looks at the platform. */
  platform(config: ComponentConfig | undefined, use: PlatformUse): Platform;
  /** Runs with the same rules share what these compile to. */
  rules(names: RuleNames): CompiledRules;
}

/** `common`: what runs that keep their state elsewhere share with these. */
export function createShared(stateDirectory: string, typed: TypedTold = {}, common: Common = new Common()): Shared {
  const context = {
    stateDirectory,
    common,
    shared: <T>(key: string, make: () => T) => common.made(JSON.stringify([stateDirectory, key]), make),
  };
  return {
    ...{ stateDirectory, typed, common, alerts: new AlertQueues() },
    platform: (config = LOCAL, use) => platformOf(config, use, context),
    rules: (names) => keptRules(common).load(names),
  };
}
