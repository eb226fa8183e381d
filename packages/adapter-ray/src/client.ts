import { createReadStream } from 'node:fs';
import { retry, UnansweredError } from '@sigwatch/core';
import { Agent, request } from 'undici';
import type { Connection } from './connection.js';

/** One request to the dashboard. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the address, with its slash. */
  readonly path: string;
  /** Sent as JSON; bytes as they are. */
  readonly body?: object | Buffer;
  /** In place of a body: the bytes of a file, which is read as it is sent. */
  readonly file?: { readonly path: string; readonly size: number };
  /** ms for all of it; 20 s by default. */
  readonly timeout?: number;
  /** Bytes that the answer may have; 16 MiB by default. */
  readonly most?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Where a redirection leads. */
  readonly location?: string;
  /** What the server's clock says, as HTTP has it. */
  readonly date?: string;
}

/** The answer has more bytes than it may have. */
export class TooLongError extends UnansweredError {}

/** How Ray is asked: over HTTP, or in tests by something that answers in its place. Rejects with `UnansweredError`, with `PermissionDeniedError`, or with the reason of `abort`. */
export type Ray = (call: Call, abort: AbortSignal) => Promise<Answer>;

const LIMIT = 20_000;
const MOST = 16 * 1024 * 1024;
/** ms. A head whose machine is gone does not refuse: nothing comes back at all. */
const CONNECT = 5_000;

/**
 * What is only asked is asked again where a connection was cut, or a proxy had nobody behind it for a moment: soon, and not
 * for long, since whoever polls asks again anyway and is to hear in time that nobody answers.
 */
const AGAIN = { retries: 2, initial: 250, max: 1_000, within: 2_000 } as const;

/** By HTTP, with connections that are kept. Only a GET is asked again, and what a server has refused never. */
export function rayClient(connection: Connection): Ray {
  const agent = new Agent({
    connections: 8,
    // Less than what servers and proxies keep an idle connection for, so that none is used that has just been closed.
    keepAliveTimeout: 4_000,
    connect: { timeout: CONNECT, ...connection.tls },
  });
  return async (call, abort) => {
    const limit = Math.max(0, call.timeout ?? LIMIT);
    // Not by `AbortSignal.any`: on Node 20 a signal remembers each of its children for as long as it lives.
    const own = new AbortController();
    const leave = () => own.abort(abort.reason);
    const timer = setTimeout(leave, limit);
    abort.addEventListener('abort', leave, { once: true });
    try {
      abort.throwIfAborted();
      const again = { ...AGAIN, abort: own.signal, retryable: isPassing };
      return await (call.method === 'GET'
        ? retry((signal) => settled(once(connection, agent, call, signal)), again).catch(toldBy)
        : once(connection, agent, call, own.signal));
    } catch (error) {
      abort.throwIfAborted();
      if (isOwn(error)) throw error;
      const why = own.signal.aborted ? `did not answer within ${limit / 1000} s` : whyOf(error);
      // Never the error itself as a cause: it may hold the headers.
      throw new UnansweredError(`Ray at ${connection.address} ${why}.`);
    } finally {
      clearTimeout(timer);
      abort.removeEventListener('abort', leave);
    }
  };
}

async function once(connection: Connection, agent: Agent, call: Call, signal: AbortSignal): Promise<Answer> {
  const { method, path, body, file, most = MOST } = call;
  const json = body !== undefined && !Buffer.isBuffer(body);
  const answer = await request(`${connection.address}${path}`, {
    method,
    dispatcher: agent,
    signal,
    headers: {
      // Ray 2.9 fails without; and takes whatever looks like a browser for one, which it refuses.
      'user-agent': 'sigwatch',
      accept: 'application/json',
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(file === undefined ? {} : { 'content-type': 'application/zip', 'content-length': String(file.size) }),
      ...connection.headers(),
    },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    ...(file === undefined ? {} : { body: createReadStream(file.path) }),
  });
  const text = await boundedText(answer.body, most, connection.address);
  const { location, date } = answer.headers;
  return {
    status: answer.statusCode,
    text,
    ...(typeof location === 'string' ? { location } : {}),
    ...(typeof date === 'string' ? { date } : {}),
  };
}

async function boundedText(body: AsyncIterable<Buffer>, most: number, address: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the body, and so ends its connection.
  for await (const part of body) {
    size += part.length;
    if (size > most) throw new TooLongError(`Ray at ${address} answered with more than ${most} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string } | undefined)?.code;

const isOwn = (error: unknown): boolean =>
  error instanceof UnansweredError || (error instanceof Error && codeOf(error) === 'permission_denied');

/** What a proxy says in the place of a dashboard that is away. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** An answer that may be another one in a moment; if it is not, it is the answer. */
class AwayAnswer extends Error {
  constructor(readonly answer: Answer) {
    super(`answered with ${answer.status}`);
  }
}

async function settled(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (AWAY.has(answer.status)) throw new AwayAnswer(answer);
  return answer;
}

function toldBy(error: unknown): Answer {
  if (error instanceof AwayAnswer) return error.answer;
  throw error;
}

/** A kept connection that the other side has closed, and an answer of a proxy. */
const isPassing = (error: unknown): boolean =>
  error instanceof AwayAnswer || ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '');

/** By its code: messages of libraries may hold what was sent. */
function whyOf(error: unknown): string {
  const code = codeOf(error) ?? (error as { readonly cause?: { readonly code?: string } }).cause?.code;
  if (code === 'ECONNREFUSED') return 'refuses connections: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'has a name that can not be resolved';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO')
    return 'speaks no TLS: an address that begins with http:// may be meant';
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `could not be reached within ${CONNECT / 1000} s`;
  if (code !== undefined && /CERT|SELF_SIGNED|TLS|SSL|ALTNAME/.test(code))
    return `has a certificate that is not trusted (${code}): set tls.ca`;
  return `gave no answer (${code ?? 'unknown error'})`;
}
