import type { EngineEvent } from '../contract.js';
import { noCorrelation } from '../correlate/correlate.js';
import { noSources, type Sources } from '../correlate/sources-read.js';
import type { AttemptState } from '../run/attempt-state.js';

const QUIET: ReadonlySet<EngineEvent['type']> = new Set(['watermark', 'output', 'blind', 'job', 'job_unknown']);

/**
 * Events that only say that all is as it was, held back until something happens. Most of what a live run brings is of
 * this kind; writing each to the journal would grow it by the poll. The last of each kind and source stands for those
 * before it, so that the record still leads to the same state.
 */
export class QuietEvents {
  #held = new Map<string, EngineEvent>();

  /** Whether a step changed nothing but how recent the knowledge is. */
  static isQuiet(events: readonly EngineEvent[], before: AttemptState, after: AttemptState): boolean {
    return events.every((event) => QUIET.has(event.type)) && sameButForTime(before, after);
  }

  hold(events: readonly EngineEvent[]): void {
    for (const event of events) {
      const key = keyOf(event);
      const before = this.#held.get(key);
      this.#held.delete(key);
      this.#held.set(key, before === undefined ? event : folded(before, event));
    }
  }

  take(): EngineEvent[] {
    const held = [...this.#held.values()];
    this.#held.clear();
    return held;
  }
}

/** What is told of several sources at once is told of all sources, or of these. */
function keyOf(event: EngineEvent): string {
  const source = 'source' in event ? event.source : undefined;
  const others = 'others' in event && event.others !== undefined ? event.others : [];
  return source === undefined ? event.type : [event.type, source, ...others].join('\0');
}

/** Of several sources that printed, the last to be read need not be the one that printed last. */
function folded(before: EngineEvent, event: EngineEvent): EngineEvent {
  if (before.type !== 'output' || event.type !== 'output' || event.source !== undefined) return event;
  return { ...event, time: Math.max(before.time, event.time) };
}

/** Times that a later event of the same kind sets again. Before their first one they are a change as any other. */
const times: ReadonlySet<string> = new Set<keyof AttemptState>([
  'printed',
  'job_at',
  'job',
  'sources',
  'read',
  'correlation',
]);

function sameButForTime(before: AttemptState, after: AttemptState): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof AttemptState>;
  for (const key of keys) {
    if (times.has(key)) {
      if ((before[key] === undefined) !== (after[key] === undefined)) return false;
    } else if (before[key] !== after[key]) return false;
  }
  return (
    before.job?.state === after.job?.state &&
    sameSources(before.sources, after.sources) &&
    sameCorrelation(before.correlation, after.correlation)
  );
}

/** Everything but how far each is read; the first reading to the end is a change. */
function sameSources(before: AttemptState['sources'], after: AttemptState['sources']): boolean {
  if (before === after) return true;
  const told = (sources: AttemptState['sources']) =>
    JSON.stringify(
      Object.entries(sources).map(([name, { as_of, ...mark }]) => [
        name,
        as_of === undefined,
        Object.entries(mark).sort(),
      ]),
    );
  return told(before) === told(after);
}

/** The same of the operators, which change nothing of their own while all goes on. */
function sameCorrelation(before = noCorrelation, after = noCorrelation): boolean {
  if (before === after) return true;
  const { read: old = noSources } = before;
  const { read = noSources } = after;
  const told = (sources: Sources) =>
    JSON.stringify([sources.all === undefined, Object.keys(sources.own), Object.entries(sources.held)]);
  return (
    before.states === after.states &&
    before.ticked === after.ticked &&
    before.failed === after.failed &&
    (old === read || told(old) === told(read))
  );
}
