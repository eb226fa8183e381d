import { type SigwatchEvent, sanitize } from '@sigwatch/core';

/** `data` of a `signal` event. Its keys are those of the schema; one that a signal does not tell is not there. */
export interface SignalTold {
  /** Name of the rule, or of what the platform has told. */
  readonly signal: string;
  /** Name of its rule, with its pack and the version of that. */
  readonly rule?: { readonly id: string; readonly pack?: string; readonly version?: string; readonly file?: string };
  /** What failed, by one word such as `oom`. */
  readonly error_type?: string;
  /** Coarse kind of the failure. */
  readonly category?: string;
  /** Where it failed: `cuda`, `network` … */
  readonly subsystem?: string;
  /** `crash`, `stall`, `timeout` or `success`. */
  readonly mode?: string;
  /** `error`, `warning`, `progress`, `checkpoint`, `success` or `notice`. */
  readonly kind: string;
  /** `warning`, `error`, `critical` or `fatal`. */
  readonly severity: string;
  /** The log, as it was named. */
  readonly source: string;
  /** 1 for the first; 0 where it stands in no line. */
  readonly line: number;
  /** Of its first byte in the log. */
  readonly offset: number;
  /** The line. */
  readonly text: string;
  /** What the rule's operator holds apart by `by`. */
  readonly group?: string;
  /** `true` where what the rule has told of before is over. */
  readonly resolved?: boolean;
  /** Lines that belong to it, such as those of a traceback. */
  readonly block?: readonly string[];
  /** What the groups of the pattern have captured. */
  readonly fields: Readonly<Record<string, number | string>>;
  /** What the rule says beside the standard keys. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What to do about it, in a sentence. */
  readonly remedy?: string;
}

/** All keys of it, so that none is asked for that no signal has. */
export const SIGNAL_KEYS = Object.keys({
  ...{
    signal: 0,
    rule: 0,
    error_type: 0,
    category: 0,
    subsystem: 0,
    mode: 0,
    kind: 0,
    severity: 0,
    source: 0,
    line: 0,
  },
  ...{ offset: 0, text: 0, group: 0, resolved: 0, block: 0, fields: 0, metadata: 0, remedy: 0 },
} satisfies Record<keyof SignalTold, 0>);

/** What is told of a root cause. */
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
