import { describe, expect, it } from 'vitest';
import { HttpReceiver } from '../../../test/support/receivers/http-receiver.js';
import { pagerDuty } from '../../../test/support/receivers/pagerduty.js';
import { rateLimited, slackApi } from '../../../test/support/receivers/slack-api.js';
import { SmtpReceiver } from '../../../test/support/receivers/smtp.js';
import { digest, notice } from './notices.fixture.js';
import { failureOf, never, notifierOf } from './sender.fixture.js';

const TOKEN = 'xoxb-SECRET-bot-token';

describe('a bot of Slack', () => {
  const bot = (api_url: string, more = {}) =>
    notifierOf(
      { class_name: 'SlackBotNotifier', channel: '#training', token_env: 'TOKEN', api_url, ...more },
      { TOKEN },
    );

  it('keeps a run in one thread, whose first message shows how the run is now', async () => {
    await using slack = await slackApi();
    const notifier = bot(slack.url);
    const first = await notifier.send(notice, never);
    const over = { ...notice, transition: 'recovered', state: 'running', title: 'llama: runs again' } as const;
    const second = await notifier.send(over, never, first?.keep);
    expect(second?.keep).toEqual(first?.keep);
    const [parent, reply, ...more] = slack.messages;
    expect(more).toEqual([]);
    expect(reply).toMatchObject({ thread_ts: parent?.ts, text: expect.stringContaining('runs again') });
    expect(reply?.reply_broadcast).toBeUndefined();
    expect(parent).toMatchObject({ updates: 1, text: expect.stringContaining('runs again') });
  });

  it('shows in the channel too what needs a person', async () => {
    await using slack = await slackApi();
    const kept = (await bot(slack.url).send({ ...notice, transition: 'started' }, never))?.keep;
    await bot(slack.url).send(notice, never, kept);
    await bot(slack.url, { broadcast: false, update: false }).send(notice, never, kept);
    expect(slack.messages.map(({ reply_broadcast, updates }) => [reply_broadcast, updates])).toEqual([
      [undefined, 1],
      [true, 0],
      [undefined, 0],
    ]);
  });

  it('begins anew where the thread is gone, and tells of many runs beside all threads', async () => {
    await using slack = await slackApi();
    const sent = await bot(slack.url).send(notice, never, { channel: 'C0TRAINING', ts: '1.2' });
    expect(slack.messages).toHaveLength(1);
    expect(sent?.keep).toEqual({ channel: 'C0TRAINING', ts: slack.messages[0]?.ts });
    expect(await bot(slack.url).send(digest(3), never, sent?.keep)).not.toHaveProperty('keep');
    expect(slack.messages[1]).not.toHaveProperty('thread_ts');
  });

  it('has told the news even where the first message can not be changed', async () => {
    await using slack = await slackApi();
    const kept = (await bot(slack.url).send(notice, never))?.keep;
    const ok = { ok: true, channel: 'C0TRAINING', ts: '9.9' };
    slack.receiver.next({ status: 200, body: ok }, { status: 200, body: { ok: false, error: 'edit_window_closed' } });
    expect((await bot(slack.url).send(notice, never, kept))?.detail).toMatch(
      /older state \(Slack said edit_window_closed/,
    );
  });

  it.each([
    [rateLimited(7), 'TryLaterError'],
    [{ status: 200, body: { ok: false, error: 'ratelimited' } }, 'TryLaterError'],
    [{ status: 200, body: { ok: false, error: 'internal_error' } }, 'Error'],
    [{ status: 200, body: 'a page' }, 'Error'],
    [{ status: 200, body: { ok: false, error: 'invalid_auth' } }, 'UndeliverableError'],
    [{ status: 200, body: { ok: false, error: 'channel_not_found' } }, 'UndeliverableError'],
  ])('%j is told as %s', async (answer, name) => {
    await using slack = await slackApi();
    slack.receiver.next(answer);
    const failure = await failureOf(bot(slack.url).send(notice, never));
    expect(failure.name).toBe(name);
    expect(failure.message).not.toContain(TOKEN);
  });
});

describe('PagerDuty', () => {
  const KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
  const pager = (url: string) => notifierOf({ class_name: 'PagerDutyNotifier', routing_key_env: 'KEY', url }, { KEY });

  it('has one alert for a problem, from the first news of it until it is over', async () => {
    await using duty = await pagerDuty(KEY);
    await pager(duty.url).send(notice, never);
    await pager(duty.url).send({ ...notice, reminder: 1 }, never);
    expect([...duty.open]).toEqual(['train-1/2/1']);
    expect(duty.events[0]).toMatchObject({
      payload: {
        severity: 'critical',
        source: 'gpu-7',
        class: 'oom',
        summary: expect.stringContaining('failed after oom'),
      },
      links: [{ text: 'Dashboard' }],
    });
    await pager(duty.url).send({ ...notice, transition: 'recovered', resolved: true }, never);
    expect([...duty.open]).toEqual([]);
    await pager(duty.url).send(digest(3), never);
    expect(duty.open.size).toBe(3);
  });

  it('is asked again after 429 and 5xx, and never after 400, and its key is in no error', async () => {
    await using duty = await pagerDuty('another key, of thirty-two signs');
    duty.receiver.next({ status: 429, headers: { 'retry-after': '9' } }, { status: 500, body: KEY });
    const names: string[] = [];
    const said: string[] = [];
    for (const _ of [1, 2, 3]) {
      const failure = await failureOf(pager(duty.url).send(notice, never));
      expect(failure.message).not.toContain(KEY);
      names.push(failure.name);
      said.push(failure.message);
    }
    expect(said[2]).toContain("'routing_key' is invalid");
    expect(said[2]).toContain('give the key of an integration');
    expect(said[2]).not.toContain('{');
    expect(names).toEqual(['TryLaterError', 'Error', 'UndeliverableError']);
  });
});

describe('mail', () => {
  const config = (port: number, more = {}) => ({
    class_name: 'EmailNotifier',
    host: '127.0.0.1',
    port,
    from: 'sigwatch <sigwatch@example.com>',
    to: ['a@example.com', 'b@example.com'],
    ...more,
  });

  it('comes in plain text and in HTML, in the thread of its run', async () => {
    await using smtp = await SmtpReceiver.start({ tls: 'none', login: { user: 'me', password: 'hunter22' } });
    const notifier = notifierOf(config(smtp.port, { user: 'me', password_env: 'PASS' }), { PASS: 'hunter22' });
    const sent = await notifier.send(
      { ...notice, title: 'llama ünd\nBcc: x@evil.example', last_line: '<script>' },
      never,
    );
    expect(sent?.detail).toContain('127.0.0.1 took it');
    const [mail] = smtp.mails;
    expect(mail?.to).toEqual(['a@example.com', 'b@example.com']);
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.headers.get('subject')).toBe('[sigwatch] llama ünd Bcc: x@evil.example');
    expect(mail?.headers.get('message-id')).toMatch(/^<notice\.[\da-f]{40}@example\.com>$/);
    expect(mail?.headers.get('references')).toMatch(/^<run\.[\da-f]{40}@example\.com>$/);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.parts.get('text/plain')).toContain('Lower the batch size of 32.');
    expect(mail?.parts.get('text/html')).toContain('&lt;script&gt;');
    await notifier.send({ ...notice, dedup_key: 'b' }, never);
    expect(smtp.mails[1]?.headers.get('references')).toBe(mail?.headers.get('references'));
  });

  it('is sent again after 4xx, and never after 5xx; a wrong password is told without it', async () => {
    await using smtp = await SmtpReceiver.start({ tls: 'none', login: { user: 'me', password: 'hunter22' } });
    const url = (password: string) => `smtp://me:${password}@127.0.0.1:${smtp.port}`;
    const notifier = (password: string) =>
      notifierOf(config(smtp.port, { host: undefined, port: undefined, url_env: 'URL' }), { URL: url(password) });
    smtp.turnAway(451);
    expect((await failureOf(notifier('hunter22').send(notice, never))).name).toBe('TryLaterError');
    smtp.turnAway(554);
    expect((await failureOf(notifier('hunter22').send(notice, never))).name).toBe('UndeliverableError');
    const failure = await failureOf(notifier('wrong-password').send(notice, never));
    expect(failure).toMatchObject({ name: 'UndeliverableError', message: expect.stringContaining('535') });
    expect(failure.message).not.toContain('wrong-password');
    await smtp.refuse();
    expect(await failureOf(notifier('hunter22').send(notice, never))).toMatchObject({ name: 'Error' });
  });

  it('is told to be refused in the words of all others', async () => {
    await using server = await SmtpReceiver.start({ tls: 'none' });
    await server.refuse();
    const failure = await failureOf(notifierOf(config(server.port)).send(notice, never));
    expect(failure).toMatchObject({ name: 'Error', message: '127.0.0.1 refuses connections: nothing listens there' });
  });

  it('goes nowhere without TLS where that is wanted', async () => {
    await using smtp = await SmtpReceiver.start({ tls: 'none' });
    const failure = await failureOf(notifierOf(config(smtp.port, { require_tls: true })).send(notice, never));
    expect(failure.message).toContain('require_tls');
    expect(smtp.mails).toEqual([]);
  });
});

