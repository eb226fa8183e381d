import { type Answer, type Asked, HttpReceiver, objectOf } from './http-receiver.js';
import { blockProblems } from './slack-blocks.js';

export interface SlackWebhook extends AsyncDisposable {
  readonly receiver: HttpReceiver;
  /** With the secret in its path, as Slack's. */
  readonly url: string;
  /** What it took, in order. */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/** An incoming webhook of Slack: takes what Slack takes, and says what Slack says of the rest. */
export async function slackWebhook(
  path = '/services/T00000000/B00000000/SECRETsecretSECRETsecret',
): Promise<SlackWebhook> {
  const receiver = await HttpReceiver.start((asked) => answerTo(asked, path));
  return {
    receiver,
    url: receiver.url + path,
    get messages() {
      return receiver.taken.map(({ body }) => objectOf(body) ?? {});
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function answerTo({ method, path, headers, body }: Asked, own: string): Answer {
  if (path !== own) return { status: 404, body: 'no_service' };
  if (method !== 'POST') return { status: 405, body: 'method_not_allowed' };
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return { status: 400, body: 'invalid_payload' };
  const message = objectOf(body);
  if (message === undefined) return { status: 400, body: 'invalid_payload' };
  const { text, blocks, attachments } = message;
  if (attachments !== undefined && (!Array.isArray(attachments) || attachments.length > 100))
    return { status: 400, body: 'too_many_attachments' };
  if (text !== undefined && typeof text !== 'string') return { status: 400, body: 'invalid_payload' };
  if (!text && blocks === undefined && attachments === undefined) return { status: 400, body: 'no_text' };
  if (typeof text === 'string' && text.length > 40_000) return { status: 400, body: 'msg_too_long' };
  const lists = [blocks, ...((attachments as readonly { blocks?: unknown }[]) ?? []).map((one) => one.blocks)];
  if (lists.some((list) => list !== undefined && blockProblems(list).length > 0))
    return { status: 400, body: 'invalid_blocks' };
  return { status: 200, body: 'ok' };
}

/** What Slack says to who sends too much: default, again in a second. */
export const tooMany = (seconds: number | string = 1): Answer => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: 'rate_limited',
});
