import type {
  ComponentConfig,
  CopiesSettings,
  DeadlineBlock,
  GpuWish,
  HealthSettings,
  RecordsSettings,
} from '@sigwatch/core';
import { type LoadedRules, loadRules, type RuleNames } from '../rules.js';
import { type HeartbeatPlaces, heartbeatPlaces } from './heartbeat-use.js';
import { policyOf, type Settings } from './settings.js';
import { SLACK_VARIABLE } from './variables.js';

/** What a sigwatch.yaml brings beside its settings: packs, the registry of components, and those that it names itself. */
export interface NamedComponents extends Pick<RuleNames, 'sources' | 'notifiers' | 'alerts' | 'registry' | 'packs'> {
  /** What runs the job; a process of this machine otherwise. */
  readonly adapter?: ComponentConfig | undefined;
  /** Copies of its checkpoints in another place. */
  readonly copies?: CopiesSettings | undefined;
  /** How its job is brought to save before its end. */
  readonly deadline?: DeadlineBlock | undefined;
  /** What is measured beside its log. */
  readonly health?: HealthSettings | undefined;
  /** Where its heartbeats are read and written. */
  readonly heartbeat?: HeartbeatPlaces | undefined;
  /** A folder for records of the run. */
  readonly records?: RecordsSettings | undefined;
  /** The GPUs of its job. */
  readonly cost?: GpuWish | undefined;
  /** A table of prices. */
  readonly prices?: string | undefined;
}

export function componentsOf(settings: Settings): NamedComponents {
  const { adapter, sources, registry, packs, copies, deadline, health, records, cost, prices } = settings;
  return {
    adapter: adapter.value,
    sources: sources?.value,
    notifiers: notifiersOf(settings.notifiers?.value, settings),
    alerts: settings.alerts?.value,
    registry,
    packs: packs?.value,
    copies: copies?.value,
    deadline: deadline?.value,
    health: health?.value,
    heartbeat: heartbeatPlaces(settings),
    records: records?.value,
    cost: cost?.value,
    prices: prices?.value,
  };
}

/** Those of the file, and those that flags and variables ask for beside them, unless the file has them. */
export function notifiersOf(
  ofFile: readonly ComponentConfig[] = [],
  { slack_webhook, sns_topic }: Pick<Settings, 'slack_webhook' | 'sns_topic'>,
): readonly ComponentConfig[] | undefined {
  const added: readonly ComponentConfig[] = [
    ...(slack_webhook === undefined ? [] : [{ class_name: 'SlackWebhookNotifier', url_env: SLACK_VARIABLE }]),
    ...(sns_topic === undefined ? [] : [{ class_name: 'SnsNotifier', topic_arn: sns_topic.value }]),
  ];
  const isThere = ({ class_name, on: _, ...own }: ComponentConfig) =>
    ofFile.some(
      (one) => one.class_name === class_name && Object.entries(own).every(([key, value]) => one[key] === value),
    );
  const all = [...ofFile, ...added.filter((one) => !isThere(one))];
  return all.length === 0 ? undefined : all;
}

/** Rules, policy and components as the settings name them. */
export const rulesOf = (settings: Settings): LoadedRules => loadRules(namesOf(settings));

/** What the settings name of them. */
export const namesOf = (settings: Settings): RuleNames => ({
  monitor: settings.monitor.value,
  restart: policyOf(settings),
  ...componentsOf(settings),
});
