import type { ComponentConfig, Cursor, EngineEvent, LogReader, LogSource, Millis, Signal } from '../contract.js';
import { activity } from '../match/activity.js';
import { emptyScanState, type Hit, type Matcher, type ScanState } from '../match/types.js';
import { clamp, learnZone, noteZone, type SourceClock, statedTime } from './source-clock.js';

/** How far a source is read. Json: committed together with the signals that the reading brought. */
export interface TrackState {
  readonly cursor?: Cursor;
  /** Number (1-based) of the line at the cursor. */
  readonly line: number;
  readonly scan: ScanState;
  readonly clock: SourceClock;
  /** Signals after the cursor that were already handed out: a chunk may be merged into several batches. */
  readonly skip: number;
}

export const newTrack: TrackState = { line: 1, scan: emptyScanState, clock: {}, skip: 0 };

/** Events of one source are this coarse about when it printed, in ms. */
const GRANULARITY = 10_000;
/** Lines before a hit that are searched for a time when the hit itself states none. */
const LOOK_BACK = 64;

export interface TrackOptions {
  readonly matcher: Matcher;
  /** Part of every signal's id. */
  readonly attempt: number;
  readonly now: () => Millis;
  /** Lines tell the time by themselves alone: a replay. */
  readonly replay: boolean;
  readonly onChunk?: (source: string, chunk: Buffer, line: number) => void;
  /** Lines that state an earlier time belong to an older attempt. */
  readonly fence?: Millis;
}

export type TrackPhase = 'unread' | 'data' | 'caught_up' | 'blind' | 'ended';

/** One source while it is read: its reader, what was read and not handed out yet, and where that leaves the cursor. */
export class Track {
  phase: TrackPhase = 'unread';
  /** Not handed out yet, in order of time. */
  queue: EngineEvent[] = [];
  /** What is known of the end of the source since the last hand-out. */
  marks: EngineEvent[] = [];
  #base: TrackState;
  #after: TrackState;
  #released = 0;
  #wasCaughtUp = false;
  #quietSince: Millis | undefined;

  constructor(
    readonly source: LogSource,
    public reader: LogReader,
    state: TrackState,
    readonly options: TrackOptions,
  ) {
    this.#base = state;
    this.#after = state;
    this.#released = state.skip;
  }

