import { type SigwatchEvent, sanitize } from '@sigwatch/core';

/** `data` of a `signal` event. */
export interface SignalTold {
  /** Name of the rule, or of what the platform has told. */
  readonly signal: string;
  readonly error_type?: string;
  readonly subsystem?: string;
  readonly mode?: string;
  readonly kind: string;
  readonly severity: string;
  readonly source: string;
  /** 1 for the first; 0 where it stands in no line. */
  readonly line: number;
  readonly offset: number;
  readonly text: string;
  readonly block?: readonly string[];
  readonly fields: Readonly<Record<string, number | string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export type RootTold = Pick<SignalTold, 'signal' | 'error_type' | 'source' | 'line' | 'text'>;

export interface ReadLog {
  readonly signals: readonly SignalTold[];
  /** Of the incidents that were failures. */
  readonly roots: readonly RootTold[];
}

/** All that a dry run over a log tells of failures. Rejects as the dry run does. */
export async function readLog(eventsOf: (log: string) => AsyncIterable<SigwatchEvent>, log: string): Promise<ReadLog> {
  const signals: SignalTold[] = [];
  const roots: RootTold[] = [];
  for await (const { event_type, data } of eventsOf(log)) {
    if (event_type === 'signal') signals.push(data as unknown as SignalTold);
    if (event_type === 'incident_closed' && data.ignored !== true) roots.push(data.root as unknown as RootTold);
  }
  return { signals, roots };
}

/** `FILE:LINE RULE (ERROR TYPE): TEXT`, on one line that is safe to print. */
export function placeText({ signal, error_type, source, line, text }: RootTold): string {
  const type = error_type === undefined ? '' : ` (${error_type})`;
  return `${source}:${line} ${signal}${type}: ${sanitize(text).trim()}`;
}
