import { type Answer, type Asked, HttpReceiver } from '../support/receivers/http-receiver.js';
import type { Moto } from './moto.js';

/** What a connection says for itself, and what `fetch` says anew. */
const OWN = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'expect']);

/** Stands before the moto server: counts what is asked, and refuses, hangs and lies by script. `late` (ms) is by how much its clock is behind. */
export async function s3Proxy(moto: Moto, { late = 0 }: { readonly late?: number } = {}): Promise<HttpReceiver> {
  return HttpReceiver.start(async ({ method, path, headers, body }: Asked): Promise<Answer> => {
    const answer = await fetch(moto.endpoint + path, {
      method,
      headers: Object.entries(headers)
        .filter(([name, value]) => !OWN.has(name) && typeof value === 'string')
        .map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body === '' ? {} : { body }),
    });
    const said = Object.fromEntries([...answer.headers].filter(([name]) => !OWN.has(name)));
    for (const name of ['date', 'last-modified'])
      if (late !== 0 && said[name] !== undefined) said[name] = new Date(Date.parse(said[name]) - late).toUTCString();
    return { status: answer.status, headers: said, body: Buffer.from(await answer.arrayBuffer()) };
  });
}

/** As S3 says that something is not allowed, or went wrong. */
export const s3Error = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});
