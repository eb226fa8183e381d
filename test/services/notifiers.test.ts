import { TryLaterError, UndeliverableError } from '@sigwatch/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pagerDuty } from '../support/receivers/pagerduty.js';
import { slackApi } from '../support/receivers/slack-api.js';
import { slackWebhook } from '../support/receivers/slack-webhook.js';
import { SmtpReceiver } from '../support/receivers/smtp.js';
import { webhook } from '../support/receivers/webhook.js';
import { Moto } from './moto.js';
import { never, notice, notifier } from './notifiers.js';
import { subscribe, topic } from './queue.js';

let moto: Moto;

beforeAll(async () => {
  moto = await Moto.start();
  for (const [name, value] of Object.entries(moto.env)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto?.[Symbol.asyncDispose]();
});

const sns = (topic_arn: string, more: object = {}) =>
  notifier({ class_name: 'SnsNotifier', topic_arn, endpoint: moto.endpoint, format: 'text', ...more });

/** What Slack looks for mentions and links in. */
function markedTexts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { readonly type?: unknown; readonly text?: unknown };
  const own = typeof text === 'string' && type !== 'plain_text' ? [text] : [];
  return [...own, ...Object.values(value).flatMap(markedTexts)];
}

/** A notice, on the way of which everything is too long, or means something elsewhere. */
const huge = notice({
  title: `<!channel> ${'t'.repeat(5_000)}\u0000`,
  name: 'n'.repeat(1_000),
  text: 'x'.repeat(400_000),
  reason: `${'<http://evil.example|click> & *bold* '.repeat(2_000)}\ud800`,
  action_required: '🔥'.repeat(10_000),
  last_line: `\u001b[31m${'l'.repeat(50_000)}`,
  root: { signal: 's'.repeat(300), source: 'd/'.repeat(3_000), line: 1, text: '`'.repeat(20_000) },
  links: Array.from({ length: 60 }, (_, n) => ({
    name: 'L'.repeat(200),
    url: `https://example.org/${n}/${'u'.repeat(3_500)}`,
  })),
});

/** Two hundred runs in one. */
const digest = notice({
  dedup_key: 'digest/1',
  title: '200 runs failed',
  runs: Array.from({ length: 200 }, (_, n) => ({
    run_id: `run-${n}`,
    name: `run-${n}`,
    attempt: 1,
    transition: 'failed',
    reason: `no space is left on the disk of node-${n}`,
    dedup_key: `run-${n}/1/failed`,
  })),
});

it('SNS has attributes by which subscribers filter, and each gets what it asked for', async () => {
  const arn = await topic(moto, 'filtered');
  const everything = await subscribe(moto, arn, 'everything');
  const failures = await subscribe(moto, arn, 'failures', { transition: ['failed', 'gave_up'] });
  const memory = await subscribe(moto, arn, 'memory', { error_type: ['oom'], severity: ['critical'] });
  const others = await subscribe(moto, arn, 'others', { run_id: [{ 'anything-but': ['llama-7b'] }] });
  const { root, ...rest } = notice();
  const told = [
    notice(),
    { ...rest, transition: 'gave_up', title: 'gave up' } as const,
    notice({ transition: 'succeeded', state: 'succeeded', severity: 'warning', title: 'done', run_id: 'other' }),
  ];
  for (const one of told) await sns(arn).send(one, never);
  const subjects = async (queue: typeof everything) => (await queue.drain()).map(({ subject }) => subject);
  const all = await everything.drain();
  expect(all.map(({ subject }) => subject)).toEqual(['llama-7b failed: out of memory', 'gave up', 'done']);
  expect(all[0]).toMatchObject({
    message: told[0]!.text,
    attributes: { transition: 'failed', severity: 'critical', run_id: 'llama-7b', error_type: 'oom', name: 'llama-7b' },
  });
  expect(all[1]!.attributes).not.toHaveProperty('error_type');
  expect(await subjects(failures)).toEqual(['llama-7b failed: out of memory', 'gave up']);
  expect(await subjects(memory)).toEqual(['llama-7b failed: out of memory']);
  expect(await subjects(others)).toEqual(['done']);
  expect(root?.error_type).toBe('oom');
});

