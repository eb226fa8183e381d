import {
  type JobStatus,
  type Matcher,
  type Monitor,
  type Registry,
  replayInParts,
  type SigwatchEvent,
} from '@sigwatch/core';
import { type KnownText, textLogs } from './text-source.js';

/** Loaded and compiled once for all runs. */
export interface FleetRules {
  readonly monitor: Monitor;
  readonly matcher: Matcher;
  readonly registry?: Registry;
}

/** What is known of a run when something is told of it. */
export interface Evidence {
  readonly run_id: string;
  readonly texts: readonly KnownText[];
  /** How the job is known to stand. */
  readonly status: JobStatus;
  /** The clock of lines without a time. */
  readonly at: number;
}

/** What the rules say of it, as the data of events. */
export interface Diagnosis {
  /** Of a `signal`: the line that it began with. */
  readonly signal: SigwatchEvent['data'];
  /** What to do about it. */
  readonly remedy?: string;
}

/**
 * The one signal that explains how a run stands: the root of its failure, or what a rule says of its heartbeats. Undefined
 * where no rule says anything. Never rejects for what the texts hold.
 */
export async function diagnose(evidence: Evidence, rules: FleetRules): Promise<Diagnosis | undefined> {
  const { run_id, texts, status, at } = evidence;
  let root: Root | undefined;
  let remedy: string | undefined;
  const signals: SigwatchEvent[] = [];
  const told = replayInParts({
    ...{ run_id, ...rules, logs: textLogs(texts), now: () => at },
    ending: { status },
  });
  for await (const events of told)
    for (const event of events) {
      if (event.event_type === 'signal' && isTrouble(event)) signals.push(event);
      if (event.event_type !== 'incident_closed' || event.data.ignored === true) continue;
      root = event.data.root as unknown as Root;
      remedy = event.data.remedy as string | undefined;
    }
  const { signal, source, line } = root ?? {};
  const at_root = signals.find(
    ({ data }) => root !== undefined && data.signal === signal && data.source === source && data.line === line,
  );
  const found = at_root ?? signals.at(-1);
  if (found === undefined) return undefined;
  const advice = at_root === undefined ? undefined : remedy;
  const known = advice ?? (found.data.remedy as string | undefined);
  return { signal: found.data, ...(known === undefined ? {} : { remedy: known }) };
}

interface Root {
  readonly signal: string;
  readonly source: string;
  readonly line: number;
}

const isTrouble = ({ data }: SigwatchEvent): boolean =>
  (data.kind === 'error' || data.kind === 'warning') && data.resolved !== true;
