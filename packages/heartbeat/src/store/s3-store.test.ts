import { UnansweredError } from '@sigwatch/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Getting } from './heartbeat-store.js';
import { type Held, objects, responder, xml } from './s3-responder.fixture.js';
import { s3Store } from './s3-store.js';

const before = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hidden-secret' });
});
afterAll(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
});

const never = new AbortController().signal;
const settings = { bucket: 'b', prefix: 'runs', tries: 1 };
const rejection = async (call: Promise<unknown>): Promise<Error> =>
  call.then(
    (value) => {
      throw new Error(`answered ${JSON.stringify(value)}`);
    },
    (error) => error,
  );

it.each([
  [
    'refused',
    xml(403, 'AccessDenied'),
    /refuses s3:\/\/b\/runs\/r\/_error \(403 AccessDenied\)\. Allow s3:GetObject .*s3:ListBucket/,
  ],
  ['no such bucket', xml(404, 'NoSuchBucket'), /\(404 NoSuchBucket\)\. Name a bucket that exists/],
  ['keys that nobody knows', xml(403, 'InvalidAccessKeyId'), /Set AWS_ACCESS_KEY_ID/],
  [
    'trouble of its own',
    xml(500, 'InternalError'),
    /fails at s3:\/\/b\/runs\/r\/_error \(500 InternalError\)\. It is asked again/,
  ],
  ['too many questions', xml(503, 'SlowDown'), /fails at .* \(503 SlowDown\)/],
  [
    'a 404 of something else',
    (_, response) => void response.writeHead(404).end('not here'),
    /\(404\)\. See that the endpoint/,
  ],
  [
    'a page for people',
    (_, response) => void response.writeHead(200).end('<html>'),
    /is no S3\. See that the endpoint/,
  ],
  [
    'a connection that breaks',
    (request) => void request.socket.destroy(),
    /can't be asked for .* \(ECONNRESET\)\. See that/,
  ],
] as [string, Parameters<typeof responder>[0], RegExp][])(
  '%s is no answer, and says what to do',
  async (_, answer, says) => {
    await using server = await responder(answer);
    const store = s3Store({ ...settings, endpoint: server.endpoint });
    const error = await rejection(store.get('r/_error', never));
    expect(error).toBeInstanceOf(UnansweredError);
    expect(error.message).toMatch(says);
    expect(JSON.stringify({ ...error, text: String(error), cause: error.cause })).not.toMatch(/AKIA|hidden/);
    store.close();
  },
);

it('nobody at the address is no answer', async () => {
  const server = await responder(() => {});
  await server[Symbol.asyncDispose]();
  const store = s3Store({ ...settings, endpoint: server.endpoint });
  const error = await rejection(store.get('r/_error', never));
  expect(error).toBeInstanceOf(UnansweredError);
  expect(error.message).toMatch(/ECONNREFUSED/);
  store.close();
});

it('one that hangs is given up after its time, of connections that stand too, and leaves no timer', async () => {
  let wake: () => void = () => {};
  let waiting = 0;
  const deps = {
    now: () => 0,
    schedule: (_: number, call: () => void) => {
      wake = call;
      waiting++;
      return () => void waiting--;
    },
  };
  const half: Parameters<typeof responder>[0] = (_, response) => {
    response.writeHead(200, { etag: '"e"', 'last-modified': new Date(0).toUTCString(), 'content-length': 99 });
    response.write('half');
  };
  for (const answer of [() => {}, half]) {
    await using server = await responder((request, response) => {
      answer(request, response);
      setImmediate(() => wake());
    });
    const store = s3Store({ ...settings, endpoint: server.endpoint, deps });
    const error = await rejection(store.get('r/_error', never));
    expect(error).toBeInstanceOf(UnansweredError);
    expect(error.message).toMatch(/did not answer for s3:\/\/b\/runs\/r\/_error within 30 s/);
    store.close();
  }
  expect(waiting).toBe(0);
});

it('an abort rejects with its own reason', async () => {
  await using server = await responder(() => {});
  const store = s3Store({ ...settings, endpoint: server.endpoint });
  const abort = new AbortController();
  const asking = rejection(store.get('r/_error', abort.signal));
  await expect.poll(() => server.asked.length).toBe(1);
  abort.abort(new Error('enough'));
  expect((await asking).message).toBe('enough');
  store.close();
});

const modified = Date.UTC(2026, 2, 1);
const held = new Map<string, Held>([
  ['/b/runs/r/metadata.json', { bytes: Buffer.from('{"a":1}'), modified }],
  ['/b/runs/r/empty', { bytes: Buffer.alloc(0), modified }],
  ['/b/runs/r/long', { bytes: Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.alloc(2_000_000, 'z')]), modified }],
]);

async function got(path: string, getting?: Getting, chunked = false) {
  await using server = await responder(objects(held, chunked));
  const store = s3Store({ ...settings, endpoint: server.endpoint });
  try {
    return { got: await store.get(path, never, getting), asked: server.asked };
  } finally {
    store.close();
  }
}

