import type { EngineEvent, Millis } from '../contract.js';

/** Up to which active time each source is read; `null` for one that has ended. Json. */
export type Sources = Readonly<Record<string, Millis | null>>;

/** What an event says of how far everything is read. */
export function sourcesAfter(read: Sources, event: EngineEvent, active: Millis): Sources {
  switch (event.type) {
    case 'watermark':
      return marked(read, event.source, active);
    case 'source_ended':
      return marked(read, event.source, null);
    case 'output':
      return seen(read, event.source);
    case 'signal':
      return event.signal.line === 0 ? read : seen(read, event.signal.source);
    default:
      return read;
  }
}

/** A source counts as not read to its end from its first line on. */
const seen = (read: Sources, source: string): Sources =>
  read[source] === undefined ? marked(read, source, Number.MIN_SAFE_INTEGER) : read;

/** The mark of the search for sources (named '') counts only while no source was found. */
function marked(read: Sources, source: string, at: Millis | null): Sources {
  if (source === '') return Object.keys(read).some((name) => name !== '') ? read : { '': at };
  if (read[source] === at) return read;
  if (read[''] === undefined) return { ...read, [source]: at };
  const { '': _, ...real } = read;
  return { ...real, [source]: at };
}

/** The sooner of two moments, either of which may be none. */
export const sooner = (a: Millis | undefined, b: Millis | undefined): Millis | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** Whether everything that could still tell of it (or the one source) was read up to `at`. */
export function readUpTo(read: Sources, source: string | undefined, at: Millis): boolean {
  const marks = source === undefined ? Object.values(read) : [read[source]];
  const live = marks.filter((mark) => mark !== null);
  return live.length > 0 && live.every((mark) => mark !== undefined && mark >= at);
}
