import { type Millis, TryLaterError, UndeliverableError } from '@sigwatch/core';
import { post } from '../http/post.js';
import { takenBy } from '../http/taken.js';

export interface SlackCall {
  /** Of the Web API, with or without a slash at its end. */
  readonly api: string;
  readonly token: string;
  readonly method: 'chat.postMessage' | 'chat.update';
  readonly body: object;
  readonly now: Millis;
}

/** What Slack says where the next try may be taken. */
const PASSING: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);
const LATER: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

const REMEDIES: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot into the channel',
  channel_not_found: 'give the id of a channel that the bot is in',
  is_archived: 'the channel is archived: give another one',
  invalid_auth: 'give the token of the bot, xoxb-…',
  not_authed: 'give the token of the bot, xoxb-…',
  token_revoked: 'install the app again and give its new token',
  token_expired: 'give a token that is valid',
  account_inactive: 'install the app again and give its new token',
  missing_scope: 'give the app the scope chat:write and install it again',
};

/** Slack says no with status 200: its word for why. */
export class SlackRefusal extends UndeliverableError {
  constructor(
    message: string,
    readonly word: string,
  ) {
    super(message);
  }
}

/** What Slack answers to a call; throws as `takenBy` does, and a `SlackRefusal` where it says that it can't be done. */
export async function askSlack(
  { api, token, method, body, now }: SlackCall,
  abort: AbortSignal,
): Promise<{ readonly channel: string; readonly ts: string }> {
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` };
  const url = `${api.replace(/\/$/, '')}/${method}`;
  const answer = await post({ url, headers, body: JSON.stringify(body) }, abort);
  takenBy('Slack', answer, now);
  const said = parsed(answer.text);
  if (said?.ok === true) return { channel: String(said.channel), ts: String(said.ts) };
  const word = typeof said?.error === 'string' ? said.error : 'something that is no answer of Slack';
  const told = `Slack said ${word} to ${method}`;
  if (LATER.has(word)) throw new TryLaterError(told);
  if (PASSING.has(word) || said === undefined) throw new Error(told);
  throw new SlackRefusal(REMEDIES[word] === undefined ? told : `${told}: ${REMEDIES[word]}`, word);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
