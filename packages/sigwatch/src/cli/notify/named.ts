import type { ComponentConfig } from '@sigwatch/core';
import { UsageError } from '../problem.js';

/** What notifiers are called on the command line, by their classes. */
const aliases: Readonly<Record<string, string>> = {
  slack: 'SlackWebhookNotifier',
  'slack-bot': 'SlackBotNotifier',
  sns: 'SnsNotifier',
  email: 'EmailNotifier',
  webhook: 'WebhookNotifier',
  pagerduty: 'PagerDutyNotifier',
  command: 'CommandNotifier',
};

/** What has to stand in sigwatch.yaml, where one is asked for that nobody has named. */
const examples: Readonly<Record<string, string>> = {
  SlackWebhookNotifier: 'url_env: SLACK_WEBHOOK_URL',
  SlackBotNotifier: 'token_env: SLACK_BOT_TOKEN, channel: C0123456789',
  SnsNotifier: 'topic_arn_env: SNS_TOPIC_ARN',
  EmailNotifier: 'url_env: SMTP_URL, from: sigwatch@example.com, to: [you@example.com]',
  WebhookNotifier: 'url: "https://example.com/hook", secret_env: WEBHOOK_SECRET',
  PagerDutyNotifier: 'routing_key_env: PAGERDUTY_ROUTING_KEY',
  CommandNotifier: 'command: [notify-send, "{title}"]',
};

/** What a notifier is called: by its own name, else by that of its class. */
export function calledOf({ name, class_name }: ComponentConfig): string {
  if (typeof name === 'string') return name;
  return Object.entries(aliases).find(([, one]) => one === class_name)?.[0] ?? class_name;
}

/** Those that are meant by a name: of one of them, of a class, or the class itself. Throws where there is none. */
export function named(name: string, notifiers: readonly ComponentConfig[]): readonly ComponentConfig[] {
  const own = notifiers.filter((one) => one.name === name);
  if (own.length > 0) return own;
  const wanted = aliases[name.toLowerCase()] ?? name;
  const ofClass = notifiers.filter(({ class_name }) => class_name === wanted);
  if (ofClass.length > 0) return ofClass;
  const example = examples[wanted];
  const variable = wanted === 'SlackWebhookNotifier' ? ' (or set SLACK_WEBHOOK_URL)' : '';
  const remedy =
    example === undefined ? known(notifiers) : `add to sigwatch.yaml${variable}:\n${yamlOf(wanted, example)}`;
  throw new UsageError(`there is no notifier ${name}: ${remedy}`);
}

const yamlOf = (class_name: string, settings: string) => `notifiers:\n  - { class_name: ${class_name}, ${settings} }`;

export function known(notifiers: readonly ComponentConfig[]): string {
  const names = [...new Set(notifiers.map(calledOf))];
  return names.length === 0
    ? 'sigwatch.yaml names none under `notifiers:`, and neither SLACK_WEBHOOK_URL nor SNS_TOPIC_ARN is set'
    : `name one of ${names.join(', ')}`;
}
