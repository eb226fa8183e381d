import { createHmac } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { HttpReceiver } from './http-receiver.js';
import { pagerDuty } from './pagerduty.js';
import { slackApi } from './slack-api.js';
import { blockProblems } from './slack-blocks.js';
import { slackWebhook, tooMany } from './slack-webhook.js';
import { SmtpReceiver } from './smtp.js';
import { webhook } from './webhook.js';

const json = { 'content-type': 'application/json' };
const post = (url: string, body: unknown, headers: Record<string, string> = json) =>
  fetch(url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

it('a receiver answers by its script, refuses connections, and tells what it has taken', async () => {
  await using receiver = await HttpReceiver.start(() => ({ status: 202, body: { ok: true } }));
  receiver.next({ status: 503 }, 'cut', 'reset');
  expect((await post(receiver.url, 1)).status).toBe(503);
  await expect(post(receiver.url, 2)).rejects.toThrow('fetch failed');
  await expect(post(receiver.url, 3)).rejects.toThrow('fetch failed');
  expect((await post(receiver.url, 4)).status).toBe(202);
  receiver.always('hangs');
  const patience = new AbortController();
  const hanging = fetch(receiver.url, { method: 'POST', body: '5', signal: patience.signal });
  await receiver.hasReceived(5);
  patience.abort(new Error('no patience left'));
  await expect(hanging).rejects.toThrow('no patience left');
  receiver.heal();
  await receiver.refuse();
  await expect(post(receiver.url, 6)).rejects.toThrow('fetch failed');
  await receiver.open();
  expect((await post(receiver.url, 7)).status).toBe(202);
  expect(receiver.received.map(({ body }) => body)).toEqual(['1', '2', '3', '4', '5', '7']);
  expect(receiver.taken.map(({ body }) => body)).toEqual(['2', '4', '7']);
});

it('the webhook of Slack takes what is within the limits, and says of the rest what Slack says', async () => {
  await using slack = await slackWebhook();
  const say = async (body: unknown, headers?: Record<string, string>) => {
    const answer = await post(slack.url, body, headers);
    return [answer.status, await answer.text()];
  };
  const section = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_000) } };
  expect(await say({ text: 'hello', blocks: Array.from({ length: 50 }, () => section) })).toEqual([200, 'ok']);
  expect(await say({ text: 'hello', blocks: Array.from({ length: 51 }, () => section) })).toEqual([
    400,
    'invalid_blocks',
  ]);
  expect(await say({ text: '' })).toEqual([400, 'no_text']);
  expect(await say('{')).toEqual([400, 'invalid_payload']);
  expect(await say({ text: 'hello' }, { 'content-type': 'text/plain' })).toEqual([400, 'invalid_payload']);
  expect((await post(`${slack.receiver.url}/services/other`, { text: 'x' })).status).toBe(404);
  slack.receiver.next(tooMany(7));
  const limited = await post(slack.url, { text: 'hello' });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect(slack.messages).toHaveLength(1);
});

it.each([
  ['a long header', { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }, 'less than 151'],
  ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }, 'plain_text'],
  ['a long section', { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }, 'less than 3001'],
  ['an empty text', { type: 'section', text: { type: 'mrkdwn', text: '' } }, 'more than 0'],
  ['eleven fields', { type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }, 'no more than 10'],
  ['a long field', { type: 'section', fields: [{ type: 'mrkdwn', text: 'x'.repeat(2_001) }] }, 'less than 2001'],
  ['eleven elements', { type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }, 'no more than 10'],
  ['no elements', { type: 'context', elements: [] }, 'at least 1'],
  ['an unknown block', { type: 'banner' }, 'unsupported type'],
  [
    'a long button',
    { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'x'.repeat(76) } }] },
    'less than 76',
  ],
])('Slack finds %s', (_, block, problem) => {
  expect(blockProblems([block]).join()).toContain(problem);
});