describe('SNS', () => {
  const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
  const xml = (body: string) => ({ status: 200, headers: { 'content-type': 'text/xml' }, body });
  const published = xml(
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
  );
  const refused = (status: number, code: string) => ({
    ...xml(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>it said no</Message></Error></ErrorResponse>`,
    ),
    status,
  });
  const withKeys = async <T>(run: () => Promise<T>): Promise<T> => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'SECRET-of-aws' });
    try {
      return await run();
    } finally {
      for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  };
  const sns = (endpoint: string, topic_arn = topic) => notifierOf({ class_name: 'SnsNotifier', topic_arn, endpoint });

  it('gets the message with what it can be filtered by', async () => {
    await using aws = await HttpReceiver.start(() => published);
    const sent = await withKeys(() => sns(aws.url, `${topic}.fifo`).send(notice, never));
    expect(sent?.detail).toBe('SNS has it as message m-1');
    const form = new URLSearchParams(aws.taken[0]?.body);
    const names = [1, 2, 3, 4, 5].map((i) => form.get(`MessageAttributes.entry.${i}.Name`));
    expect(names).toEqual(['transition', 'severity', 'run_id', 'error_type', 'name']);
    expect(form.get('TopicArn')).toBe(`${topic}.fifo`);
    expect(form.get('Subject')).toBe('llama: failed after oom');
    expect(form.get('MessageGroupId')).toMatch(/^[\da-f]{64}$/);
    expect(aws.taken[0]?.headers.authorization).toContain('/eu-west-1/sns/');
  });

  it('is asked by the keys of .env, where the environment has none', async () => {
    await using aws = await HttpReceiver.start(() => published);
    const { AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_PROFILE;
    const env = { AWS_ACCESS_KEY_ID: 'AKIAOFFILE', AWS_SECRET_ACCESS_KEY: 'SECRET-of-file' };
    try {
      await notifierOf({ class_name: 'SnsNotifier', topic_arn: topic, endpoint: aws.url }, env).send(notice, never);
    } finally {
      if (AWS_ACCESS_KEY_ID !== undefined) process.env.AWS_ACCESS_KEY_ID = AWS_ACCESS_KEY_ID;
      if (AWS_PROFILE !== undefined) process.env.AWS_PROFILE = AWS_PROFILE;
    }
    expect(aws.taken[0]?.headers.authorization).toContain('Credential=AKIAOFFILE/');
  });

  it.each([
    [400, 'Throttling', 'TryLaterError'],
    [403, 'AuthorizationError', 'UndeliverableError'],
    [404, 'NotFound', 'UndeliverableError'],
    [403, 'ExpiredToken', 'Error'],
    [500, 'InternalError', 'Error'],
  ])('%i %s is told as %s', async (status, code, name) => {
    await using aws = await HttpReceiver.start(() => refused(status, code));
    const failure = await withKeys(() => failureOf(sns(aws.url).send(notice, never)));
    expect(failure.name).toBe(name);
    expect(failure.message).toContain('SNS said');
  });

  it('is tried again where nobody listens, and never where the topic is none', async () => {
    const aws = await HttpReceiver.start(() => published);
    await aws.refuse();
    const failure = await withKeys(() => failureOf(sns(aws.url).send(notice, never)));
    expect(failure).toMatchObject({ name: 'Error', message: expect.stringContaining('refuses connections') });
    expect((await failureOf(sns(aws.url, 'alerts').send(notice, never))).name).toBe('UndeliverableError');
  });
});

describe('a command', () => {
  const script = (code: string, ...args: string[]) => ({
    class_name: 'CommandNotifier',
    command: [process.execPath, '-e', code, '--', ...args],
  });

  it('reads the notice, has some of it in variables, and no shell reads its arguments', async () => {
    const code =
      'const n = JSON.parse(require("fs").readFileSync(0)); console.log([n.root.text, process.env.SIGWATCH_TRANSITION, process.env.TEAM, process.argv[1]].join("|"))';
    const notifier = notifierOf({ ...script(code, '{title}'), env: { TEAM: 'ml' } });
    const sent = await notifier.send({ ...notice, title: '$(touch /tmp/x); `id`' }, never);
    expect(sent?.detail).toContain('exit code 0: CUDA out of memory|failed|ml|$(touch /tmp/x); `id`');
  });

  it('is run again where it fails or takes too long', async () => {
    const failed = await failureOf(notifierOf(script('console.error("no bell"); process.exit(3)')).send(notice, never));
    expect(failed).toMatchObject({ name: 'Error', message: expect.stringContaining('exit code 3: no bell') });
    const hanging = { ...script('setInterval(String, 1000)'), timeout: '1s' };
    expect((await failureOf(notifierOf(hanging).send(notice, never))).message).toContain('within 1 s');
    const missing = { class_name: 'CommandNotifier', command: ['/no/such/bell'] };
    expect((await failureOf(notifierOf(missing).send(notice, never))).message).toContain('could not be started');
  });

  it('names only what there is', () => {
    expect(() => notifierOf(script('', '{last_line}'))).toThrow('last_line');
  });
});
