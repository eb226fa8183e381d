import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { anyNotice } from '../notices.fixture.js';
import { cleanNotice } from '../text/clean.js';
import { coverShapes } from './cover.js';
import { redacted, redactor } from './redactor.js';
import { checkSecret, secretOf } from './secret.js';

// Put together here, so that no scanner takes the test for a leak.
const HOOK = `https://hooks.slack.com/services/T0${'A'.repeat(8)}/B0${'B'.repeat(8)}/${'x1Y2'.repeat(6)}`;
const BOT = `xox${'b'}-1234567890-${'abcDEF'.repeat(4)}`;
const AWS = `AK${'IA'}${'Q'.repeat(16)}`;

describe('what looks like a secret', () => {
  it.each([
    ['a hook of Slack', `posting to ${HOOK} failed`, 'posting to https://hooks.slack.com/*** failed'],
    ['a token of Slack', `token=${BOT};`, 'token=***;'],
    ['a key of AWS', `key ${AWS}, denied`, 'key ***, denied'],
    ['a header', 'authorization: Bearer abc.def-123', 'authorization: Bearer ***'],
    ['a header in JSON', '{"Authorization":"Basic dXNlcjpwYXNz"}', '{"Authorization":"Basic ***"}'],
    ['a password in a URL', 'smtp://me:hunter2@mail:25/x', 'smtp://***@mail:25/x'],
    ['a password with an @', 'https://me:a@b@c.example/', 'https://***@c.example/'],
    ['a variable', 'AWS_SECRET_ACCESS_KEY=abcdEFGH/123+x', 'AWS_SECRET_ACCESS_KEY=***'],
    ['a key in camel case', `SecretAccessKey: 'abcdEFGH/123+x'`, `SecretAccessKey: '***'`],
    ['a key in JSON', '{"routing_key": "0123456789abcdef"}', '{"routing_key": "***"}'],
    ['a signed URL', 'https://b.s3/k?X-Amz-Signature=0123456789ab&x=1', 'https://b.s3/k?X-Amz-Signature=***&x=1'],
  ])('%s goes, and the rest stays', (_, text, covered) => {
    expect(coverShapes(text)).toBe(covered);
  });

  it.each([
    'basic training of the secret sauce: password required',
    'mail of sigwatch@example.com',
    's3://bucket/training-runs/run-1/_error',
    'ASIAN markets, AKIA, xoxo and bearer of news',
    'File "/a/b.py", line 3: tokenizer=gpt2 @ rank 0',
  ])('what is none stays: %s', (text) => {
    expect(coverShapes(text)).toBe(text);
  });

  it('is found in time that grows with the text alone', () => {
    const cost = (text: string) => {
      const before = process.cpuUsage();
      coverShapes(text);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    for (const part of ['://', '://a', 'password=', 'Authorization: ', 'xoxb-', '@']) {
      cost(part.repeat(20_000));
      const [small, large] = [cost(part.repeat(20_000)), cost(part.repeat(200_000))];
      expect(large, part).toBeLessThan(60 * Math.max(small, 2_000));
    }
  });
});

describe('a secret that is known', () => {
  const value = fc.oneof(
    fc.string({ minLength: 4, maxLength: 40 }),
    fc.webUrl({ withQueryParameters: true }),
    fc.base64String({ minLength: 8 }),
  );

  it('is in no text, however it is written there', () => {
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        // What covers may hold, or make with what stands beside it, a very short or starry secret again.
        fc.pre(!secret.includes('*') && !before.includes('*') && !after.includes('*'));
        const redact = redactor([secret]);
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
          expect(redact(`${before} ${form} ${after}`)).not.toContain(form);
      }),
    );
  });

  it('is in no notice', () => {
    const secret = 'correct-horse-battery';
    fc.assert(
      fc.property(anyNotice, fc.nat(), (one, at) => {
        const put = (text: string) => text.slice(0, at % 300) + secret + text.slice(at % 300);
        const { root, links, runs } = one;
        const leaky = {
          ...one,
          ...{ title: put(one.title), reason: put(one.reason), text: put(one.text), name: put(one.name) },
          ...(root === undefined ? {} : { root: { ...root, text: put(root.text), source: put(root.source) } }),
          ...(one.last_line === undefined ? {} : { last_line: put(one.last_line) }),
          links: links.map(({ name, url }) => ({ name: put(name), url: put(url) })),
          ...(runs === undefined ? {} : { runs: runs.slice(0, 3).map((run) => ({ ...run, reason: put(run.reason) })) }),
        };
        expect(JSON.stringify(cleanNotice(leaky, redactor([secret])))).not.toContain(secret);
      }),
      { numRuns: 60 },
    );
  });

  it('is in no part of a value', () => {
    const value = { a: ['one hunter22', { b: 'hunter22' }], n: 3, none: null };
    expect(redacted(value, redactor(['hunter22']))).toEqual({ a: ['one ***', { b: '***' }], n: 3, none: null });
  });

  it('takes along the path of a hook, which errors of servers tell alone, and a password', () => {
    const redact = redactor(['https://a.example/v1/hooks/0123456789?key=abcdefghijkl', 'smtp://me:p%40ss@mail']);
    expect(redact('POST /v1/hooks/0123456789 was refused')).toBe('POST *** was refused');
    expect(redact('login of me with p@ss')).toBe('login of me with ***');
  });
});

describe('where a secret comes from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'token');

  it('is one of three, and an error tells which there are', () => {
    expect(checkSecret({ url_env: 'A' }, 'url')).toEqual([]);
    expect(checkSecret({}, 'url', false)).toEqual([]);
    const [missing] = checkSecret({}, 'url');
    expect(missing?.message).toMatch(/`url` is missing: give one of url_env: NAME .*url_file: PATH .*url itself/);
    const [two] = checkSecret({ url: 'a', url_file: '/b' }, 'url');
    expect(two).toMatchObject({ path: ['url_file'], message: expect.stringContaining('`url` and `url_file`') });
    expect(checkSecret({ url_file: 'b' }, 'url')).toMatchObject([{ path: ['url_file'] }]);
  });

  it('is looked up anew each time', async () => {
    const variables: Record<string, string> = { TOKEN: 'first' };
    const env = () => variables;
    expect(await secretOf({ token_env: 'TOKEN' }, 'token', env)).toBe('first');
    variables.TOKEN = 'second';
    expect(await secretOf({ token_env: 'TOKEN' }, 'token', env)).toBe('second');
    writeFileSync(file, ' third \nrest');
    expect(await secretOf({ token_file: file }, 'token', env)).toBe('third');
    writeFileSync(file, 'fourth\n');
    expect(await secretOf({ token_file: file }, 'token', env)).toBe('fourth');
    expect(await secretOf({ token: 'fifth' }, 'token', env)).toBe('fifth');
    expect(await secretOf({}, 'token', env)).toBeUndefined();
  });

  it('is named where it holds nothing', async () => {
    writeFileSync(file, '\n');
    await expect(secretOf({ token_file: file }, 'token', () => ({}))).rejects.toThrow(`${file}, which holds`);
    await expect(secretOf({ token_file: `${file}2` }, 'token', () => ({}))).rejects.toThrow('ENOENT');
    await expect(secretOf({ token_env: 'TOKEN' }, 'token', () => ({ TOKEN: '' }))).rejects.toThrow('variable TOKEN');
  });
});
