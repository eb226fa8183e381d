import {
  type CommandNotifier,
  type Component,
  type ConfigProblem,
  checkTemplate,
  componentSchemas,
  defineComponent,
  duration,
  type EmailNotifier,
  type PagerDutyNotifier,
  type Sent,
  type Settings,
  type SlackBotNotifier,
  type SlackWebhookNotifier,
  type SnsNotifier,
  type WebhookNotifier,
} from '@sigwatch/core';
import { NAMES, runNotifyCommand } from './command/command.js';
import { sendMail } from './email/email.js';
import { guarded, type Sending } from './guarded.js';
import { sendToPagerDuty } from './pagerduty/pagerduty.js';
import { checkSecret, type Environment } from './secrets/secret.js';
import { sendBySlackBot } from './slack/bot.js';
import { sendToSlackWebhook } from './slack/webhook.js';
import { publishToSns } from './sns/sns.js';
import { postToWebhook } from './webhook/webhook.js';

/** A notifier, with the type of its settings and the names of those that may be given by a variable or a file. */
interface Kind<Config, Keys extends string> {
  readonly class_name: keyof typeof componentSchemas;
  readonly summary: string;
  readonly keys: readonly Keys[];
  /** Those of them that are no secrets. */
  readonly open?: readonly Keys[];
  check(config: Settings): readonly ConfigProblem[];
  send(config: Config, sending: Sending<Keys>): Promise<Sent>;
  /** ms; that of a service that is well by default. */
  readonly limit?: number;
}

const USUAL = 30_000;
const OF_COMMANDS = 60_000;

/** All notifiers. Variables that settings name (`KEY_env`) are looked up in `env`, that of this process by default. */
export function notifyComponents(env: Environment = () => process.env): readonly Component<'notifier'>[] {
  const component = <Config, Keys extends string>(kind: Kind<Config, Keys>) => {
    const { class_name, summary, keys, open = [], check, limit = USUAL } = kind;
    return defineComponent({
      kind: 'notifier',
      class_name,
      summary,
      config: componentSchemas[class_name],
      secrets: keys.filter((key) => !open.includes(key)),
      check,
      create: (config, deps) =>
        guarded({ keys, open, config, limit, send: (sending) => kind.send(config as Config, sending) }, deps, env),
    });
  };
  return [
    component<SlackWebhookNotifier, 'url'>({
      class_name: 'SlackWebhookNotifier',
      summary: 'Posts to a Slack channel by an incoming webhook.',
      keys: ['url'],
      check: (config) => checkSecret(config, 'url'),
      send: (_, sending) => sendToSlackWebhook(sending),
    }),
    component<SlackBotNotifier, 'token'>({
      class_name: 'SlackBotNotifier',
      summary: 'Posts to a Slack channel as a bot: one thread for each run.',
      keys: ['token'],
      check: (config) => checkSecret(config, 'token'),
      send: sendBySlackBot,
    }),
    component<SnsNotifier, 'topic_arn'>({
      class_name: 'SnsNotifier',
      summary: 'Publishes to a topic of AWS SNS.',
      keys: ['topic_arn'],
      open: ['topic_arn'],
      check: (config) => checkSecret(config, 'topic_arn'),
      send: publishToSns,
    }),
    component<EmailNotifier, 'url' | 'password'>({
      class_name: 'EmailNotifier',
      summary: 'Sends mail by SMTP.',
      keys: ['url', 'password'],
      check: checkMail,
      send: sendMail,
    }),
    component<WebhookNotifier, 'url' | 'secret' | 'token'>({
      class_name: 'WebhookNotifier',
      summary: 'Posts signed JSON to any address, in an envelope of CloudEvents.',
      keys: ['url', 'secret', 'token'],
      check: (config) => [
        ...checkSecret(config, 'url'),
        ...checkSecret(config, 'secret', false),
        ...checkSecret(config, 'token', false),
        ...checkHeaders(config),
      ],
      send: postToWebhook,
    }),
    component<PagerDutyNotifier, 'routing_key'>({
      class_name: 'PagerDutyNotifier',
      summary: 'Opens and resolves alerts of PagerDuty, one for each problem of a run.',
      keys: ['routing_key'],
      check: (config) => checkSecret(config, 'routing_key'),
      // Many runs that are over at once are an event each.
      limit: 60_000,
      send: sendToPagerDuty,
    }),
    component<CommandNotifier, never>({
      class_name: 'CommandNotifier',
      summary: 'Runs a command for each notice, without a shell; the notice is its standard input.',
      keys: [],
      check: checkCommand,
      limit: OF_COMMANDS,
      send: (config, sending) => runNotifyCommand(config, spanOf(config.timeout) ?? OF_COMMANDS, sending),
    }),
  ];
}

const spanOf = (span: string | number | undefined) => (span === undefined ? undefined : duration(span)) || undefined;

function checkMail(config: Settings): readonly ConfigProblem[] {
  const byUrl = ['url', 'url_env', 'url_file'].some((key) => config[key] !== undefined);
  const server = byUrl === (config.host !== undefined);
  const message = 'one server is needed: give `host`, or `url_env: NAME` (or url_file, url) with all of it';
  return [
    ...(server ? [{ path: [], message }] : []),
    ...checkSecret(config, 'url', false),
    ...checkSecret(config, 'password', config.user !== undefined),
  ];
}

function checkCommand(config: Settings): readonly ConfigProblem[] {
  const { command } = config as unknown as CommandNotifier;
  return command.flatMap((argument, index) =>
    checkTemplate(argument, NAMES).map((problem) => ({ ...problem, path: ['command', index] })),
  );
}

/** What is secret is looked up at each sending, and is never journaled; headers are neither. */
function checkHeaders(config: Settings): readonly ConfigProblem[] {
  const { headers = {} } = config as unknown as WebhookNotifier;
  return Object.keys(headers)
    .filter((name) => /^(?:proxy-)?authorization$|cookie|token|secret|api-?key/i.test(name))
    .map((name) => ({
      path: ['headers', name],
      message: `${name} looks like a secret: give it by token_env: NAME, and with token_header: ${name} where it is no bearer token`,
    }));
}
