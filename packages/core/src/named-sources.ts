import type { EngineEvent } from './contract.js';

const NONE: readonly string[] = Object.freeze([]);

/** The sources that an event names: none for one that is about all of them, or about no source. */
export function namedSources(event: EngineEvent): readonly string[] {
  switch (event.type) {
    case 'found':
      return event.sources;
    case 'watermark':
    case 'blind':
      if (event.source === undefined) return NONE;
      return event.others === undefined ? [event.source] : [event.source, ...event.others];
    case 'output':
    case 'source_ended':
      return event.source === undefined ? NONE : [event.source];
    case 'signal':
      // What no line tells comes from no source that is read, and how far one beside the job is read counts for nothing.
      return event.signal.line === 0 || event.signal.beside ? NONE : [event.signal.source];
    default:
      return NONE;
  }
}