it('the bot of Slack posts, answers in threads, changes by the id of the channel, and fails with status 200', async () => {
  await using slack = await slackApi();
  const bearer = { ...json, authorization: 'Bearer xoxb-SECRET-bot-token' };
  const call = async (name: string, body: unknown, headers: Record<string, string> = bearer) => {
    const answer = await post(slack.url + name, body, headers);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, string>;
  };
  const first = await call('chat.postMessage', { channel: '#training', text: 'failed' });
  expect(first).toMatchObject({ ok: true, channel: 'C0TRAINING' });
  const reply = { channel: 'C0TRAINING', text: 'again', thread_ts: first.ts };
  expect(await call('chat.postMessage', reply)).toMatchObject({ ok: true });
  expect(await call('chat.update', { channel: 'C0TRAINING', ts: first.ts, text: 'over' })).toMatchObject({ ok: true });
  expect(slack.messages.map(({ text, updates }) => [text, updates])).toEqual([
    ['over', 1],
    ['again', 0],
  ]);
  for (const [name, body, headers, error] of [
    ['chat.postMessage', { ...reply, thread_ts: '1.0' }, bearer, 'thread_not_found'],
    ['chat.postMessage', { channel: '#none', text: 'x' }, bearer, 'channel_not_found'],
    ['chat.postMessage', { channel: '#training' }, bearer, 'no_text'],
    ['chat.postMessage', reply, json, 'not_authed'],
    ['chat.postMessage', reply, { ...json, authorization: 'Bearer no' }, 'invalid_auth'],
    ['chat.update', { channel: '#training', ts: first.ts, text: 'x' }, bearer, 'message_not_found'],
    ['chat.postMessage', { channel: '#training', text: 'x', blocks: [{ type: 'x' }] }, bearer, 'invalid_blocks'],
  ] as const)
    expect(await call(name, body, headers)).toMatchObject({ ok: false, error });
  expect(slack.messages).toHaveLength(2);
});

it('PagerDuty opens and resolves by the dedup key, and names what is wrong', async () => {
  await using pager = await pagerDuty();
  const routing_key = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
  const event = {
    routing_key,
    event_action: 'trigger',
    dedup_key: 'run-1',
    payload: { summary: 'x'.repeat(1_024), source: 'node-1', severity: 'critical' },
  };
  expect((await post(pager.url, event)).status).toBe(202);
  expect([...pager.open]).toEqual(['run-1']);
  expect((await post(pager.url, { routing_key, event_action: 'resolve', dedup_key: 'run-1' })).status).toBe(202);
  expect([...pager.open]).toEqual([]);
  for (const [wrong, word] of [
    [{ ...event, routing_key: 'short' }, 'routing_key'],
    [{ ...event, routing_key: 'x'.repeat(32) }, 'routing_key'],
    [{ ...event, event_action: 'open' }, 'event_action'],
    [{ ...event, dedup_key: 'x'.repeat(256) }, 'dedup_key'],
    [{ routing_key, event_action: 'resolve' }, 'dedup_key'],
    [{ ...event, payload: { ...event.payload, summary: 'x'.repeat(1_025) } }, 'summary'],
    [{ ...event, payload: { ...event.payload, severity: 'fatal' } }, 'severity'],
    [{ ...event, payload: { ...event.payload, timestamp: 'now' } }, 'timestamp'],
    [{ ...event, links: [{ text: 'log' }] }, 'links'],
  ] as const) {
    const answer = await post(pager.url, wrong);
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([400, expect.stringContaining(word)]);
  }
  const huge = { ...event, payload: { ...event.payload, custom_details: { log: 'x'.repeat(512 * 1024) } } };
  expect((await post(pager.url, huge)).status).toBe(413);
  expect(pager.events).toHaveLength(2);
});

