import { Readable } from 'node:stream';
import {
  type Ending,
  type Incident,
  type Matcher,
  type Monitor,
  type PolicySet,
  playScript,
  type Registry,
  replay,
  type Script,
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
  /** In place of sources and ending. */
  readonly script?: Script;
  readonly registry?: Registry | undefined;
  /** Is handed each incident as it closes. */
  readonly closed?: (incident: Incident) => void;
  /** The monitor's rules, where they are compiled already. */
  readonly matcher?: Matcher;
}

/** Everything that the engine tells of a script, or of logs that are texts, on the clock of their own times. */
export async function play(played: Played): Promise<readonly SigwatchEvent[]> {
  const { monitor, policy, sources, ending, script, matcher, registry, closed } = played;
  const logs = {
    async *sources() {
      for (const { id, text } of sources) yield streamSource(id, Readable.from([Buffer.from(text)]), { deps });
    },
  };
  const judges = {
    ...{ run_id: 'test', monitor },
    ...(policy === undefined ? {} : { policy }),
    ...(registry === undefined ? {} : { registry }),
    ...(closed === undefined ? {} : { closed }),
    ...(matcher === undefined ? {} : { matcher }),
  };
  const told =
    script === undefined
      ? replay({ ...judges, logs, now: deps.now, ...(ending === undefined ? {} : { ending }) })
      : playScript({ ...judges, script });
  const events: SigwatchEvent[] = [];
  for await (const event of told) events.push(event);
  return events;
}
