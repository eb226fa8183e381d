import { UnansweredError } from '@sigwatch/core';
import {
  type Got,
  type HeartbeatStore,
  openHeartbeatStore,
  parseLocation,
  type StoreOptions,
} from '@sigwatch/heartbeat';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { HttpReceiver } from '../support/receivers/http-receiver.js';
import { Moto } from './moto.js';
import { s3Error, s3Proxy } from './s3-proxy.js';

let moto: Moto;
let proxy: HttpReceiver;
const open: HeartbeatStore[] = [];

beforeAll(async () => {
  moto = await Moto.start();
  proxy = await s3Proxy(moto);
  await moto.bucket('monitoring');
});
beforeEach(() => {
  for (const [name, value] of Object.entries(moto.env)) if (name !== 'AWS_ENDPOINT_URL') vi.stubEnv(name, value);
  proxy.heal();
  proxy.received.length = 0;
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const never = new AbortController().signal;

/** Asked once, through the proxy; with limits (ms) that no machine is busy enough to reach. */
function storeAt(where = 's3://monitoring/runs/', options: StoreOptions = {}): HeartbeatStore {
  const limits = { connect: 60_000, whole: 60_000, tries: 1 };
  const store = openHeartbeatStore(parseLocation(where), { endpoint: proxy.url, ...limits, ...options });
  open.push(store);
  return store;
}

const textOf = (got: Got): string | undefined => (got.kind === 'found' ? got.bytes.toString('utf8') : undefined);

/** Why it was not answered; fails where it was. */
async function unanswered(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    (got) => expect.fail(`was answered with ${JSON.stringify(got)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnansweredError);
  return (error as Error).message;
}

it('brings a file with its etag and times, says when it is unchanged, and brings it again when it has changed', async () => {
  const store = storeAt();
  await moto.put('monitoring', 'runs/one/metadata.json', '{"phase":"setup"}');
  const got = await store.get('one/metadata.json', never);
  if (got.kind !== 'found') return expect.fail(got.kind);
  expect(textOf(got)).toBe('{"phase":"setup"}');
  expect(got.entry).toMatchObject({ path: 'one/metadata.json', size: 17 });
  expect(Math.abs(got.entry.modified - Date.now())).toBeLessThan(60_000);
  expect(Math.abs(got.answered! - Date.now())).toBeLessThan(60_000);
  const known = got.entry.etag;
  expect(await store.get('one/metadata.json', never, { known })).toMatchObject({ kind: 'unchanged' });
  expect(proxy.received.at(-1)).toMatchObject({ answer: { status: 304 } });
  await moto.put('monitoring', 'runs/one/metadata.json', '{"phase":"training"}');
  expect(textOf(await store.get('one/metadata.json', never, { known }))).toBe('{"phase":"training"}');
  expect(store.requests).toBe(3);
});

it('takes for absent what the store says is not there, and nothing else', async () => {
  expect(await storeAt().get('one/none.json', never)).toMatchObject({ kind: 'absent' });
  const words = await unanswered(storeAt('s3://no-such-bucket/runs/').get('one/metadata.json', never));
  expect(words).toContain('no-such-bucket');
});

it('who may not read is told so, and nothing follows', async () => {
  await moto.put('monitoring', 'runs/locked/metadata.json', '{}');
  const keys = await moto.user('s3-store-stranger', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sns:*', Resource: '*' }],
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  await moto.checksRights(true);
  try {
    // Straight to the server: a proxy under another name would make every signature wrong.
    const store = storeAt('s3://monitoring/runs/', { endpoint: moto.endpoint });
    const words = await unanswered(store.get('locked/metadata.json', never));
    expect(words).toMatch(/403|AccessDenied|not allowed|may not/i);
    expect(words).not.toContain(keys.secretAccessKey);
    await unanswered(store.put('locked/_complete', Buffer.from('x'), never));
    await unanswered(all(store.list('', never)));
  } finally {
    await moto.checksRights(false);
  }
});

it.each([
  ['403', s3Error(403, 'AccessDenied')],
  ['500', s3Error(500, 'InternalError')],
  ['503', s3Error(503, 'SlowDown')],
  [
    'a page of a captive portal',
    { status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } },
  ],
  ['a redirection', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  ['silence', 'hangs'],
  ['a cut connection', 'reset'],
] as const)('%s is no answer: neither for a file nor for a list', async (what, fault) => {
  await moto.put('monitoring', 'runs/one/metadata.json', '{}');
  proxy.always(fault);
  const limits = fault === 'hangs' ? { whole: 1_000 } : {};
  await unanswered(all(storeAt(undefined, limits).list('one/', never)));
  // A page that is no list is seen as such; what stands in a file is its reader's matter.
  if (what !== 'a page of a captive portal')
    await unanswered(storeAt(undefined, limits).get('one/metadata.json', never));
});

it('a server that is not there is no answer, and one that comes back is asked by the same store', async () => {
  await moto.put('monitoring', 'runs/one/metadata.json', '{"step":1}');
  const store = storeAt();
  await proxy.refuse();
  try {
    await unanswered(store.get('one/metadata.json', never));
  } finally {
    await proxy.open();
  }
  expect(textOf(await store.get('one/metadata.json', never))).toBe('{"step":1}');
});

it('an abort ends what hangs at once, with its own reason', async () => {
  proxy.always('hangs');
  const abort = new AbortController();
  const store = storeAt();
  const asked = store.get('one/metadata.json', abort.signal);
  await proxy.hasReceived(1);
  abort.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
});

it('lists more than one page, in order, from where it is told, and names folders', async () => {
  const names = Array.from({ length: 1_045 }, (_, n) => `many/run-${String(n).padStart(4, '0')}/metadata.json`);
  for (let at = 0; at < names.length; at += 100)
    await Promise.all(names.slice(at, at + 100).map((name) => moto.put('monitoring', name, '{}')));
  const store = storeAt('s3://monitoring/many/');
  const paths = (await all(store.list('', never))).map(({ path }) => `many/${path}`);
  expect(paths).toEqual(names);
  expect(store.requests).toBe(2);
  expect((await all(store.list('', never, 'run-1043/metadata.json'))).map(({ path }) => path)).toEqual([
    'run-1044/metadata.json',
  ]);
  expect((await all(store.list('run-0001/', never))).map(({ path, size }) => [path, size])).toEqual([
    ['run-0001/metadata.json', 2],
  ]);
  const folders = await all(store.folders('', never));
  expect(folders).toEqual(names.map((name) => name.split('/')[1]));
  expect(await all(store.list('nothing/', never))).toEqual([]);
});

it('brings what stands behind a place in a file, its two ends where it is too long, or refuses', async () => {
  await moto.put('monitoring', 'runs/one/logs/training_log_latest.txt', 'line 1\nline 2\n');
  const store = storeAt();
  const log = 'one/logs/training_log_latest.txt';
  const tail = await store.get(log, never, { from: 7 });
  expect([textOf(tail), tail.kind === 'found' && tail.from]).toEqual(['line 2\n', 7]);
  expect(proxy.received.at(-1)).toMatchObject({ answer: { status: 206 } });
  for (const from of [14, 99]) {
    const end = await store.get(log, never, { from });
    expect([textOf(end), end.kind === 'found' && end.entry.size]).toEqual(['', 14]);
  }
  await moto.put('monitoring', 'runs/one/_error', `Traceback\n${'x'.repeat(20_000)}\nRuntimeError: last\n`);
  await unanswered(store.get('one/_error', never, { limit: 10_000 }));
  const ends = textOf(await store.get('one/_error', never, { limit: 10_000, over: 'ends' }));
  expect(ends).toMatch(/^Traceback\n/);
  expect(ends).toMatch(/\nRuntimeError: last\n$/);
  expect(ends!.length).toBeLessThan(11_000);
});

it('puts a file whole and deletes it; to delete what is not there is no error', async () => {
  const store = storeAt();
  await store.put('written/progress.json', Buffer.from('{"step":3}'), never);
  expect(textOf(await store.get('written/progress.json', never))).toBe('{"step":3}');
  for (let twice = 0; twice < 2; twice++) await store.delete('written/progress.json', never);
  expect(await store.get('written/progress.json', never)).toMatchObject({ kind: 'absent' });
});

it('tells times by the clock of the store, however wrong that is', async () => {
  await using late = await s3Proxy(moto, { late: 3_600_000 });
  await moto.put('monitoring', 'runs/one/metadata.json', '{}');
  const got = await storeAt('s3://monitoring/runs/', { endpoint: late.url }).get('one/metadata.json', never);
  if (got.kind !== 'found') return expect.fail(got.kind);
  for (const told of [got.entry.modified, got.answered!])
    expect(Math.abs(Date.now() - 3_600_000 - told)).toBeLessThan(60_000);
});

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const value of values) out.push(value);
  return out;
}
