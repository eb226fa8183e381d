import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Responder {
  readonly endpoint: string;
  /** What was asked, in order: `GET /bucket/key`. */
  readonly asked: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers as S3 does on the wire, one question after the other by `answer`; it never answers where that does not. */
export async function responder(answer: Answering): Promise<Responder> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.replace('?x-id=GetObject', '')}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://user:hidden@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const xml =
  (status: number, code: string): Answering =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>AKIAEXAMPLE</Message><AWSAccessKeyId>AKIAEXAMPLE</AWSAccessKeyId></Error>`,
    );
  };

export interface Held {
  readonly bytes: Buffer;
  readonly modified: number;
}

/** What GET of objects is answered with: etags, ranges and conditions, as S3 reads them. `chunked`: no length is said. */
export const objects =
  (held: ReadonlyMap<string, Held>, chunked = false): Answering =>
  (request, response) => {
    const object = held.get(decodeURIComponent((request.url ?? '').split('?')[0] ?? ''));
    if (object === undefined) return xml(404, 'NoSuchKey')(request, response);
    const etag = `"${object.bytes.toString('base64url').slice(-8)}${object.bytes.length}"`;
    const { range, 'if-none-match': known } = request.headers;
    if (known === etag) return void response.writeHead(304).end();
    const headers = { etag, 'last-modified': new Date(object.modified).toUTCString() };
    const size = object.bytes.length;
    const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
    const from = first === '' ? (last === '' ? 0 : Math.max(0, size - Number(last))) : Number(first);
    const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
    if (range !== undefined && from >= size) return xml(416, 'InvalidRange')(request, response);
    const part = range === undefined ? {} : { 'content-range': `bytes ${from}-${to - 1}/${size}` };
    response.writeHead(range === undefined ? 200 : 206, {
      ...{ ...headers, ...part },
      ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': to - from }),
    });
    response.end(object.bytes.subarray(from, to));
  };
