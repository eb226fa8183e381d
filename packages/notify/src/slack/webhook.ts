import type { Sent } from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { post } from '../http/post.js';
import { takenBy } from '../http/taken.js';
import { messageOf } from './blocks.js';

const ANEW = 'make a new incoming webhook, and give the whole of its address';

const REMEDIES: Readonly<Record<string, string>> = {
  no_service: ANEW,
  no_active_hooks: ANEW,
  no_service_id: ANEW,
  no_team: ANEW,
  team_disabled: ANEW,
  invalid_token: ANEW,
  channel_not_found: 'its channel is gone: make a webhook for another one',
  channel_is_archived: 'its channel is archived: make a webhook for another one',
  action_prohibited: 'an administrator of the workspace does not let it post',
  posting_to_general_channel_denied: 'an administrator of the workspace does not let it post there',
};

/** By an incoming webhook, whose address is all that Slack asks for. */
export async function sendToSlackWebhook({ notice, secrets, abort, now }: Sending<'url'>): Promise<Sent> {
  const body = JSON.stringify(messageOf(notice));
  const answer = await post({ url: secrets.url!, headers: { 'content-type': 'application/json' }, body }, abort);
  return { detail: takenBy('Slack', answer, now, (text) => REMEDIES[text.trim()]) };
}
