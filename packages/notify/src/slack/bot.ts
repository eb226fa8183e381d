import type { Json, Sent, SlackBotNotifier } from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { toneOf } from '../text/tone.js';
import { askSlack, type SlackCall, SlackRefusal } from './api.js';
import { type Message, messageOf } from './blocks.js';

/** The first message of a run, below which all others stand. */
interface Thread {
  readonly channel: string;
  readonly ts: string;
}

/** Slack has it no more: the run begins a thread anew. */
const GONE: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

/**
 * The first news of a run is a message of the channel, what follows stands in its thread; the message then shows how the
 * run is now. News of several runs at once are messages of their own.
 */
export async function sendBySlackBot(config: SlackBotNotifier, sending: Sending<'token'>): Promise<Sent> {
  const { notice, kept, secrets, abort, now } = sending;
  const ask = (method: SlackCall['method'], body: object) =>
    askSlack({ api: config.api_url ?? 'https://slack.com/api', token: secrets.token!, method, body, now }, abort);
  const message = { ...messageOf(notice), ...plain, metadata: metadataOf(sending) };
  const first = () => ask('chat.postMessage', { channel: config.channel, ...message });
  if (notice.runs !== undefined) {
    const { ts } = await first();
    return { detail: `Slack has it as message ${ts}` };
  }
  const thread = threadOf(kept);
  if (thread === undefined) return begun(await first());
  const loud = config.broadcast !== false && toneOf(notice).urgent && notice.reminder === undefined;
  try {
    // A message that is shown in the channel as well may have no attachments.
    const body = loud ? inOnePart(message) : message;
    const place = { channel: thread.channel, thread_ts: thread.ts };
    const { ts } = await ask('chat.postMessage', { ...place, ...body, ...(loud ? { reply_broadcast: true } : {}) });
    const note = config.update === false ? '' : await update(ask, thread, messageOf(notice));
    return { detail: `Slack has it as message ${ts} of thread ${thread.ts}${note}`, keep: { ...thread } };
  } catch (error) {
    if (!(error instanceof SlackRefusal) || !GONE.has(error.word)) throw error;
    return begun(await first());
  }
}

/** Nothing in it is looked at for links or mentions. */
const plain = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' };

const begun = ({ channel, ts }: Thread): Sent => ({
  detail: `Slack has it as message ${ts}, which begins a thread`,
  keep: { channel, ts },
});

/** Only shows: the news itself is delivered already, and would be sent twice if this failed. */
async function update(
  ask: (method: 'chat.update', body: object) => Promise<unknown>,
  { channel, ts }: Thread,
  message: Message,
): Promise<string> {
  try {
    await ask('chat.update', { channel, ts, ...message, link_names: false, parse: 'none' });
    return '';
  } catch (error) {
    return `, and its first message still shows an older state (${(error as Error).message})`;
  }
}

const inOnePart = <M extends Message>({ attachments, ...message }: M) => ({
  ...message,
  blocks: [...message.blocks, ...attachments.flatMap(({ blocks }) => blocks)],
});

/** For programs that read the channel. */
const metadataOf = ({ notice: { run_id, transition, dedup_key, reminder } }: Sending<'token'>) => ({
  event_type: 'sigwatch_notice',
  event_payload: { run_id, transition, dedup_key, ...(reminder === undefined ? {} : { reminder }) },
});

function threadOf(kept: Json | undefined): Thread | undefined {
  const { channel, ts } = (kept ?? {}) as { readonly channel?: unknown; readonly ts?: unknown };
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : undefined;
}
