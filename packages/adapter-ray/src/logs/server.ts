import { Agent, type Dispatcher, request } from 'undici';
import type { Connection } from '../connection.js';

/** Whom logs are asked of. */
export interface LogServer extends Connection {
  readonly dispatcher: Dispatcher;
}

/** With connections of its own: what is followed holds one for hours. */
export function logServer(connection: Connection): LogServer {
  const dispatcher = new Agent({ keepAliveTimeout: 4_000, connect: { timeout: 5_000, ...connection.tls } });
  return { ...connection, headers: () => connection.headers(), dispatcher };
}

/** The server has answered, and this is not what was asked for. */
export class LogAnswerError extends Error {
  override readonly name = 'LogAnswerError';
  constructor(
    readonly status: number,
    readonly path: string,
    readonly said: string,
  ) {
    super(`Ray answers ${status} to ${path}${said === '' ? '' : `: ${said}`}`);
  }
}

export interface Asked {
  readonly abort: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** ms without a byte after which it is given up. Default 30 s; 0 for what may be silent for ever. */
  readonly silence?: number;
  /** Default: only 200. */
  readonly good?: readonly number[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Taken from the connection only as it is read; ends it when it is left. Throws when it is cut. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Asks the dashboard by a path, or whoever has the whole address. */
export async function ask(server: LogServer, where: string, asked: Asked): Promise<Answered> {
  const { abort, headers = {}, silence = 30_000, good = [200] } = asked;
  const url = where.startsWith('/') ? `${server.address}${where}` : where;
  const {
    statusCode,
    headers: told,
    body,
  } = await request(url, {
    headers: { 'user-agent': 'sigwatch', ...(isOwn(server, url) ? server.headers() : {}), ...headers },
    signal: abort,
    headersTimeout: 30_000,
    bodyTimeout: silence,
    dispatcher: server.dispatcher,
  });
  // Who leaves it before its end would else be told of that by an unhandled error.
  body.on('error', () => {});
  if (!good.includes(statusCode)) throw new LogAnswerError(statusCode, where, await said(body));
  return { status: statusCode, headers: told, chunks: chunksOf(body) };
}

/** An address from within a cluster may be another machine's here, which must not get the token; nor is it sent in clear text where the dashboard has TLS. */
function isOwn({ address }: LogServer, url: string): boolean {
  const [own, other] = [new URL(address), new URL(url)];
  return own.hostname === other.hostname && (own.protocol === 'http:' || other.protocol === 'https:');
}

export async function askJson(server: LogServer, where: string, abort: AbortSignal): Promise<unknown> {
  const { chunks } = await ask(server, where, { abort });
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return JSON.parse(Buffer.concat(parts).toString());
}

type Body = Dispatcher.ResponseData['body'];

async function* chunksOf(body: Body): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } finally {
    body.destroy();
  }
}

/** The first line, or the last of a Python traceback, which is the one that tells. */
async function said(body: Body): Promise<string> {
  const text = (await body.text().catch(() => '')).trim();
  const lines = text.split('\n');
  const line = lines[0]?.startsWith('Traceback') ? lines.at(-1) : lines[0];
  return (line ?? '').slice(0, 300);
}