it('the webhook takes a CloudEvent whose signature is right and whose time is now', async () => {
  const key = Buffer.from('SECRET-of-the-webhook-receiver');
  await using hook = await webhook();
  const event = { specversion: '1.0', id: '1', source: '/sigwatch', type: 'run.failed', data: {} };
  const whole = JSON.stringify(event);
  const send = async ({ at = Date.now(), body = whole, signed = '', type = 'cloudevents+json' }) => {
    const stamp = String(Math.floor(at / 1_000));
    const code = createHmac('sha256', key)
      .update(`msg_1.${stamp}.${signed || body}`)
      .digest('base64');
    const headers = {
      'content-type': `application/${type}`,
      'webhook-id': 'msg_1',
      'webhook-timestamp': stamp,
      'webhook-signature': `v1,AAAA v1,${code}`,
    };
    return (await post(hook.url, body, headers)).status;
  };
  expect(await send({})).toBe(204);
  expect(await send({ signed: '{}' })).toBe(401);
  expect(await send({ at: Date.now() - 400_000 })).toBe(401);
  expect(await send({ type: 'json' })).toBe(400);
  expect(await send({ body: JSON.stringify({ ...event, specversion: '2' }) })).toBe(400);
  expect((await post(hook.url, event)).status).toBe(401);
  expect(hook.events).toEqual([event]);
});

it('the mail server takes mails over TLS from who logs in, and its parts can be read', async () => {
  const login = { user: 'sigwatch', password: 'SECRET-of-smtp' };
  await using smtp = await SmtpReceiver.start({ login });
  const transport = (pass: string) =>
    createTransport({
      host: '127.0.0.1',
      port: smtp.port,
      requireTLS: true,
      auth: { user: login.user, pass },
      tls: { ca: smtp.certificate!.cert },
    });
  const mail = {
    from: 'sigwatch@localhost',
    to: ['one@localhost', 'two@localhost'],
    subject: 'Läuft nicht: run-1 — failed with a subject that is too long for one line of a mail',
    text: 'Höhe = 3\n',
    html: '<p>Höhe = 3</p>',
    headers: { 'X-Sigwatch-Key': 'run-1/1' },
  };
  await expect(transport('wrong').sendMail(mail)).rejects.toMatchObject({ responseCode: 535 });
  smtp.turnAway(451, 'greylisted');
  await expect(transport(login.password).sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
  smtp.heal();
  await transport(login.password).sendMail(mail);
  await smtp.refuse();
  await expect(transport(login.password).sendMail(mail)).rejects.toMatchObject({ code: expect.any(String) });
  await smtp.open();
  const [got, ...rest] = await smtp.hasMails(1);
  expect(rest).toEqual([]);
  expect(smtp.refused).toBe(1);
  expect(got).toMatchObject({ from: mail.from, to: mail.to, user: login.user, secure: true });
  expect(got?.headers.get('subject')).toBe(mail.subject);
  expect(got?.headers.get('x-sigwatch-key')).toBe('run-1/1');
  expect(got?.parts.get('text/plain')?.trim()).toBe('Höhe = 3');
  expect(got?.parts.get('text/html')).toContain('<p>Höhe = 3</p>');
});

it('the mail server takes nothing in the clear where it asks for TLS', async () => {
  await using smtp = await SmtpReceiver.start();
  const plain = createTransport({ host: '127.0.0.1', port: smtp.port, ignoreTLS: true });
  await expect(plain.sendMail({ from: 'a@localhost', to: 'b@localhost', text: 'x' })).rejects.toMatchObject({
    responseCode: 530,
  });
  await using implicit = await SmtpReceiver.start({ tls: 'implicit' });
  const secure = createTransport({
    host: '127.0.0.1',
    port: implicit.port,
    secure: true,
    tls: { ca: implicit.certificate!.cert },
  });
  await secure.sendMail({ from: 'a@localhost', to: 'b@localhost', text: 'x' });
  expect(implicit.mails.map(({ secure }) => secure)).toEqual([true]);
});