it('brings an object with its times, says what is not there, and what is unchanged', async () => {
  const { got: first } = await got('r/metadata.json');
  expect(first).toMatchObject({ kind: 'found', from: 0, entry: { path: 'r/metadata.json', modified, size: 7 } });
  if (first.kind !== 'found') throw new Error();
  expect(first.bytes.toString()).toBe('{"a":1}');
  // The server's own clock, by the second.
  expect(Math.abs((first.answered ?? 0) - Date.now())).toBeLessThan(60_000);
  const again = await got('r/metadata.json', { known: first.entry.etag });
  expect(again.got).toMatchObject({ kind: 'unchanged', answered: expect.any(Number) });
  expect((await got('r/_error')).got).toMatchObject({ kind: 'absent', answered: expect.any(Number) });
  expect((await got('r/empty')).got).toMatchObject({ kind: 'found', bytes: Buffer.alloc(0) });
});

it('brings what stands behind a place, and nothing where there is no more', async () => {
  const { got: part } = await got('r/metadata.json', { from: 4 });
  expect(part).toMatchObject({ kind: 'found', from: 4, entry: { size: 7 } });
  expect(part.kind === 'found' && part.bytes.toString()).toBe(':1}');
  for (const from of [7, 99])
    expect((await got('r/metadata.json', { from })).got).toMatchObject({ bytes: Buffer.alloc(0), entry: { size: 7 } });
});

it('what is too long is not read, but for its ends where these are wanted', async () => {
  const error = await rejection(got('r/long'));
  expect(error.message).toMatch(/s3:\/\/b\/runs\/r\/long is 2\.0 MiB long, and no heartbeat is more than 1\.0 MiB/);
  const { got: ends } = await got('r/long', { limit: 256 << 10, over: 'ends' });
  expect(ends.kind === 'found' && [ends.bytes.length, ends.bytes[0], ends.bytes.at(-1)]).toEqual([256 << 10, 97, 122]);
});

it('of a server that says no lengths knows the length all the same, and reads no more than it may', async () => {
  const { got: whole } = await got('r/metadata.json', {}, true);
  expect(whole).toMatchObject({ kind: 'found', bytes: Buffer.from('{"a":1}'), entry: { size: 7 } });
  const { got: part } = await got('r/metadata.json', { from: 4 }, true);
  expect(part).toMatchObject({ bytes: Buffer.from(':1}'), entry: { size: 7 } });
  expect((await rejection(got('r/long', {}, true))).message).toContain('r/long is 1.');
  const { got: ends } = await got('r/long', { limit: 256 << 10, over: 'ends' }, true);
  if (ends.kind !== 'found') return expect.fail(ends.kind);
  expect([ends.bytes.length, ends.bytes[0], ends.bytes.at(-1)]).toEqual([256 << 10, 97, 122]);
  expect(ends.entry.size).toBe(2_100_000);
});

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const page = (inner: string, token?: string) =>
  `<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><IsTruncated>${token !== undefined}</IsTruncated>${
    token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`
  }${inner}</ListBucketResult>`;

it('lists page by page, below its prefix', async () => {
  const content = (key: string) =>
    `<Contents><Key>${key}</Key><ETag>"e"</ETag><LastModified>2026-03-01T00:00:00.000Z</LastModified><Size>3</Size></Contents>`;
  await using server = await responder((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    response.setHeader('content-type', 'application/xml');
    if (searchParams.get('delimiter') === '/')
      return void response.end(page('<CommonPrefixes><Prefix>runs/r1/</Prefix></CommonPrefixes>'));
    const isSecond = searchParams.get('continuation-token') === 'more';
    response.end(isSecond ? page(content('runs/r2/_error')) : page(content('runs/r1/_error'), 'more'));
  });
  const store = s3Store({ ...settings, endpoint: server.endpoint });
  const entries = await all(store.list('', never));
  expect(entries).toEqual(['r1/_error', 'r2/_error'].map((path) => ({ path, etag: '"e"', modified, size: 3 })));
  expect(await all(store.folders('', never))).toEqual(['r1']);
  expect(store.requests).toBe(3);
  store.close();
});

it('waits no more for what is asked when it is closed, and may be asked again', async () => {
  let asked = () => {};
  const heard = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let hangs = true;
  await using server = await responder((request, response) =>
    hangs ? asked() : xml(404, 'NoSuchKey')(request, response),
  );
  const store = s3Store({ ...settings, endpoint: server.endpoint });
  const waiting = rejection(store.get('r/_error', never));
  await heard;
  store.close();
  expect(await waiting).toBeInstanceOf(UnansweredError);
  hangs = false;
  expect(await store.get('r/_error', never)).toMatchObject({ kind: 'absent' });
  store.close();
});

it('asks by the credentials that it is given', async () => {
  const by: (string | undefined)[] = [];
  await using server = await responder((request, response) => {
    by.push(request.headers.authorization, request.headers['x-amz-security-token'] as string | undefined);
    xml(404, 'NoSuchKey')(request, response);
  });
  const credentials = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'other', sessionToken: 'for-a-time' };
  const store = s3Store({ ...settings, endpoint: server.endpoint, credentials });
  await store.get('r/_error', never);
  store.close();
  expect(by).toEqual([expect.stringContaining('Credential=AKIAOTHER/'), 'for-a-time']);
});
