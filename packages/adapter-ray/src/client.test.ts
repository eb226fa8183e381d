import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, askValue, lastLine } from './ask.js';
import { rayClient } from './client.js';
import { rayConnection } from './connection.js';
import { V260 } from './recorded.fixture.js';
import { type RaySettings, raySettings } from './settings.js';

const abort = new AbortController().signal;
const SECRET = 'secret-token-1234';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const client = (address: string, env: Record<string, string> = {}, settings: Partial<RaySettings> = {}) =>
  rayClient(rayConnection(raySettings({ ...settings, address }), { HOME: '/nowhere', ...env }));

const caught = (asked: Promise<unknown>): Promise<Error> =>
  asked.then(
    () => new Error('it has answered'),
    (error: Error) => error,
  );

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sigwatch-ray-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('a question', () => {
  it('has the answer of Ray, and is asked as a program and not as a browser', async () => {
    let headers: Record<string, unknown> = {};
    const address = await serve((asked, answer) => {
      headers = asked.headers;
      answer.end(JSON.stringify(V260.version));
    });
    const ray = client(`${address}/`, { RAY_AUTH_TOKEN: ` ${SECRET}\n` }, { headers: { 'x-proxy': 'yes' } });
    expect(await askValue(ray, { method: 'GET', path: '/api/version' }, abort)).toEqual(V260.version);
    expect(headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-proxy': 'yes', 'user-agent': 'sigwatch' });
    expect(Object.keys(headers).filter((name) => name.startsWith('sec-'))).toEqual([]);
  });

  it('sends a file as it is, with its size, and ends with it where nobody takes it', async () => {
    const path = join(folder(), 'code.zip');
    writeFileSync(path, Buffer.alloc(300_000, 7));
    const address = await serve((asked, answer) => {
      if (asked.url === '/no') return void asked.once('data', () => asked.destroy());
      const parts: Buffer[] = [];
      asked.on('data', (part: Buffer) => parts.push(part));
      asked.once('end', () => {
        const whole = Buffer.concat(parts).equals(readFileSync(path));
        answer.end(`${asked.method} ${whole} ${asked.headers['content-length']} ${asked.headers['transfer-encoding']}`);
      });
    });
    const call = { method: 'PUT', path: '/yes', file: { path, size: 300_000 } } as const;
    expect(await client(address)(call, abort)).toMatchObject({ status: 200, text: 'PUT true 300000 undefined' });
    const error = await caught(client(address)({ ...call, path: '/no' }, abort));
    expect(error).toMatchObject({ name: 'UnansweredError' });
    const gone = { ...call, file: { path: `${path}.gone`, size: 1 } };
    expect(await caught(client(address)(gone, abort))).toMatchObject({ name: 'UnansweredError' });
  });

  it('tells a job that Ray does not know from everything else that is not found', async () => {
    const told = async (text: string) => {
      const address = await serve((_, answer) => answer.writeHead(404).end(text));
      return ask(client(address), { method: 'GET', path: '/api/jobs/x' }, abort);
    };
    expect(await told('Job x does not exist')).toEqual({ missing: 'x' });
    await expect(told('404: Not Found')).rejects.toMatchObject({ name: 'UnansweredError' });
    await expect(told('<html>Job x does not exist</html>')).rejects.toMatchObject({ name: 'UnansweredError' });
  });

  it.each([
    [
      'a failure',
      500,
      'Traceback (most recent call last):\nRuntimeError: GCS is gone\n',
      {},
      /500: RuntimeError: GCS is gone$/,
    ],
    ['a page', 200, '<html>hello</html>', {}, /a page that is not of Ray/],
    ['half of an answer', 200, '{"ray_version": "2.', {}, /no JSON/],
    ['nothing', 200, '', {}, /no JSON/],
    ['a login', 302, '', { location: 'https://login.example/?next=/api' }, /a login may stand before Ray/],
    ['a proxy without a server', 502, '<html>Bad Gateway</html>', {}, /answered with 502$/],
    ['a limit', 429, 'too many requests', {}, /429: too many requests$/],
  ])('%s is no answer', async (_, status, text, headers, words) => {
    const address = await serve((_asked, answer) => answer.writeHead(status, headers).end(text));
    const error = await caught(askValue(client(address), { method: 'GET', path: '/api/version' }, abort));
    expect(error).toMatchObject({ name: 'UnansweredError' });
    expect(error.message).toMatch(words);
  });

  it.each([401, 403])('that is answered with %i is not permitted, with what to do', async (status) => {
    const address = await serve((_, answer) => answer.writeHead(status).end(SECRET));
    const ray = client(address, { RAY_AUTH_TOKEN: SECRET });
    const error = await caught(ask(ray, { method: 'GET', path: '/api/version' }, abort));
    expect(error).toMatchObject({ code: 'permission_denied' });
    expect(error.message).toMatch(/Set RAY_AUTH_TOKEN, or token_file/);
  });

  it('over TLS of a server that speaks none says so, and not that a certificate is wrong', async () => {
    const address = (await serve((_, answer) => answer.end('{}'))).replace('http:', 'https:');
    const error = await caught(ask(client(address), { method: 'GET', path: '/api/version' }, abort));
    expect(error.message).toBe(`Ray at ${address} speaks no TLS: an address that begins with http:// may be meant.`);
  });

  it('is given up in time, and at once when nobody wants the answer any more', async () => {
    const address = await serve(() => {});
    const slow = caught(client(address)({ method: 'GET', path: '/', timeout: 50 }, abort));
    expect((await slow).message).toBe(`Ray at ${address} did not answer within 0.05 s.`);
    const leaving = new AbortController();
    const left = caught(client(address)({ method: 'GET', path: '/' }, leaving.signal));
    leaving.abort(new Error('enough'));
    expect((await left).message).toBe('enough');
    expect((await caught(client(address)({ method: 'GET', path: '/' }, leaving.signal))).message).toBe('enough');
  });

  it('whose answer has no end is given up', async () => {
    const address = await serve((_, answer) => {
      const more = () => {
        while (answer.write('x'.repeat(65_536)));
        answer.once('drain', more);
      };
      more();
    });
    const error = await caught(client(address)({ method: 'GET', path: '/', most: 1_000_000 }, abort));
    expect(error.message).toMatch(/answered with more than 1000000 bytes/);
  });

  it.each([
    ['http://127.0.0.1:9', /refuses connections: nothing listens there/],
    ['http://sigwatch.invalid:8265', /has a name that can not be resolved/],
  ])('to %s says why it has no answer', async (address, words) => {
    const error = await caught(client(address)({ method: 'GET', path: '/' }, abort));
    expect(error).toMatchObject({ name: 'UnansweredError' });
    expect(error.message).toMatch(words);
  });

  it('is asked again where a proxy had nobody behind it for a moment, and only asked', async () => {
    const calls: string[] = [];
    const address = await serve((asked, answer) => {
      calls.push(asked.method ?? '');
      answer.statusCode = calls.length < 3 || asked.url === '/away' ? 503 : 200;
      answer.end('{}');
    });
    const ray = client(address);
    expect(await ray({ method: 'GET', path: '/soon' }, abort)).toMatchObject({ status: 200 });
    expect(await ray({ method: 'GET', path: '/away' }, abort)).toMatchObject({ status: 503 });
    expect(await ray({ method: 'POST', path: '/away', body: {} }, abort)).toMatchObject({ status: 503 });
    expect(calls).toEqual([...Array.from({ length: 6 }, () => 'GET'), 'POST']);
  });

  it('is asked again only where that does no harm', async () => {
    const calls: string[] = [];
    const address = await serve((asked, answer) => {
      calls.push(asked.method ?? '');
      if (calls.length % 2 === 1) asked.socket.destroy();
      else answer.end('{}');
    });
    expect(await client(address)({ method: 'GET', path: '/' }, abort)).toMatchObject({ status: 200 });
    expect(calls).toEqual(['GET', 'GET']);
    const posted = await caught(client(address)({ method: 'POST', path: '/', body: {} }, abort));
    expect(posted).toMatchObject({ name: 'UnansweredError' });
    expect(calls).toEqual(['GET', 'GET', 'POST']);
  });

  it('never tells the token in what goes wrong', async () => {
    const address = await serve((asked) => asked.socket.destroy());
    const ray = client(address, { RAY_AUTH_TOKEN: SECRET }, { headers: { cookie: SECRET } });
    const wrong = client(address, { RAY_AUTH_TOKEN: `${SECRET}\nbad` });
    for (const asked of [ray, wrong, client('http://127.0.0.1:9', { RAY_AUTH_TOKEN: SECRET })]) {
      const error = await caught(asked({ method: 'POST', path: '/api/jobs/', body: {} }, abort));
      expect(error.name).toBe('UnansweredError');
      expect(`${error.message}${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain(SECRET);
    }
  });
});

describe('the token', () => {
  const headersOf = (settings: Partial<RaySettings>, env: Record<string, string>) =>
    rayConnection(raySettings(settings), env).headers();

  it('is that of the settings, of the variable, of the file it names, or of the home, in that order', () => {
    const home = folder();
    const file = (name: string) => {
      const path = join(home, name);
      writeFileSync(path, `${name}\n`);
      return path;
    };
    const [one, two] = [file('one'), file('two')];
    const all = { HOME: home, RAY_AUTH_TOKEN: 'three', RAY_AUTH_TOKEN_PATH: two };
    expect(headersOf({ token_file: one }, all)).toEqual({ authorization: 'Bearer one' });
    expect(headersOf({}, all)).toEqual({ authorization: 'Bearer three' });
    expect(headersOf({}, { HOME: home, RAY_AUTH_TOKEN_PATH: two })).toEqual({ authorization: 'Bearer two' });
    expect(headersOf({}, { HOME: home })).toEqual({});
    expect(headersOf({ headers: { Authorization: 'Basic x' } }, all)).toEqual({ Authorization: 'Basic x' });
  });

  it('is read anew for each question', () => {
    const path = join(folder(), 'token');
    writeFileSync(path, 'old');
    const connection = rayConnection(raySettings({ token_file: path }), {});
    expect(connection.headers()).toEqual({ authorization: 'Bearer old' });
    writeFileSync(path, 'new');
    expect(connection.headers()).toEqual({ authorization: 'Bearer new' });
  });

  it('that can not be read, or is empty, is an error with what to do', () => {
    expect(() => headersOf({ token_file: '/nowhere/token' }, {})).toThrow(
      /token_file \/nowhere\/token can't be read \(ENOENT\)/,
    );
    const path = join(folder(), 'token');
    writeFileSync(path, ' \n');
    expect(() => headersOf({}, { RAY_AUTH_TOKEN_PATH: path })).toThrow(/RAY_AUTH_TOKEN_PATH .* is empty/);
  });
});

it('certificates are read from their files', () => {
  const path = join(folder(), 'ca.pem');
  writeFileSync(path, 'PEM');
  const { tls } = rayConnection(raySettings({ tls: { ca: path } }), {});
  expect(tls).toEqual({ ca: 'PEM', rejectUnauthorized: true });
  expect(() => rayConnection(raySettings({ tls: { key: '/nowhere/key' } }), {})).toThrow(
    /tls.key \/nowhere\/key can't be read/,
  );
});

it.each([
  ['', ''],
  ['<html>x', ''],
  ['a\nValueError: b\n.\n', 'ValueError: b'],
])('the last line of %j is %j', (text, expected) => {
  expect(lastLine(text)).toBe(expected);
});
