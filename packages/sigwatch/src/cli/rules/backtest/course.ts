import { type Discovery, type Fields, type Millis, replay, type SigwatchEvent } from '@sigwatch/core';
import type { Side } from './side.js';

type Data = SigwatchEvent['data'];

/** A line that a rule hit, or what the engine said by itself (line 0). */
export interface Hit {
  readonly rule: string;
  readonly source: string;
  readonly line: number;
  readonly text: string;
  readonly fields: Fields;
}

/** One thing that a side made of a log: two sides agree where `key` is the same. */
export interface Entry {
  readonly kind: 'incident' | 'false alarm' | 'decision' | 'state';
  readonly key: string;
  readonly at: Millis;
  readonly attempt: number;
  readonly data: Data;
}

/** What one side makes of a log. */
export interface Course {
  readonly entries: readonly Entry[];
  /** By rule, source and line; progress is only counted. */
  readonly hits: ReadonlyMap<string, Hit>;
  readonly steps: number;
}

/** Replays a log by the rules and the policy of one side. */
export async function courseOf(run_id: string, logs: Discovery, side: Side, now: () => Millis): Promise<Course> {
  const entries: Entry[] = [];
  const hits = new Map<string, Hit>();
  let steps = 0;
  const { monitor, matcher, policy, registry } = side;
  const judges = { run_id, monitor, matcher, ...(policy && { policy }), ...(registry && { registry }) };
  for await (const event of replay({ ...judges, logs, now })) {
    if (event.event_type === 'progress') steps += 1;
    if (event.event_type === 'signal') {
      const hit = hitOf(event.data);
      if (event.data.kind === 'progress') steps += 1;
      else hits.set(placeKey(hit), hit);
    }
    const entry = entryOf(event);
    if (entry !== undefined) entries.push(entry);
  }
  return { entries, hits, steps };
}

export const placeKey = ({ rule, source, line }: Hit): string => `${line} ${rule} ${source}`;

function hitOf({ signal, source, line, text, fields }: Data): Hit {
  return { rule: signal, source, line, text, fields: fields ?? {} } as unknown as Hit;
}

function entryOf({ event_type, data, attempt, timestamp }: SigwatchEvent): Entry | undefined {
  const entry = (kind: Entry['kind'], ...same: unknown[]): Entry => {
    const key = JSON.stringify([kind, attempt, ...same]);
    return { kind, key, at: Date.parse(timestamp), attempt, data };
  };
  switch (event_type) {
    case 'incident_closed': {
      const { signal, error_type, source, line } = data.root as Data;
      return entry(data.ignored === true ? 'false alarm' : 'incident', signal, error_type, data.mode, source, line);
    }
    case 'decision': {
      // The reason is told, and not compared: another wording decides nothing.
      const { action, mode, error_type, max_retries, restarts_used, delay_seconds, resume, exclude_nodes } = data;
      const same = { action, mode, error_type, max_retries, restarts_used, delay_seconds, resume, exclude_nodes };
      return entry('decision', same);
    }
    case 'run_ended':
      return entry('state', data.state);
    default:
      return undefined;
  }
}
