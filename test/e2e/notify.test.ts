import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startCli } from '../support/cli.js';
import { HttpReceiver } from '../support/receivers/http-receiver.js';
import { pagerDuty } from '../support/receivers/pagerduty.js';
import { slackWebhook } from '../support/receivers/slack-webhook.js';
import { SmtpReceiver } from '../support/receivers/smtp.js';
import { webhook } from '../support/receivers/webhook.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-notify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
const SECRET = `whsec_${Buffer.from('SECRET-of-the-webhook-receiver').toString('base64')}`;
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';

const cli = (args: readonly string[], env: Record<string, string> = {}, cwd = folder) =>
  startCli(args, { SLACK_WEBHOOK_URL: '', SNS_TOPIC_ARN: '', ...env }, cwd).done;

function workshop(name: string, yaml: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, yaml);
  return path;
}

describe('sigwatch notify test', () => {
  it('sends a sample to the webhook of the environment, and says what came back', async () => {
    await using slack = await slackWebhook();
    const { code, out, err } = await cli(['notify', 'test', 'slack'], { SLACK_WEBHOOK_URL: slack.url });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^✓ slack \(SlackWebhookNotifier\), \d+ ms: Slack answered 200: ok\n$/);
    expect(JSON.stringify(slack.messages)).toContain('[TEST]');
    slack.receiver.next({ status: 403, body: 'invalid_token' });
    const refused = await cli(['notify', 'test', 'slack'], { SLACK_WEBHOOK_URL: slack.url });
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/Slack answered 403: invalid_token: make a new .+\n {2}A run would not try again/);
    expect(out + refused.out + refused.err).not.toContain('SECRETsecret');
  });

  it('finds it in .env too', async () => {
    await using slack = await slackWebhook();
    const cwd = join(folder, 'with-env');
    mkdirSync(cwd);
    writeFileSync(join(cwd, '.env'), `SLACK_WEBHOOK_URL=${slack.url}\n`);
    expect((await cli(['notify', 'test', 'slack'], {}, cwd)).code).toBe(0);
    expect(slack.messages).toHaveLength(1);
  });

  it('tries all of a sigwatch.yaml, or one by its name', async () => {
    await using hook = await webhook({ secret: SECRET });
    await using duty = await pagerDuty(KEY);
    await using smtp = await SmtpReceiver.start({ tls: 'none' });
    await using aws = await HttpReceiver.start(() => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: PUBLISHED,
    }));
    const file = workshop(
      'all',
      `notifiers:
  - { class_name: WebhookNotifier, name: ours, url_env: HOOK, secret_env: KEY_OF_HOOK }
  - { class_name: PagerDutyNotifier, url: ${duty.url}, routing_key_env: DUTY }
  - { class_name: EmailNotifier, host: 127.0.0.1, port: ${smtp.port}, from: a@example.com, to: [b@example.com] }
  - { class_name: SnsNotifier, topic_arn: "arn:aws:sns:eu-west-1:1:a", endpoint: ${aws.url} }
  - { class_name: CommandNotifier, command: [node, -e, "process.exit(4)"] }
`,
    );
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'SECRET-of-aws' };
    const env = { HOOK: hook.url, KEY_OF_HOOK: SECRET, DUTY: KEY, ...keys };
    const all = await cli(['notify', 'test', '--all', '--config', file, '--format', 'jsonl'], env);
    const tried = all.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(all.code).toBe(1);
    expect(tried.map(({ name, ok }) => [name, ok])).toEqual([
      ['ours', true],
      ['pagerduty', true],
      ['email', true],
      ['sns', true],
      ['command', false],
    ]);
    expect(tried[4].detail).toContain('exit code 4');
    expect(smtp.mails[0]?.headers.get('subject')).toContain('[TEST]');
    expect(aws.taken).toHaveLength(1);
    expect(duty.events.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
    expect([...duty.open]).toEqual([]);
    expect((await cli(['notify', 'test', 'ours', '--config', file], env)).code).toBe(0);
    expect(hook.events).toHaveLength(2);
    const listed = await cli(['notify', 'list', '--config', file], env);
    expect(listed.out).toContain(
      'ours (WebhookNotifier): url from the variable HOOK, secret from the variable KEY_OF_HOOK',
    );
    expect(all.out + listed.out).not.toContain(KEY);
  });

  it('says what to write where nobody is named', async () => {
    const unknown = await cli(['notify', 'test', 'pagerduty']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('class_name: PagerDutyNotifier, routing_key_env: PAGERDUTY_ROUTING_KEY');
    expect((await cli(['notify', 'test'])).code).toBe(2);
    expect((await cli(['notify', 'list'])).out).toContain('Nobody is told');
  });
});

