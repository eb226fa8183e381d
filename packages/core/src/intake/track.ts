import type { ComponentConfig, Cursor, EngineEvent, LogReader, LogSource, Millis, Signal } from '../contract.js';
import { activity, type Timed } from '../match/activity.js';
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
/** So many lines without a time may belong to the line above them (a table, a warning's second line). */
const LOOSE = 5;
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
  /** Lines without a time since the last one that states one; a replay cannot tell when they were printed. */
  #loose = 0;
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
        this.#caughtUp(read.cursor, read.asOf);
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
    const { matcher, replay } = this.options;
    const { hits, lines, state } = matcher.scan(chunk, { offset: from, line: this.#after.line }, this.#after.scan);
    const clock = this.#learn(lastLine(chunk), readAt);
    this.#after = { ...this.#after, cursor, line: this.#after.line + lines, scan: state, clock };
    if (replay) this.#replayed(hits, chunk, from, readAt);
    else {
      this.#enqueue(hits, readAt, undefined);
      this.#printed(lines, readAt);
    }
    this.queue.sort((a, b) => lineTime(a) - lineTime(b));
    if (this.#released > 0) this.#drop(this.#released);
  }

  #learn(line: string, readAt: Millis): SourceClock {
    const clock = noteZone(this.#after.clock, line, this.#after.clock.last ?? readAt);
    return clock.floor === undefined || this.options.replay ? clock : learnZone(clock, line, readAt);
  }

  #caughtUp(cursor: Cursor, asOf: Millis): void {
    const clock = this.options.replay ? this.#after.clock : { ...this.#after.clock, floor: asOf };
    this.#base = this.#after = { ...this.#after, cursor, clock };
    this.#released = 0;
  }

  /** In a replay the lines themselves tell when they were printed, as far as they state a time. */
  #replayed(hits: readonly Hit[], chunk: Buffer, from: number, readAt: Millis): void {
    const { clock } = this.#after;
    const near = clock.last ?? readAt;
    const marks = activity(chunk, near, GRANULARITY, (line) => statedTime(clock, line, near));
    const first = marks[0]?.time ?? readAt;
    if (clock.last === undefined) this.#after = { ...this.#after, clock: { ...clock, last: first } };
    this.#enqueue(hits, readAt, { chunk, from });
    this.#gaps(marks, hits, chunk, from);
    const last = this.#after.clock.last ?? first;
    this.queue.push({
      type: 'output',
      at: last,
      source: this.source.id,
      time: last,
      lines: countLines(chunk, 0, chunk.length),
    });
  }

  /**
   * Output at every mark. Between two marks that lie far apart, lines without a time were printed some time: a gap that
   * holds more than a few of them, or a step, is no silence but a time that is not known, in which no clock runs.
   */
  #gaps(marks: readonly Timed[], hits: readonly Hit[], chunk: Buffer, from: number): void {
    const source = this.source.id;
    let before = this.#after.clock.last ?? 0;
    let seen = 0;
    let loose = this.#loose;
    for (const mark of marks) {
      loose += countLines(chunk, seen, mark.start);
      const stepped = hits.some(
        (hit) => hit.rule.kind === 'progress' && hit.offset >= from + seen && hit.offset < from + mark.start,
      );
      if (mark.time - before > GRANULARITY && (loose > LOOSE || stepped)) {
        this.queue.push({ type: 'blind', at: before, source, error: 'these lines do not tell when they were printed' });
        this.queue.push({ type: 'watermark', at: mark.time, source, as_of: mark.time });
      }
      const time = Math.max(before, mark.time);
      this.queue.push({ type: 'output', at: time, source, time, lines: 0 });
      before = time;
      seen = mark.next;
      loose = 0;
    }
    this.#loose = loose + countLines(chunk, seen, chunk.length);
    const { clock } = this.#after;
    this.#after = { ...this.#after, clock: { ...clock, last: Math.max(clock.last ?? before, before) } };
  }

  /** Live, output is known to be as young as the last sight of the end before it. */
  #printed(lines: number, readAt: Millis): void {
    const time = clamp(this.#after.clock, readAt, readAt);
    this.queue.push({ type: 'output', at: time, source: this.source.id, time, lines });
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
      // Without a time of its own a line has that of its reading; in a replay, that of the nearest line above.
      const above = context === undefined ? undefined : (timeBefore(clock, context, hit.offset, near) ?? near);
      const time = clamp(clock, stated ?? above ?? readAt, readAt);
      clock = { ...clock, last: time };
      this.queue.push({ type: 'signal', at: time, signal: this.#signal(hit, time) });
    }
    this.#after = { ...this.#after, clock };
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

function countLines(chunk: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = chunk.indexOf(10, from); at >= 0 && at < to; at = chunk.indexOf(10, at + 1)) count += 1;
  return count;
}

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
