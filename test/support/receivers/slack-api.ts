import { type Answer, type Asked, HttpReceiver, objectOf } from './http-receiver.js';
import { blockProblems } from './slack-blocks.js';

export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks?: unknown;
  /** Whether it is shown in the channel as well as in its thread. */
  readonly reply_broadcast?: boolean;
  /** How often it was changed. */
  readonly updates: number;
}

export interface SlackApi extends AsyncDisposable {
  readonly receiver: HttpReceiver;
  /** Ends with `/api/`. */
  readonly url: string;
  /** As they stand now, in the order in which they were posted. */
  readonly messages: readonly SlackMessage[];
}

export interface SlackApiOptions {
  readonly token?: string;
  /** Channels, by name (with #) or id, each with its id. */
  readonly channels?: Readonly<Record<string, string>>;
}

/** Slack's Web API for a bot: chat.postMessage and chat.update. Whatever goes wrong is `ok: false` with status 200, as there. */
export async function slackApi({
  token = 'xoxb-SECRET-bot-token',
  channels = { '#training': 'C0TRAINING', C0TRAINING: 'C0TRAINING' },
}: SlackApiOptions = {}): Promise<SlackApi> {
  const messages: SlackMessage[] = [];
  const receiver = await HttpReceiver.start((asked) => answerTo(asked, token, channels, messages));
  return {
    receiver,
    url: `${receiver.url}/api/`,
    messages,
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** Of the Web API, for a token that posts too often. */
export const rateLimited = (seconds: number | string = 1): Answer => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { ok: false, error: 'ratelimited' },
});

const failed = (error: string, messages?: readonly string[]): Answer => ({
  status: 200,
  body: { ok: false, error, ...(messages === undefined ? {} : { response_metadata: { messages } }) },
});

function answerTo(
  { method, path, headers, body }: Asked,
  token: string,
  channels: Readonly<Record<string, string>>,
  messages: SlackMessage[],
): Answer {
  const call = path.replace(/^\/api\//, '');
  if (call !== 'chat.postMessage' && call !== 'chat.update') return failed('unknown_method');
  if (method !== 'POST') return failed('invalid_post_type');
  if (headers.authorization === undefined) return failed('not_authed');
  if (headers.authorization !== `Bearer ${token}`) return failed('invalid_auth');
  const asked = objectOf(body);
  if (asked === undefined) return failed('invalid_json');
  const { channel, text, blocks, thread_ts, ts, reply_broadcast } = asked;
  const id = channels[String(channel)];
  if (id === undefined) return failed('channel_not_found');
  if (!text && blocks === undefined) return failed('no_text');
  if (typeof text === 'string' && text.length > 40_000) return failed('msg_too_long');
  const problems = blocks === undefined ? [] : blockProblems(blocks);
  if (problems.length > 0) return failed('invalid_blocks', problems);
  const shown = { text: String(text ?? ''), ...(blocks === undefined ? {} : { blocks }) };
  if (call === 'chat.update') {
    // Only by the channel's id, other than a new message.
    const place = messages.findIndex((message) => message.ts === ts && message.channel === channel);
    if (place < 0) return failed('message_not_found');
    const changed = { ...messages[place]!, ...shown, updates: messages[place]!.updates + 1 };
    messages[place] = changed;
    return { status: 200, body: { ok: true, channel: id, ts: changed.ts, text: changed.text } };
  }
  if (thread_ts !== undefined && !messages.some((message) => message.ts === thread_ts && message.channel === id))
    return failed('thread_not_found');
  const message: SlackMessage = {
    channel: id,
    ts: `17000${String(10_000 + messages.length)}.000100`,
    ...shown,
    ...(thread_ts === undefined ? {} : { thread_ts: String(thread_ts) }),
    ...(reply_broadcast === undefined ? {} : { reply_broadcast: reply_broadcast === true }),
    updates: 0,
  };
  messages.push(message);
  return { status: 200, body: { ok: true, channel: id, ts: message.ts, message: { type: 'message', ...message } } };
}
