import type { EngineEvent, Millis } from '../contract.js';
import { namedSources } from '../named-sources.js';

/** Up to which active time sources are read. Json; small however many sources there are, once all are read. */
export interface Sources {
  /** Of every source without a mark of its own. */
  readonly all?: Millis;
  /** Of those that were told of by name, until a mark for all covers them. */
  readonly own: Marks;
  /** Of those that no mark for all covers: blind, not read to their end yet, or (`null`) ended. */
  readonly held: Marks;
}

type Marks = Readonly<Record<string, Millis | null>>;

export const noSources: Sources = { own: {}, held: {} };

/** What an event says of how far everything is read. */
export function sourcesAfter(read: Sources = noSources, event: EngineEvent, active: Millis): Sources {
  switch (event.type) {
    case 'watermark':
      return event.source === undefined
        ? { all: active, own: {}, held: without(read.held, ['']) }
        : named(read, namedSources(event), active);
    case 'source_ended':
      return event.source === '' ? read : held(read, [event.source], () => null);
    case 'blind':
      return held(
        read,
        namedSources(event).filter((source) => source !== '' && read.held[source] === undefined),
        (source) => markOf(read, source) ?? UNREAD,
      );
    case 'found':
    case 'output':
    case 'signal':
      return held(
        read,
        namedSources(event).filter((source) => isNew(read, source, event.type === 'found')),
        () => UNREAD,
      );
    default:
      return read;
  }
}

const UNREAD = Number.MIN_SAFE_INTEGER;

/** A source counts as not read to its end from when it was found, or from its first line on. */
const isNew = (read: Sources, source: string, found: boolean): boolean =>
  found ? read.own[source] === undefined && read.held[source] === undefined : markOf(read, source) === undefined;

const markOf = ({ all, own, held: apart }: Sources, source: string): Millis | null | undefined => {
  const mark = apart[source];
  return mark === undefined ? (own[source] ?? all) : mark;
};

function held(read: Sources, sources: readonly string[], mark: (source: string) => Millis | null): Sources {
  if (sources.length === 0) return read;
  const marks = Object.fromEntries(sources.map((source) => [source, mark(source)]));
  return { ...read, own: without(read.own, ['', ...sources]), held: { ...read.held, ...marks } };
}

/** The mark of the search for sources (named '') counts only while no source was found. */
function named(read: Sources, sources: readonly string[], at: Millis): Sources {
  const { all, own, held: apart } = read;
  if (sources.includes('')) {
    const found = all !== undefined || [own, apart].some((marks) => Object.keys(marks).some((name) => name !== ''));
    return found ? read : { ...read, own: { '': at } };
  }
  const rest = without(apart, sources);
  if (all !== undefined && at >= all) return rest === apart ? read : { ...read, held: rest };
  const marks = Object.fromEntries(sources.map((source) => [source, at]));
  return { ...read, own: { ...without(own, ['']), ...marks }, held: rest };
}

function without(marks: Marks, sources: readonly string[]): Marks {
  if (!sources.some((source) => marks[source] !== undefined)) return marks;
  const rest = { ...marks };
  for (const source of sources) delete rest[source];
  return rest;
}

/** The sooner of two moments, either of which may be none. */
export const sooner = (a: Millis | undefined, b: Millis | undefined): Millis | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** Whether everything that could still tell of it (or the one source) was read up to `at`. */
export function readUpTo(read: Sources, source: string | undefined, at: Millis): boolean {
  if (source !== undefined) return (markOf(read, source) ?? UNREAD) >= at;
  const marks = [
    ...Object.values(read.own),
    ...Object.values(read.held),
    ...(read.all === undefined ? [] : [read.all]),
  ];
  const live = marks.filter((mark) => mark !== null);
  return live.length > 0 && live.every((mark) => mark >= at);
}
