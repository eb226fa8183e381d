import { Readable } from 'node:stream';
import {
  type Ending,
  type Matcher,
  type Monitor,
  type PolicySet,
  replay,
  type SigwatchEvent,
  streamSource,
} from '@sigwatch/core';

/** When the logs of tests are read, whenever that is: a test comes out the same every day. No line can be later. */
const READ_AT = Date.UTC(2100, 0, 1);
const deps = { now: () => READ_AT, schedule: () => () => {} };

export interface Played {
  readonly monitor: Monitor;
  readonly policy?: PolicySet | undefined;
  readonly sources: readonly { readonly id: string; readonly text: string }[];
  readonly ending?: Ending;
  /** The monitor's rules, where they are compiled already. */
  readonly matcher?: Matcher;
}

/** Everything that the engine tells of logs that are texts, on the clock of their own times. */
export async function play({ monitor, policy, sources, ending, matcher }: Played): Promise<readonly SigwatchEvent[]> {
  const logs = {
    async *sources() {
      for (const { id, text } of sources) yield streamSource(id, Readable.from([Buffer.from(text)]), { deps });
    },
  };
  const events: SigwatchEvent[] = [];
  const told = replay({
    ...{ run_id: 'test', logs, monitor, now: deps.now },
    ...(policy === undefined ? {} : { policy }),
    ...(ending === undefined ? {} : { ending }),
    ...(matcher === undefined ? {} : { matcher }),
  });
  for await (const event of told) events.push(event);
  return events;
}
