import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { objects, responder, xml } from './s3-responder.fixture.js';
import { s3Store } from './s3-store.js';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hidden-secret');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const never = new AbortController().signal;
const held = new Map([['/b/r/progress.json', { bytes: Buffer.from('{"step":1}'), modified: 0 }]]);

type Answer = Parameters<typeof responder>[0];

/** Answers in turn, and as an S3 that holds the object from then on. */
async function inTurn(...answers: readonly Answer[]) {
  let asked = 0;
  return responder((request, response) => (answers[asked++] ?? objects(held))(request, response));
}

const get = async (endpoint: string, tries?: number) => {
  const store = s3Store({ bucket: 'b', prefix: '', endpoint, ...(tries === undefined ? {} : { tries }) });
  try {
    return await store.get('r/progress.json', never);
  } finally {
    store.close();
  }
};

/** Headers, a part of the body, and then no connection. */
const broken: Answer = (_, response) => {
  response.writeHead(200, { etag: '"e"', 'last-modified': new Date(0).toUTCString(), 'content-length': '10' });
  response.write('{"st', () => response.socket?.destroy());
};

it.each([
  ['that is busy', xml(503, 'SlowDown')],
  ['that fails', xml(500, 'InternalError')],
  ['that hangs up', ((request) => void request.socket.destroy()) as Answer],
  ['whose answer breaks off in its midst', broken],
])('asks a server %s again', async (_, answer) => {
  await using server = await inTurn(answer, answer);
  expect(await get(server.endpoint)).toMatchObject({ kind: 'found', bytes: held.get('/b/r/progress.json')?.bytes });
  expect(server.asked).toHaveLength(3);
});

it('asks no more often than it is to', async () => {
  await using server = await inTurn(...Array.from({ length: 9 }, () => xml(500, 'InternalError')));
  await expect(get(server.endpoint, 2)).rejects.toThrow('500 InternalError');
  expect(server.asked).toHaveLength(2);
});

it('does not ask again for what is refused', async () => {
  await using server = await inTurn(xml(403, 'AccessDenied'));
  await expect(get(server.endpoint)).rejects.toThrow('403 AccessDenied');
  expect(server.asked).toHaveLength(1);
});
