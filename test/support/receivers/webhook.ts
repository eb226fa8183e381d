import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Answer, type Asked, HttpReceiver, objectOf } from './http-receiver.js';

export interface Webhook extends AsyncDisposable {
  readonly receiver: HttpReceiver;
  readonly url: string;
  /** The CloudEvents that it took, in order. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

export interface WebhookOptions {
  /** `whsec_` and base64, as Standard Webhooks has it; anything else is the key itself. */
  readonly secret?: string;
  /** How far its timestamp may be from ours, default 300. */
  readonly tolerance_seconds?: number;
}

/** Who takes a webhook as Standard Webhooks says (signature, then age), with a CloudEvent 1.0 in its body. */
export async function webhook({
  secret = `whsec_${Buffer.from('SECRET-of-the-webhook-receiver').toString('base64')}`,
  tolerance_seconds = 300,
}: WebhookOptions = {}): Promise<Webhook> {
  const receiver = await HttpReceiver.start((asked) => answerTo(asked, secret, tolerance_seconds));
  return {
    receiver,
    url: `${receiver.url}/hooks/training`,
    get events() {
      return receiver.taken.map(({ body }) => objectOf(body) ?? {});
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function answerTo({ method, headers, body }: Asked, secret: string, tolerance: number): Answer {
  if (method !== 'POST') return { status: 405 };
  const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof stamp !== 'string' || typeof signatures !== 'string')
    return { status: 401, body: 'not signed' };
  const right = createHmac('sha256', keyOf(secret)).update(`${id}.${stamp}.${body}`).digest();
  const signed = signatures.split(' ').some((signature) => {
    const [version, code] = signature.split(',');
    const given = Buffer.from(code ?? '', 'base64');
    return version === 'v1' && given.length === right.length && timingSafeEqual(given, right);
  });
  if (!signed) return { status: 401, body: 'the signature is wrong' };
  if (!(Math.abs(Date.now() / 1_000 - Number(stamp)) <= tolerance)) return { status: 401, body: 'too old' };
  const problem = eventProblem(headers['content-type'] ?? '', objectOf(body));
  return problem === undefined ? { status: 204 } : { status: 400, body: problem };
}

/** What is wrong with a CloudEvent in structured mode. */
function eventProblem(type: string, event: Readonly<Record<string, unknown>> | undefined): string | undefined {
  if (!/^application\/cloudevents\+json\b/.test(type)) return `the content type is ${type}`;
  if (event === undefined) return 'no JSON';
  if (event.specversion !== '1.0') return 'specversion is not 1.0';
  const missing = ['id', 'source', 'type'].find((name) => typeof event[name] !== 'string' || event[name] === '');
  if (missing !== undefined) return `${missing} is missing`;
  if (event.time !== undefined && !Number.isFinite(Date.parse(String(event.time)))) return 'time is no time';
  return Object.keys(event).every((name) => /^[a-z0-9]+$/.test(name)) ? undefined : 'names are lower case and digits';
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