it('a replay tells nobody', async () => {
  await using slack = await slackWebhook();
  const all = '[started, degraded, stalled, timed_out, failed, restarted, gave_up, recovered, succeeded, cancelled]';
  const file = workshop(
    'replayed',
    `monitor: default\nnotifiers: [ { class_name: SlackWebhookNotifier, url_env: SLACK_WEBHOOK_URL, on: { transition: ${all} } } ]\n`,
  );
  const log = join(folder, 'replayed.log');
  writeFileSync(log, 'step 1\nRuntimeError: CUDA out of memory\n');
  const args = ['replay', '--format', 'jsonl', '--config', file, log];
  const { out, err } = await cli(args, { SLACK_WEBHOOK_URL: slack.url });
  expect(out, err).toContain('"event_type":"incident_closed"');
  expect(slack.receiver.received).toEqual([]);
});

describe('sigwatch notify retry', () => {
  it('sends again what was given up, in order; sigwatch status shows it until then', async () => {
    await using slack = await slackWebhook();
    slack.receiver.always({ status: 403, body: 'invalid_token' });
    const cwd = join(folder, 'given-up');
    mkdirSync(cwd);
    const file = workshop(
      'given-up',
      `name: lost
monitor: default
job: { command: [node, -e, "console.error('RuntimeError: CUDA out of memory'); process.exit(1)"] }
alerts: { group_wait: 1ms }
notifiers:
  - { class_name: SlackWebhookNotifier, url_env: SLACK_WEBHOOK_URL, on: { transition: [started, failed] } }
`,
    );
    const asks = (...args: string[]) =>
      cli([...args, '--state-dir', join(cwd, 'state')], { SLACK_WEBHOOK_URL: slack.url }, cwd);
    const status = async () => JSON.parse((await asks('status', 'lost', '--format', 'jsonl')).out);
    const titles = () => slack.messages.map(({ text }) => String(text).split('\n')[0]);

    const run = await asks('run', '--run-id', 'lost', '--config', file, '--format', 'jsonl');
    expect(run.code, run.err).toBe(1);
    const given_up = await status();
    expect(given_up).toMatchObject({
      dead_letters: 2,
      alerts: [{ notifier: 'SlackWebhookNotifier', undelivered: 0, dead_letters: 2 }],
    });
    expect(given_up.undelivered).toBeUndefined();
    expect(given_up.alerts[0].last_error).toContain('Slack answered 403: invalid_token');
    const shown = await asks('status', 'lost');
    expect(shown.out).toContain('2 given up');
    expect(shown.out).toContain('sigwatch notify retry lost sends again what was given up.');

    const refused = await asks('notify', 'retry', 'lost');
    expect([refused.code, refused.out]).toEqual([1, 'lost: 2 not delivered.\n']);
    expect(slack.messages).toEqual([]);
    slack.receiver.heal();
    const retried = await asks('notify', 'retry');
    expect([retried.code, retried.out, retried.err]).toEqual([0, 'lost: delivered.\n', '']);
    expect(titles()).toHaveLength(2);
    expect(titles()[0]).toContain('started');
    expect(titles()[1]).toContain('failed');
    const after = await status();
    expect([after.dead_letters, after.alerts]).toEqual([undefined, undefined]);
    const again = await asks('notify', 'retry');
    expect([again.code, again.out]).toEqual([0, 'All that people were to be told is delivered.\n']);
    expect(slack.messages).toHaveLength(2);
  });
});

it('retry finds the runs where sigwatch.yaml keeps them', async () => {
  await using slack = await slackWebhook();
  slack.receiver.always({ status: 403, body: 'invalid_token' });
  const cwd = join(folder, 'kept-by-file');
  mkdirSync(cwd);
  writeFileSync(
    join(cwd, 'sigwatch.yaml'),
    `state_dir: ./kept
job: { command: [node, -e, "process.exit(1)"] }
notifiers: [ { class_name: SlackWebhookNotifier, url_env: SLACK_WEBHOOK_URL } ]
`,
  );
  const asks = (...args: string[]) => cli(args, { SLACK_WEBHOOK_URL: slack.url, SIGWATCH_STATE_DIR: '' }, cwd);
  expect((await asks('run', '--run-id', 'kept')).code).toBe(1);
  slack.receiver.heal();
  const retried = await asks('notify', 'retry');
  expect([retried.code, retried.out]).toEqual([0, 'kept: delivered.\n']);
  expect(retried.err).toContain('settings from sigwatch.yaml');
  expect(slack.messages).toHaveLength(1);
});