  /** Where to read on after a crash, given what was handed out so far. */
  get state(): TrackState {
    return this.queue.length === 0 ? { ...this.#after, skip: 0 } : { ...this.#base, skip: this.#released };
  }

  /** Time up to which this source's order is known. */
  get frontier(): Millis {
    const last = this.queue.at(-1);
    return last === undefined ? (this.#after.clock.last ?? Number.NEGATIVE_INFINITY) : lineTime(last);
  }

  /** Reads one chunk into `into`. Only with an empty queue. */
  async read(into: Buffer, final: boolean): Promise<void> {
    const readAt = this.options.now();
    const read = await this.reader.read(into, final);
    switch (read.kind) {
      case 'data':
        this.phase = 'data';
        this.#take(into.subarray(0, read.bytes), read.cursor, readAt);
        if (read.cut) this.#notice(`a line is longer than ${into.length} bytes: its rest was skipped`, readAt);
        this.#wasCaughtUp = false;
        return;
      case 'reset': {
        const flushed = this.options.matcher.flush(this.#after.scan);
        this.#base = this.#after;
        this.#enqueue(flushed.hits, readAt, undefined);
        this.#after = { ...this.#after, cursor: read.cursor, line: 1, scan: flushed.state };
        if (read.gap !== undefined) this.#notice(read.gap, readAt);
        this.phase = 'data';
        return;
      }
      case 'caught_up':
        this.phase = 'caught_up';
        this.#wasCaughtUp = true;
        this.#base = this.#after = { ...this.#after, cursor: read.cursor };
        this.#released = 0;
        this.#quiet(readAt, final);
        this.marks.push({ type: 'watermark', at: readAt, source: this.source.id, as_of: read.asOf });
        return;
      case 'blind':
        this.phase = 'blind';
        this.marks.push({ type: 'blind', at: readAt, source: this.source.id, error: read.error.message });
        return;
      case 'ended':
        this.phase = 'ended';
        this.#quiet(readAt, true);
        this.marks.push({ type: 'source_ended', at: readAt, source: this.source.id });
    }
  }

  /** Hands out what is not later than `frontier`. */
  release(frontier: Millis): EngineEvent[] {
    let count = 0;
    while (count < this.queue.length && lineTime(this.queue[count] as EngineEvent) <= frontier) count += 1;
    const out = this.queue.splice(0, count);
    this.#released += out.filter((event) => event.type === 'signal').length;
    if (this.queue.length === 0) {
      this.#base = this.#after;
      this.#released = 0;
    }
    return out;
  }

  #take(chunk: Buffer, cursor: Cursor, readAt: Millis): void {
    this.#base = { ...this.#after, skip: 0 };
    this.#quietSince = undefined;
    const from = cursor.offset - chunk.length;
    this.options.onChunk?.(this.source.id, chunk, this.#after.line);
    const { hits, lines, state } = this.options.matcher.scan(
      chunk,
      { offset: from, line: this.#after.line },
      this.#after.scan,
    );
    const fresh = this.#wasCaughtUp && !this.options.replay;
    let clock = this.#after.clock;
    const last = lastLine(chunk);
    clock = noteZone(clock, last, clock.last ?? readAt);
    if (fresh) clock = learnZone(clock, last, readAt);
    this.#after = { ...this.#after, cursor, line: this.#after.line + lines, scan: state, clock };
    this.#enqueue(hits, readAt, fresh ? undefined : { chunk, from });
    this.#printed(chunk, lines, readAt, fresh);
    this.queue.sort((a, b) => lineTime(a) - lineTime(b));
    const skip = this.#released;
    if (skip > 0) this.#drop(skip);
  }

  /** Signals that were handed out before a crash are not handed out again. */
  #drop(skip: number): void {
    let left = skip;
    this.queue = this.queue.filter((event) => event.type !== 'signal' || left-- <= 0);
  }

  #enqueue(hits: readonly Hit[], readAt: Millis, context: { chunk: Buffer; from: number } | undefined): void {
    let clock = this.#after.clock;
    for (const hit of mergeProgress(hits)) {
      const near = clock.last ?? readAt;
      const stated = statedTime(clock, hit.text, near);
      if (stated !== undefined && this.options.fence !== undefined && stated < this.options.fence) continue;
      const found = stated ?? (context === undefined ? undefined : timeBefore(clock, context, hit.offset, near));
      const time = clamp(clock, found ?? (context === undefined ? readAt : (clock.last ?? readAt)), readAt);
      clock = { ...clock, last: time };
      this.queue.push({ type: 'signal', at: time, signal: this.#signal(hit, time) });
    }
    this.#after = { ...this.#after, clock };
  }

  #printed(chunk: Buffer, lines: number, readAt: Millis, fresh: boolean): void {
    let clock = this.#after.clock;
    const near = clock.last ?? readAt;
    const times = fresh ? [] : activity(chunk, near, GRANULARITY, (line) => statedTime(clock, line, near));
    const source = this.source.id;
    for (const raw of times) {
      const time = clamp({}, raw, readAt);
      this.queue.push({ type: 'output', at: time, source, time, lines: 0 });
      clock = { ...clock, last: Math.max(clock.last ?? time, time) };
    }
    const time = fresh ? readAt : (clock.last ?? readAt);
    this.queue.push({ type: 'output', at: time, source, time, lines });
    this.#after = { ...this.#after, clock: fresh ? { ...clock, last: Math.max(clock.last ?? readAt, readAt) } : clock };
  }

  /** An open block waits for its end for as long as lines may still come: two looks at a quiet source, or its end. */
  #quiet(at: Millis, final: boolean): void {
    if (this.#after.scan.blocks.length === 0) return;
    this.#quietSince ??= at;
    if (!final && at - this.#quietSince < 2_000) return;
    const flushed = this.options.matcher.flush(this.#after.scan);
    this.#enqueue(flushed.hits, at, undefined);
    this.#after = { ...this.#after, scan: flushed.state };
  }

  #notice(text: string, at: Millis): void {
    this.marks.push({ type: 'notice', at, source: this.source.id, line: this.#after.line, text });
  }

  #signal(hit: Hit, time: Millis): Signal {
    const { rule } = hit;
    const generation = this.#after.cursor?.generation ?? 0;
    return {
      id: `${this.options.attempt}/${this.source.id}#${generation}:${hit.offset}/${rule.name}`,
      name: rule.name,
      kind: rule.kind,
      ...(rule.mode === undefined ? {} : { mode: rule.mode }),
      ...(rule.error_type === undefined ? {} : { error_type: rule.error_type }),
      ...(rule.subsystem === undefined ? {} : { subsystem: rule.subsystem }),
      severity: rule.severity,
      source: this.source.id,
      line: hit.line,
      offset: hit.offset,
      time,
      text: hit.text,
      ...(hit.block === undefined ? {} : { block: hit.block }),
      fields: hit.fields,
      order: hit.order,
      symptom_of: rule.symptom_of,
      ...(rule.latent === undefined ? {} : { latent: rule.latent }),
      ...(rule.platform ? { platform: true } : {}),
      ...(rule.lasting ? { lasting: true } : {}),
      ...(rule.suffices ? { suffices: true } : {}),
      ...(rule.actions.some(terminates) ? { terminates: true } : {}),
      ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }),
      metadata: rule.metadata,
    };
  }
}

/** The time that orders an event among those of other sources. */
export function lineTime(event: EngineEvent): Millis {
  return event.type === 'signal' ? event.signal.time : event.type === 'output' ? event.time : event.at;
}

/** Several progress rules may each know some fields of one line: the line is one step, with all of them. */
function mergeProgress(hits: readonly Hit[]): Hit[] {
  const merged: Hit[] = [];
  const at = new Map<number, number>();
  for (const hit of hits) {
    const first = hit.rule.kind === 'progress' ? at.get(hit.offset) : undefined;
    if (first !== undefined) {
      const before = merged[first] as Hit;
      merged[first] = { ...before, fields: { ...hit.fields, ...before.fields } };
      continue;
    }
    if (hit.rule.kind === 'progress') at.set(hit.offset, merged.length);
    merged.push(hit);
  }
  return merged;
}

/** On a hit, and not on a decision or a state. */
const terminates = (action: ComponentConfig): boolean =>
  action.class_name === 'TerminationAction' && action.on === undefined;

function lastLine(chunk: Buffer): string {
  const end = chunk.at(-1) === 10 ? chunk.length - 1 : chunk.length;
  return chunk.toString('utf8', chunk.lastIndexOf(10, end - 1) + 1, end);
}

/** The time of the nearest line above `offset` that states one. */
function timeBefore(
  clock: SourceClock,
  where: { chunk: Buffer; from: number },
  offset: number,
  near: Millis,
): Millis | undefined {
  let end = offset - where.from - 1;
  for (let looked = 0; looked < LOOK_BACK && end > 0; looked++) {
    const start = where.chunk.lastIndexOf(10, end - 1) + 1;
    const time = statedTime(clock, where.chunk.toString('utf8', start, Math.min(end, start + 256)), near);
    if (time !== undefined) return time;
    end = start - 1;
  }
  return undefined;
}
