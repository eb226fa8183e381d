import type { Sent, WebhookNotifier } from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { hostOf, post } from '../http/post.js';
import { takenBy } from '../http/taken.js';
import { envelopeOf } from './envelope.js';
import { signedHeaders } from './sign.js';

export async function postToWebhook(
  config: WebhookNotifier,
  { notice, secrets, abort, now }: Sending<'url' | 'secret' | 'token'>,
): Promise<Sent> {
  const { url = '', secret, token } = secrets;
  const envelope = envelopeOf(notice, config.source ?? 'sigwatch');
  const body = JSON.stringify(envelope);
  const headers = {
    ...lowered(config.headers ?? {}),
    'content-type': 'application/cloudevents+json; charset=utf-8',
    ...(token === undefined ? {} : tokenHeader(config, token)),
    ...signedHeaders(envelope.id, body, now, secret),
  };
  return { detail: takenBy(hostOf(url), await post({ url, headers, body }, abort), now) };
}

/** So that none is sent twice in another spelling. */
const lowered = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const tokenHeader = ({ token_header }: WebhookNotifier, token: string): Readonly<Record<string, string>> =>
  token_header === undefined ? { authorization: `Bearer ${token}` } : { [token_header.toLowerCase()]: token };
