import { duration, type HeartbeatSettings, type Millis, type StaleTimes } from '@sigwatch/core';
import type { Setting } from './settings.js';
import type { Found, Voices } from './voices.js';

/** Where heartbeats are, when they are stale, and who is told: what flags, variables and the file say of it. */
export interface MonitoringSettings {
  /** The file's block: `read`, `write`, `give_up` and `force_path_style` are said there alone. */
  readonly heartbeat?: Setting<HeartbeatSettings>;
  readonly monitoring_bucket?: Setting<string>;
  /** Without slashes at its ends. */
  readonly monitoring_prefix: Setting<string>;
  readonly monitoring_region: Setting<string>;
  /** URL of another S3 server. */
  readonly s3_endpoint?: Setting<string>;
  /** ms; one number for all phases where a flag or a variable says it. */
  readonly stale: Setting<StaleTimes & { readonly default: Millis }>;
  /** ms between looks. */
  readonly interval: Setting<Millis>;
  /** The webhook itself, which is a secret. */
  readonly slack_webhook?: Setting<string>;
  /** ARN of the topic. */
  readonly sns_topic?: Setting<string>;
}

export interface MonitoringFlags {
  readonly bucket?: string;
  readonly region?: string;
  readonly staleMinutes?: string;
  readonly interval?: string;
  readonly slackWebhook?: string;
  readonly snsTopic?: string;
}

const MINUTE: Millis = 60_000;
const STALE: Millis = 10 * MINUTE;

export function monitoringSettings(
  flags: MonitoringFlags,
  { flag, variable, inFile }: Voices,
): { [K in keyof MonitoringSettings]: MonitoringSettings[K] | undefined } & Pick<MonitoringSettings, 'stale'> {
  const heartbeat = inFile('heartbeat');
  const ofFile = <K extends keyof HeartbeatSettings>(key: K): Found<NonNullable<HeartbeatSettings[K]>> => {
    const value = heartbeat?.value[key];
    return heartbeat && value !== undefined ? { ...heartbeat, value } : undefined;
  };
  const region = flag('--region', flags.region) ?? variable('MONITORING_REGION') ?? ofFile('region');
  const stale = all(
    minutes(flag('--stale-minutes', flags.staleMinutes) ?? variable('STALE_MINUTES')) ?? ofFile('stale'),
  );
  const interval = milliseconds(flag('--interval', flags.interval)) ?? ofFile('interval');
  const prefix = variable('MONITORING_PREFIX') ?? ofFile('prefix') ?? usual('training-runs');
  return {
    heartbeat,
    monitoring_bucket: flag('--bucket', flags.bucket) ?? variable('MONITORING_BUCKET') ?? ofFile('bucket'),
    monitoring_prefix: { ...prefix, value: prefix.value.replaceAll(/^\/+|\/+$/g, '') },
    monitoring_region: region ?? usual('us-east-1'),
    s3_endpoint: variable('SIGWATCH_S3_ENDPOINT') ?? ofFile('endpoint'),
    stale,
    interval: interval ?? usual(Math.min(MINUTE, shortest(stale.value) / 2)),
    slack_webhook: address(flag('--slack-webhook', flags.slackWebhook) ?? variable('SLACK_WEBHOOK_URL')),
    sns_topic: flag('--sns-topic', flags.snsTopic) ?? variable('SNS_TOPIC_ARN'),
  };
}

/** Of all phases the one that is stale soonest (ms). */
const shortest = (stale: StaleTimes): Millis => Math.min(...Object.values(stale));

const usual = <T>(value: T): Setting<T> => ({ value, from: 'default', by: '' });

const all = (stale: Setting<StaleTimes> | undefined): MonitoringSettings['stale'] =>
  stale === undefined ? usual({ default: STALE }) : { ...stale, value: { default: STALE, ...stale.value } };

function minutes(given: Setting<string> | undefined): Setting<StaleTimes> | undefined {
  if (given === undefined) return undefined;
  const value = given.value.trim() === '' ? Number.NaN : Number(given.value);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`${given.by} ${given.value}: give minutes, such as 10 or 0.5`);
  return { ...given, value: { default: value * MINUTE } };
}

/** What is no address would be found out with the first alert. The value is a secret: nobody is shown it. */
function address(given: Setting<string> | undefined): Setting<string> | undefined {
  if (given === undefined) return undefined;
  const { protocol } = URL.canParse(given.value) ? new URL(given.value) : { protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Error(`${given.by} is no address: give the whole of it, https://hooks.slack.com/services/…`);
  return given;
}

function milliseconds(given: Setting<string> | undefined): Setting<Millis> | undefined {
  if (given === undefined) return undefined;
  const { value: text } = given;
  const value = duration(/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  if (value === undefined || value <= 0)
    throw new Error(`${given.by} ${text}: give seconds, or a duration such as 30s or 5m`);
  return { ...given, value };
}
