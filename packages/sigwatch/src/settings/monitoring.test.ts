import { loadRunFile } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { settingsTable, valueText } from '../doctor/settings-table.js';
import { parseDotEnv } from './dot-env.js';
import { componentsOf } from './rules-of.js';
import { type Flags, resolveSettings, type Setting, type Settings } from './settings.js';
import { variablesOf } from './variables.js';

const FILE = `heartbeat:
  { bucket: of-file, prefix: p, region: of-file, endpoint: "http://of.file", interval: 30s, stale: { default: 8m, eval: 1h } }
`;
const ENV = {
  MONITORING_BUCKET: 'of-env',
  MONITORING_PREFIX: '/of/env/',
  MONITORING_REGION: 'of-env',
  SIGWATCH_S3_ENDPOINT: 'http://of.env',
  STALE_MINUTES: '4',
  SLACK_WEBHOOK_URL: 'https://of.env',
  SNS_TOPIC_ARN: 'arn:of-env',
};
const DOT_ENV = Object.entries(ENV)
  .map(([name, value]) => `${name}=${value.replace('env', 'dot').replace('4', '6')}\n`)
  .join('');
const FLAGS: Flags = {
  bucket: 'of-flag',
  region: 'of-flag',
  staleMinutes: '2.5',
  interval: '15s',
  slackWebhook: 'https://of.flag',
  snsTopic: 'arn:of-flag',
};

interface Said {
  readonly flags?: Flags;
  readonly env?: Record<string, string>;
  readonly dot?: string;
  readonly text?: string;
}

function given({ flags = {}, env = {}, dot, text }: Said) {
  const file = text === undefined ? undefined : loadRunFile('/w/sigwatch.yaml', { cwd: '/w', packs: [], env }, text);
  const dotEnv = dot === undefined ? undefined : parseDotEnv(dot);
  const settings = resolveSettings({ flags, env, dotEnv, file, cwd: '/w' });
  return { settings, file, variables: variablesOf({ env, dotEnv, settings }) };
}

const told = (one: Setting<unknown> | undefined) => one && `${one.from} ${one.by}: ${JSON.stringify(one.value)}`;

describe('flag, environment, .env, file, default', () => {
  const levels: Said[] = [
    { flags: FLAGS, env: ENV, dot: DOT_ENV, text: FILE },
    { env: ENV, dot: DOT_ENV, text: FILE },
    { dot: DOT_ENV, text: FILE },
    { text: FILE },
    {},
  ];
  it.each<[keyof Settings, (string | undefined)[]]>([
    [
      'monitoring_bucket',
      [
        'flag --bucket: "of-flag"',
        'environment MONITORING_BUCKET: "of-env"',
        'dot_env .env:1: "of-dot"',
        'file sigwatch.yaml:1: "of-file"',
        undefined,
      ],
    ],
    [
      'monitoring_prefix',
      [
        'environment MONITORING_PREFIX: "of/env"',
        'environment MONITORING_PREFIX: "of/env"',
        'dot_env .env:2: "of/dot"',
        'file sigwatch.yaml:1: "p"',
        'default : "training-runs"',
      ],
    ],
    [
      'monitoring_region',
      [
        'flag --region: "of-flag"',
        'environment MONITORING_REGION: "of-env"',
        'dot_env .env:3: "of-dot"',
        'file sigwatch.yaml:1: "of-file"',
        'default : "us-east-1"',
      ],
    ],
    [
      's3_endpoint',
      [
        'environment SIGWATCH_S3_ENDPOINT: "http://of.env"',
        'environment SIGWATCH_S3_ENDPOINT: "http://of.env"',
        'dot_env .env:4: "http://of.dot"',
        'file sigwatch.yaml:1: "http://of.file"',
        undefined,
      ],
    ],
    [
      'stale',
      [
        'flag --stale-minutes: {"default":150000}',
        'environment STALE_MINUTES: {"default":240000}',
        'dot_env .env:5: {"default":360000}',
        'file sigwatch.yaml:1: {"default":480000,"eval":3600000}',
        'default : {"default":600000}',
      ],
    ],
    [
      'interval',
      [
        'flag --interval: 15000',
        'file sigwatch.yaml:1: 30000',
        'file sigwatch.yaml:1: 30000',
        'file sigwatch.yaml:1: 30000',
        'default : 60000',
      ],
    ],
    [
      'slack_webhook',
      [
        'flag --slack-webhook: "https://of.flag"',
        'environment SLACK_WEBHOOK_URL: "https://of.env"',
        'dot_env .env:6: "https://of.dot"',
        undefined,
        undefined,
      ],
    ],
    [
      'sns_topic',
      [
        'flag --sns-topic: "arn:of-flag"',
        'environment SNS_TOPIC_ARN: "arn:of-env"',
        'dot_env .env:7: "arn:of-dot"',
        undefined,
        undefined,
      ],
    ],
  ])('of %s', (key, wanted) => {
    expect(levels.map((level) => told(given(level).settings[key] as Setting<unknown> | undefined))).toEqual(wanted);
  });
});

