import { createHash, createHmac } from 'node:crypto';
import type { Millis } from '@sigwatch/core';

/**
 * Headers in the way of Standard Webhooks: HMAC-SHA256 over id, moment and body, by which who receives them knows that
 * they are ours, unchanged and not of long ago. `secret`: `whsec_` and a key in base64, else the key itself.
 */
export function signedHeaders(
  id: string,
  body: string,
  now: Millis,
  secret: string | undefined,
): Readonly<Record<string, string>> {
  const name = headerId(id);
  const moment = String(Math.floor(now / 1000));
  const headers = { 'webhook-id': name, 'webhook-timestamp': moment };
  if (secret === undefined) return headers;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${name}.${moment}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}

/** A dot parts what is signed, and a header is ASCII: an id with more than that stands there by its hash. */
function headerId(id: string): string {
  const plain = id.length <= 200 && /^[A-Za-z0-9_/:#-]+$/.test(id);
  return plain ? id : createHash('sha256').update(id).digest('hex');
}
