import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HttpReceiver } from '../../../test/support/receivers/http-receiver.js';
import { slackWebhook } from '../../../test/support/receivers/slack-webhook.js';
import { webhook } from '../../../test/support/receivers/webhook.js';
import { retryAt } from './http/retry-after.js';
import { notice } from './notices.fixture.js';
import { failureOf, never, notifierOf } from './sender.fixture.js';
import { signedHeaders } from './webhook/sign.js';

const SECRET = `whsec_${Buffer.from('SECRET-of-the-webhook-receiver').toString('base64')}`;

describe('a webhook of Slack', () => {
  it('takes a notice, and its address is in nothing that is told', async () => {
    await using slack = await slackWebhook();
    const notifier = notifierOf({ class_name: 'SlackWebhookNotifier', url_env: 'HOOK' }, { HOOK: slack.url });
    const leaky = { ...notice, reason: `It could not be told: ${slack.url}` };
    expect((await notifier.send(leaky, never))?.detail).toBe('Slack answered 200: ok');
    const [message] = slack.messages;
    expect(message).toMatchObject({ text: expect.stringContaining('llama: failed after oom') });
    const text = JSON.stringify(message);
    for (const part of [
      'Lower the batch size of 32',
      'train.log:7',
      'CUDA out of memory',
      '1200 of 5000',
      'grafana.example',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('SECRETsecret');
  });

  const refusing = async (answer: { status: number; headers?: Record<string, string>; body?: string }) => {
    await using slack = await slackWebhook();
    slack.receiver.next(answer);
    const before = Date.now();
    const failure = await failureOf(
      notifierOf({ class_name: 'SlackWebhookNotifier', url: slack.url }).send(notice, never),
    );
    return { ...failure, name: failure.name, message: failure.message, wait: (failure.at ?? Number.NaN) - before };
  };

  it.each([
    [429, { 'retry-after': '30' }, 'TryLaterError'],
    [503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 'TryLaterError'],
    [500, {}, 'Error'],
    [502, {}, 'Error'],
    [408, {}, 'Error'],
    [409, {}, 'Error'],
    [425, {}, 'Error'],
    [400, {}, 'UndeliverableError'],
    [403, {}, 'UndeliverableError'],
    [404, {}, 'UndeliverableError'],
    [410, {}, 'UndeliverableError'],
  ] as const)('%i with %j is told as %s', async (status, headers, name) => {
    const failure = await refusing({ status, headers: { ...headers }, body: 'said by it' });
    expect(failure).toMatchObject({ name, message: `Slack answered ${status}: said by it` });
    if (name !== 'TryLaterError') return;
    expect(failure.wait).toBeGreaterThan(10_000);
    expect(failure.wait).toBeLessThan(90_000);
  });

  it.each(['no_service', 'invalid_token'])('says what to do where it says %s', async (body) => {
    const { message } = await refusing({ status: 403, body });
    expect(message).toBe(`Slack answered 403: ${body}: make a new incoming webhook, and give the whole of its address`);
  });

  it('leads nowhere else: a secret address is told to nobody', async () => {
    await using other = await HttpReceiver.start(() => ({ status: 200 }));
    const failure = await refusing({ status: 307, headers: { location: `${other.url}/elsewhere` } });
    expect(failure.name).toBe('UndeliverableError');
    expect(failure.message).toContain('give the address itself');
    expect(other.received).toEqual([]);
  });

  it('is tried again where nobody answers, where it cuts, and where it takes too long', async () => {
    await using slack = await slackWebhook();
    const notifier = notifierOf({ class_name: 'SlackWebhookNotifier', url: slack.url, timeout: '1s' });
    slack.receiver.next('reset', 'hangs');
    for (const why of ['gave no answer (', 'nothing was heard of it within 1 s']) {
      const failure = await failureOf(notifier.send(notice, never));
      expect(failure).toMatchObject({ name: 'Error', message: expect.stringContaining(why) });
      expect(JSON.stringify(failure)).not.toContain('SECRETsecret');
    }
    await slack.receiver.refuse();
    expect((await failureOf(notifier.send(notice, never))).message).toContain('refuses connections');
    await slack.receiver.open();
    expect((await notifier.send(notice, never))?.detail).toContain('200');
  });

  it('is left at once when sigwatch ends', async () => {
    await using slack = await slackWebhook();
    slack.receiver.next('hangs');
    const abort = new AbortController();
    const sending = failureOf(
      notifierOf({ class_name: 'SlackWebhookNotifier', url: slack.url }).send(notice, abort.signal),
    );
    await slack.receiver.hasReceived(1);
    abort.abort(new Error('the end'));
    expect((await sending).message).toBe('the end');
  });

  it('is reached by the proxy of the environment', async () => {
    await using slack = await slackWebhook();
    const asked: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      const through = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(through).pipe(socket);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const before = process.env.http_proxy;
    process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const url = slack.url.replace('127.0.0.1', 'hooks.example');
      await notifierOf({ class_name: 'SlackWebhookNotifier', url }).send(notice, never);
      expect(asked).toEqual([`hooks.example:${new URL(url).port}`]);
      expect(slack.messages).toHaveLength(1);
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
      proxy.close();
    }
  });

  it('is not known where its variable is not set', async () => {
    const failure = await failureOf(
      notifierOf({ class_name: 'SlackWebhookNotifier', url_env: 'HOOK' }).send(notice, never),
    );
    expect(failure.message).toBe('the variable HOOK, which holds `url`, is not set where sigwatch runs');
  });

  it('may say any amount: no more is read than can be told', async () => {
    const failure = await refusing({ status: 400, body: 'x'.repeat(5_000_000) });
    expect(failure.message.length).toBeLessThan(400);
  });
});

describe('a signed webhook', () => {
  it('is taken by who verifies it, with its envelope', async () => {
    await using hook = await webhook({ secret: SECRET });
    const config = {
      class_name: 'WebhookNotifier',
      url: hook.url,
      secret_env: 'KEY',
      token_env: 'TOKEN',
      headers: { 'X-Team': 'ml' },
    };
    const notifier = notifierOf(config, { KEY: SECRET, TOKEN: 'a-token-of-it' });
    expect((await notifier.send({ ...notice, reminder: 2 }, never))?.detail).toContain('answered 204');
    expect(hook.events).toMatchObject([
      {
        specversion: '1.0',
        id: 'train-1/2/failed#2',
        type: 'dev.sigwatch.run.failed',
        source: 'sigwatch',
        subject: 'train-1',
        time: '2026-03-01T12:00:00.000Z',
        data: { run_id: 'train-1', action_required: 'Lower the batch size of 32.' },
      },
    ]);
    expect(hook.receiver.taken[0]?.headers).toMatchObject({ 'x-team': 'ml', authorization: 'Bearer a-token-of-it' });
  });

  it('is refused where the key is another, and that is final', async () => {
    await using hook = await webhook({ secret: SECRET });
    const failure = await failureOf(
      notifierOf({ class_name: 'WebhookNotifier', url: hook.url, secret: 'another-key' }).send(notice, never),
    );
    expect(failure).toMatchObject({
      name: 'UndeliverableError',
      message: expect.stringContaining('the signature is wrong'),
    });
  });

  it('is signed as the reference of Standard Webhooks has it', () => {
    const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000, key);
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    expect(signedHeaders('run.1/ü', 'x', 0, undefined)['webhook-id']).toMatch(/^[\da-f]{64}$/);
  });
});

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    ['0', 0],
    [' 1.5 ', 1_500],
    [new Date(90_000).toUTCString(), 90_000],
    [new Date(0).toUTCString(), 0],
    ['99999999', 24 * 3_600_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (header, wait) => {
    expect(retryAt(header, 0)).toBe(wait);
  });
});
