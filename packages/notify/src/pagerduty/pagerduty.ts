import type { PagerDutyNotifier, Sent } from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { posting } from '../http/post.js';
import { takenBy } from '../http/taken.js';
import { eventsOf } from './event.js';

const ADDRESS = 'https://events.pagerduty.com/v2/enqueue';

/** Only of the key: what else is wrong with an event nobody can set. */
const remedyFor = (text: string): string | undefined =>
  text.includes('routing_key') ? 'give the key of an integration of the kind Events API v2, 32 characters' : undefined;

const headers = { 'content-type': 'application/json' };

/** Each event may be sent again: PagerDuty knows it by its key. */
export async function sendToPagerDuty(
  config: PagerDutyNotifier,
  { notice, secrets, abort, now }: Sending<'routing_key'>,
): Promise<Sent> {
  const url = config.url ?? ADDRESS;
  const events = eventsOf(notice, config);
  const details = await posting(async (post) => {
    const said: string[] = [];
    for (const event of events) {
      const body = JSON.stringify({ routing_key: secrets.routing_key, ...event });
      said.push(takenBy('PagerDuty', await post({ url, headers, body }), now, remedyFor));
    }
    return said;
  }, abort);
  const [first = 'nothing to open or to resolve in PagerDuty', ...more] = details;
  return { detail: more.length === 0 ? first : `${first} (${events.length} events)` };
}