it('SNS gets the whole notice as JSON where that is asked for, and says which topic is not there', async () => {
  const arn = await topic(moto, 'json');
  const queue = await subscribe(moto, arn, 'json');
  await sns(arn, { format: 'json' }).send(notice(), never);
  const [got] = await queue.drain();
  expect(JSON.parse(got!.message)).toMatchObject({ dedup_key: 'llama-7b/2/failed', root: { line: 1_234 } });
  const nowhere = sns(`${arn}-not-there`).send(notice(), never);
  await expect(nowhere).rejects.toBeInstanceOf(UndeliverableError);
  await expect(nowhere).rejects.toThrow(/NotFound/);
});

it('SNS refuses who may not publish, without a word of the keys', async () => {
  const arn = await topic(moto, 'forbidden');
  const keys = await moto.user('sns-stranger', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  await moto.checksRights(true);
  try {
    const error = await sns(arn)
      .send(notice(), never)
      .then(
        () => expect.fail('it was taken'),
        (reason: unknown) => reason,
      );
    expect(String(error)).toMatch(/AccessDenied|not authorized/i);
    expect(String(error)).not.toContain(keys.secretAccessKey);
  } finally {
    await moto.checksRights(false);
    for (const [name, value] of Object.entries(moto.env)) vi.stubEnv(name, value);
  }
});

it('mail goes over TLS to who logs in, whose certificate is looked at; what is turned away for now is tried again, and what is for ever is not', async () => {
  const login = { user: 'sigwatch', password: 'SECRET-of-smtp-1' };
  await using smtp = await SmtpReceiver.start({ login });
  const settings = {
    class_name: 'EmailNotifier',
    host: '127.0.0.1',
    port: smtp.port,
    user: login.user,
    password_env: 'SMTP_PASSWORD',
    require_tls: true,
    from: 'sigwatch <sigwatch@example.org>',
    to: ['one@example.org', 'two@example.org'],
  };
  const env = { SMTP_PASSWORD: login.password };
  const mail = notifier({ ...settings, ca: smtp.certificate!.path }, env);
  const untrusting = notifier(settings, env).send(notice(), never);
  await expect(untrusting).rejects.toThrow(/certificate|self.signed/i);
  const stranger = notifier({ ...settings, ca: smtp.certificate!.path }, { SMTP_PASSWORD: 'SECRET-wrong' });
  await expect(stranger.send(notice(), never)).rejects.not.toThrow('SECRET-wrong');
  expect(smtp.mails).toEqual([]);

  smtp.turnAway(451, 'greylisted, come back in a minute');
  const later = await mail.send(notice(), never).catch((error: unknown) => error);
  expect(String(later)).toContain('greylisted');
  expect(later).not.toBeInstanceOf(UndeliverableError);
  smtp.turnAway(554, 'no mail from you, ever');
  await expect(mail.send(notice(), never)).rejects.toBeInstanceOf(UndeliverableError);
  smtp.heal();
  await smtp.refuse();
  await expect(mail.send(notice(), never)).rejects.not.toBeInstanceOf(UndeliverableError);
  await smtp.open();

  // The same twice, as after a cut answer, then the next of the run.
  for (const one of [notice(), notice(), notice({ transition: 'succeeded', dedup_key: 'llama-7b/3/succeeded' })])
    await mail.send(one, never);
  const [first, again, last] = await smtp.hasMails(3);
  expect(first).toMatchObject({ from: 'sigwatch@example.org', to: settings.to, user: login.user, secure: true });
  expect(first!.headers.get('subject')).toBe('[sigwatch] llama-7b failed: out of memory');
  expect(first!.headers.get('auto-submitted')).toBe('auto-generated');
  expect(first!.headers.get('message-id')).toBe(again!.headers.get('message-id'));
  expect(first!.headers.get('message-id')).not.toBe(last!.headers.get('message-id'));
  expect(first!.headers.get('references')).toBe(last!.headers.get('references'));
  for (const type of ['text/plain', 'text/html']) expect(first!.parts.get(type)).toContain('Use a smaller batch.');
  for (const { raw } of smtp.mails) expect(raw).not.toContain('SECRET');
});

it('every receiver takes what is too long and what means something elsewhere, and a digest of 200 runs, within its limits', async () => {
  await using slack = await slackWebhook();
  await using bot = await slackApi();
  await using pager = await pagerDuty();
  await using hook = await webhook({ secret: 'whsec_U0VDUkVULXdlYmhvb2s=' });
  await using smtp = await SmtpReceiver.start({ tls: 'implicit' });
  const arn = await topic(moto, 'limits');
  const queue = await subscribe(moto, arn, 'limits');
  const all = [
    notifier({ class_name: 'SlackWebhookNotifier', url: slack.url }),
    notifier({
      class_name: 'SlackBotNotifier',
      token: 'xoxb-SECRET-bot-token',
      channel: '#training',
      api_url: bot.url,
    }),
    notifier({ class_name: 'PagerDutyNotifier', routing_key: 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00', url: pager.url }),
    notifier(
      { class_name: 'WebhookNotifier', url: hook.url, secret_env: 'HOOK' },
      { HOOK: 'whsec_U0VDUkVULXdlYmhvb2s=' },
    ),
    notifier({
      class_name: 'EmailNotifier',
      host: '127.0.0.1',
      port: smtp.port,
      secure: true,
      ca: smtp.certificate!.path,
      from: 'sigwatch@example.org',
      to: ['one@example.org'],
    }),
    sns(arn),
    sns(arn, { format: 'json' }),
  ];
  for (const one of [huge, digest]) await Promise.all(all.map((notifier) => notifier.send(one, never)));
  expect(slack.messages).toHaveLength(2);
  expect(bot.messages).toHaveLength(2);
  // So many runs at once are one alert.
  expect(pager.events).toHaveLength(2);
  expect(hook.events.map(({ id }) => id)).toEqual([huge.dedup_key, 'digest/1']);
  expect(smtp.mails).toHaveLength(2);
  expect(await queue.drain()).toHaveLength(4);
  // Nobody is called by what a log says: only plain texts may hold such signs as they are.
  const marked = [...slack.messages, ...bot.messages].flatMap((message) => markedTexts(message));
  expect(marked.length).toBeGreaterThan(20);
  expect(marked.filter((text) => /<(?!!date\^\d+\^)[!@#]|<http:\/\/evil/.test(text))).toEqual([]);
});

it('who asks for patience is told so to the engine, with the moment that was named', async () => {
  await using hook = await webhook({ secret: 'SECRET-key' });
  const to = notifier({ class_name: 'WebhookNotifier', url: hook.url, secret: 'SECRET-key' });
  hook.receiver.next({ status: 429, headers: { 'retry-after': '120' } }, { status: 400, body: 'no' }, { status: 502 });
  const before = Date.now();
  const patience = await to.send(notice(), never).catch((error: unknown) => error);
  expect(patience).toBeInstanceOf(TryLaterError);
  expect((patience as TryLaterError).at).toBeGreaterThanOrEqual(before + 119_000);
  await expect(to.send(notice(), never)).rejects.toBeInstanceOf(UndeliverableError);
  const broken = await to.send(notice(), never).catch((error: unknown) => error);
  expect([broken instanceof UndeliverableError, String(broken)]).toEqual([false, expect.stringContaining('502')]);
  await to.send(notice(), never);
  expect(hook.events).toHaveLength(1);
});

it('what hangs is given up at its time limit', async () => {
  await using slack = await slackWebhook();
  slack.receiver.always('hangs');
  const sent = notifier({ class_name: 'SlackWebhookNotifier', url: slack.url, timeout: '300ms' }).send(notice(), never);
  await expect(sent).rejects.toThrow('0.3 s');
});
