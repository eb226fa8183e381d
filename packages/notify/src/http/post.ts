import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { whyOf } from './why.js';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  /** The first of it: nobody reads a page to its end. */
  readonly text: string;
  readonly retry_after?: string;
}

/** Of an answer no more is read (bytes). */
const MOST = 64 * 1024;
/** ms */
const CONNECT = 10_000;

/** Posts, by connections that are kept for as long as it is used. */
export type Poster = (post: Post) => Promise<Answer>;

/** Posts once: see `posting`. */
export const post = (one: Post, abort: AbortSignal): Promise<Answer> => posting((send) => send(one), abort);

/**
 * For what is posted, by HTTPS_PROXY and NO_PROXY where they are set. A redirection is an answer like any other: what is
 * sent, and the address itself, are secrets that nobody else is to be told. Rejects, without a word of what was sent,
 * where no answer came, and with the reason of `abort`.
 */
export async function posting<T>(use: (post: Poster) => Promise<T>, abort: AbortSignal): Promise<T> {
  // There are minutes between two notices, and nothing has to be closed then.
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: CONNECT } });
  try {
    return await use((one) => postBy(dispatcher, one, abort));
  } finally {
    await dispatcher.destroy();
  }
}

async function postBy(dispatcher: Dispatcher, { url, headers, body }: Post, abort: AbortSignal): Promise<Answer> {
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher,
      signal: abort,
      headers: { 'user-agent': 'sigwatch', ...headers },
      body,
    });
    const text = await firstOf(answer.body);
    const retry = answer.headers['retry-after'];
    return { status: answer.statusCode, text, ...(typeof retry === 'string' ? { retry_after: retry } : {}) };
  } catch (error) {
    abort.throwIfAborted();
    // Never the error itself as a cause: it may hold the headers.
    throw new Error(`${hostOf(url)} ${whyOf(error)}`);
  }
}

/** Of an address what may be told: paths and queries of webhooks are secrets. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'the address';
  }
}

async function firstOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the body, and so ends its connection.
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size >= MOST) break;
  }
  return Buffer.concat(parts).subarray(0, MOST).toString('utf8');
}