describe('--slack-webhook and --sns-topic', () => {
  it('tell of a run that is started; the webhook is warned of, and kept nowhere', async () => {
    await using slack = await slackWebhook();
    const state = join(folder, 'typed');
    const fails = ['node', '-e', "console.error('RuntimeError: CUDA out of memory'); process.exit(1)"];
    const args = ['run', '--run-id', 'typed', '--no-config', '--state-dir', state, '--slack-webhook', slack.url];
    const env = { SIGWATCH_LOG_LEVEL: 'trace', SIGWATCH_LOG_FILE: join(folder, 'typed.log') };
    const run = await cli([...args, '--', ...fails], env);
    expect(run.code).toBe(1);
    expect(run.err).toContain('--slack-webhook shows in the list of processes');
    expect(slack.messages).toHaveLength(1);
    const [{ text } = {}] = slack.messages;
    expect(text).toContain('node: failed');
    expect(run.out).toMatch(/alert +“node: failed.*” sent by SlackWebhookNotifier: Slack answered 200: ok/);
    const kept = [env.SIGWATCH_LOG_FILE, ...below(state)].filter((path) =>
      readFileSync(path, 'latin1').includes('SECRETsecret'),
    );
    expect(kept).toEqual([]);
    expect(run.out + run.err).not.toContain('SECRETsecret');
  });

  it('are known to each verb that follows a run, and refused where another process would tell', async () => {
    for (const verb of ['run', 'submit', 'attach', 'watch']) {
      const { out } = await cli([verb, '--help']);
      expect(out).toContain('--slack-webhook <url>');
      expect(out).toContain('--sns-topic <arn>');
    }
    const given = ['submit', 'exec', '--detach', '--state-dir', join(folder, 'detached'), '--no-config'];
    const refused = await cli([...given, '--slack-webhook', 'https://127.0.0.1/SECRETsecret', '--', 'true']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('which does not see --slack-webhook: write SLACK_WEBHOOK_URL=… into .env');
    expect(refused.err).not.toContain('SECRETsecret');
    const topic = await cli([...given, '--sns-topic', 'arn:aws:sns:eu-west-1:1:a', '--', 'true']);
    expect([topic.code, topic.err.includes('does not see --sns-topic')]).toEqual([2, true]);
  });
});

describe('a literal secret in sigwatch.yaml', () => {
  it('is in no file of the state directory, in no output and in no log', async () => {
    await using slack = await slackWebhook();
    slack.receiver.next({ status: 404, body: `no_service at ${slack.url}` });
    const state = join(folder, 'state');
    const token = 'literal-token-0123456789';
    const file = workshop(
      'secret',
      `name: leaky
monitor: default
job: { command: [node, -e, "console.error('RuntimeError: CUDA out of memory'); process.exit(1)"] }
notifiers:
  - { class_name: SlackWebhookNotifier, url: "${slack.url}" }
  - { class_name: WebhookNotifier, url: "${slack.receiver.url}/other?key=${token}", token: ${token} }
`,
    );
    const env = { SIGWATCH_LOG_LEVEL: 'trace', SIGWATCH_LOG_FILE: join(folder, 'sigwatch.log') };
    const run = await cli(
      ['run', '--run-id', 'leaky', '--config', file, '--state-dir', state, '--format', 'jsonl'],
      env,
    );
    expect(run.code).toBe(1);
    expect(slack.receiver.received.length).toBeGreaterThan(1);
    const asked = await Promise.all([
      cli(['status', 'leaky', '--state-dir', state, '--config', file]),
      cli(['history', 'leaky', '--state-dir', state, '--config', file]),
      cli(['doctor', '--config', file, '--state-dir', state]),
      cli(['rules', 'lint', file]),
      cli(['notify', 'list', '--config', file]),
      cli(['notify', 'test', '--all', '--config', file]),
    ]);
    const files = [join(folder, 'sigwatch.log'), ...below(state)];
    expect(files.length).toBeGreaterThan(3);
    const told = new Map([
      ...files.map((path) => [path, readFileSync(path, 'latin1')] as const),
      ...[run, ...asked].map(({ out, err }, i) => [`output ${i}`, out + err] as const),
    ]);
    for (const secret of ['SECRETsecret', token])
      expect([...told].filter(([, text]) => text.includes(secret)).map(([name]) => name)).toEqual([]);
    expect(asked[3]?.out).toContain('`url_env`');
  });
});

const below = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