describe('values', () => {
  it('the usual interval is shorter where heartbeats are stale sooner', () => {
    expect(given({ env: { STALE_MINUTES: '1' } }).settings.interval.value).toBe(30_000);
  });

  it('where only a phase is named, the others keep the usual time', () => {
    const { stale } = given({ text: 'heartbeat: { stale: { setup: 30m } }\n' }).settings;
    expect(stale.value).toEqual({ default: 600_000, setup: 1_800_000 });
  });

  it.each<[Said, string]>([
    [{ env: { STALE_MINUTES: 'ten' } }, 'STALE_MINUTES ten: give minutes'],
    [{ flags: { staleMinutes: '0' } }, '--stale-minutes 0: give minutes'],
    [{ dot: 'STALE_MINUTES=-1' }, '.env:1 -1: give minutes'],
    [{ flags: { interval: 'often' } }, '--interval often: give seconds'],
  ])('what is no time is refused: %j', (said, words) => {
    expect(() => given(said).settings).toThrow(words);
  });
});

describe('a webhook', () => {
  const secrets = [FLAGS.slackWebhook, ENV.SLACK_WEBHOOK_URL, 'https://of.dot'] as string[];

  it.each<[Said, string]>([
    [{ flags: FLAGS, env: ENV, dot: DOT_ENV }, 'https://of.flag'],
    [{ env: ENV, dot: DOT_ENV }, 'https://of.env'],
    [{ dot: DOT_ENV }, 'https://of.dot'],
  ])('is a notifier that names a variable, and the strongest voice is what is found there (%#)', (said, wanted) => {
    const { settings, variables } = given(said);
    const { notifiers } = componentsOf(settings);
    expect(notifiers?.[0]).toEqual({ class_name: 'SlackWebhookNotifier', url_env: 'SLACK_WEBHOOK_URL' });
    expect(variables.SLACK_WEBHOOK_URL).toBe(wanted);
    for (const secret of secrets) expect(JSON.stringify(notifiers)).not.toContain(secret);
  });

  it.each<[Said, string]>([
    [{ flags: { slackWebhook: 'T0/B0/SECRET' } }, '--slack-webhook is no address'],
    [{ env: { SLACK_WEBHOOK_URL: 'ftp://SECRET' } }, 'SLACK_WEBHOOK_URL is no address'],
  ])('that is no address is refused, and not shown: %j', (said, words) => {
    expect(() => given(said)).toThrow(words);
    expect(() => given(said)).not.toThrow('SECRET');
  });

  it('is not told twice where the file names it already', () => {
    const text =
      'notifiers: [ { class_name: SlackWebhookNotifier, url_env: SLACK_WEBHOOK_URL, on: { transition: [failed] } } ]\n';
    const { notifiers } = componentsOf(given({ env: { SLACK_WEBHOOK_URL: 'https://x' }, text }).settings);
    expect(notifiers).toHaveLength(1);
  });

  it('is never shown', () => {
    for (const said of [{ flags: FLAGS }, { env: ENV }, { dot: DOT_ENV }]) {
      const { settings, file } = given(said);
      const table = settingsTable(settings, file, '/state');
      expect(JSON.stringify(table)).not.toMatch(/https:\/\/of\./);
      expect(table.filter(({ setting }) => setting === 'slack_webhook').map(valueText)).toEqual([
        '(set, and not shown)',
      ]);
    }
  });
});
