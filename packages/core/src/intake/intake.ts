import { childAbort } from '../child-abort.js';
import type { Discovery, EngineEvent, Millis } from '../contract.js';
import { Bell } from '../source/bell.js';
import { Finder } from './finder.js';
import { merged, type Queued, redated } from './queue.js';
import { Track, type TrackOptions } from './track.js';
import { newTrack, type TrackState } from './track-state.js';

const CHUNK = 1 << 20;
const ENOUGH = 20_000;
const BYTES_PER_BATCH = 16 << 20;
/** Bytes after which timers and signals get their turn. */
const BYTES_PER_TURN = 4 << 20;
/** A look at a source costs as much as reading so many bytes. */
const COST_OF_LOOK = 64 << 10;

export interface IntakeOptions extends TrackOptions {
  readonly discovery: Discovery;
  /** Where earlier batches left each source. */
  readonly states: Readonly<Record<string, TrackState>>;
  /** The line cap, and how much is asked for at once. Default: 1 MiB. */
  readonly chunk?: number;
  /** So many events are enough for one batch, so that a long backlog is committed in parts. Default: 20,000. */
  readonly enough?: number;
}

export interface Taken {
  readonly events: readonly EngineEvent[];
  /** How far each source is read, once `events` are committed. */
  readonly states: Readonly<Record<string, TrackState>>;
  /** Every known source was read to its end, or can't be read now. */
  readonly idle: boolean;
}

/** Reads all sources of one attempt and merges what they say by time. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #abort = new AbortController();
  readonly #finder: Finder;
  readonly #tracks = new Map<string, Track>();
  readonly #buffer: Buffer;
  /** Rung by every source that may have more. */
  readonly #bell = new Bell();
  #states: Record<string, TrackState>;
  /** The engine was told that sources may be missing. */
  #blind = false;
  /** Of a replay: the time of the last event. */
  #latest: Millis | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#buffer = Buffer.allocUnsafe(options.chunk ?? CHUNK);
    this.#states = { ...options.states };
    this.#finder = new Finder(options.discovery, options.now);
  }

  /**
   * Reads what there is and hands out what is in order. `final`: nothing more will be written, so a half line is a
   * line. Never rejects: what can't be found or read is blind.
   */
  async take(final = false): Promise<Taken> {
    this.#bell.reset();
    this.#open();
    const tracks = [...this.#tracks.values()];
    const events = this.#searched();
    for (const track of tracks) if (!track.waiting && track.phase !== 'ended') track.phase = 'unread';
    const enough = this.#options.enough ?? ENOUGH;
    for (let bytes = 0; bytes < BYTES_PER_BATCH && events.length < enough; ) {
      bytes += await this.#read(tracks, final);
      const reading = tracks.filter((track) => track.phase === 'data');
      let frontier = Number.POSITIVE_INFINITY;
      for (const track of reading) frontier = Math.min(frontier, track.frontier);
      for (const queued of merged(tracks.map((track) => track.release(frontier)))) events.push(this.#dated(queued));
      if (reading.length === 0 || this.#abort.signal.aborted) break;
    }
    for (const track of tracks) {
      const mark = track.takeMark();
      if (mark !== undefined && !this.#options.replay) events.push(mark);
      this.#states[track.source.id] = track.state;
    }
    // Live, everything of one batch was learnt at one moment; in a replay each line is learnt when it was printed.
    const learnt = this.#options.now();
    return {
      events: this.#options.replay ? events : events.map((event) => ({ ...event, at: learnt })),
      states: this.states,
      idle: tracks.every((track) => !track.waiting && track.phase !== 'data'),
    };
  }

  /** How far every source is read. */
  get states(): Readonly<Record<string, TrackState>> {
    return { ...this.#states };
  }

  /** Whether nothing more can come: all sources are known and at their end, or (in a replay) can't be read. */
  get ended(): boolean {
    const over = (track: Track) => track.phase === 'ended' || (this.#options.replay && track.phase === 'blind');
    return this.#finder.complete && [...this.#tracks.values()].every((track) => !track.waiting && over(track));
  }

  /** What can't be read now, and why. */
  get unreadable(): readonly { readonly source: string; readonly error: string }[] {
    return [...this.#tracks.values()].flatMap(({ source, error }) =>
      error === undefined ? [] : [{ source: source.id, error }],
    );
  }

  /** How many sources there are. */
  get sources(): number {
    return this.#tracks.size;
  }

  /** Resolves when a source may have more, a source appeared, or at `abort`. A hint only. */
  async wake(abort: AbortSignal): Promise<void> {
    const child = childAbort(abort, this.#abort.signal);
    try {
      await Promise.race([this.#finder.next(), this.#bell.wait(child.signal)]);
    } finally {
      child.end();
    }
  }

  /** Closes every reader, so that the next `take` opens each source anew where it was left; and looks for new sources. */
  async reopen(): Promise<void> {
    this.#finder.again();
    for (const track of this.#tracks.values()) {
      const { source, state } = track;
      this.#states[source.id] = state;
      this.#tracks.set(source.id, new Track(source, state, this.#options, this.#bell.ring));
      await track.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#finder.close();
    for (const track of this.#tracks.values()) await track.close();
    this.#tracks.clear();
  }

  /** Waits until every source that exists now was found: for a replay, which must not begin with a part of them. */
  async settled(): Promise<void> {
    await this.#finder.settled();
    if (this.#finder.error !== undefined) throw this.#finder.error;
    this.#open();
  }

  #open(): void {
    for (const source of this.#finder.take()) {
      if (this.#tracks.has(source.id) || this.#abort.signal.aborted) continue;
      const state = this.#states[source.id] ?? newTrack;
      this.#tracks.set(source.id, new Track(source, state, this.#options, this.#bell.ring));
    }
  }

  /** What the search for sources says, by the name ''. */
  #searched(): EngineEvent[] {
    if (this.#options.replay) return [];
    const at = this.#options.now();
    const { error } = this.#finder;
    const wasBlind = this.#blind;
    this.#blind = error !== undefined;
    if (error !== undefined)
      return [{ type: 'blind', at, source: '', error: `the logs can't be looked for: ${error.message}` }];
    if (this.#tracks.size === 0) return [{ type: 'watermark', at, source: '', as_of: at }];
    // Where sources are known their own marks count, and the search is no source any more.
    return wasBlind ? [{ type: 'source_ended', at, source: '' }] : [];
  }

  /** Every source that has nothing to hand out is asked for its next chunk. */
  async #read(tracks: readonly Track[], final: boolean): Promise<number> {
    let bytes = 0;
    let turn = 0;
    for (const track of tracks) {
      if (track.waiting || (track.phase !== 'unread' && track.phase !== 'data')) continue;
      const read = await track.read(this.#buffer, final);
      bytes += read;
      turn += COST_OF_LOOK + read;
      if (this.#abort.signal.aborted) break;
      if (turn < BYTES_PER_TURN) continue;
      turn = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return bytes;
  }

  /** In a replay, lines of a source that tells no time come last, at the time of the last line that does. */
  #dated({ time, event }: Queued): EngineEvent {
    if (!this.#options.replay) return event;
    if (!Number.isFinite(time)) return redated(event, this.#latest ?? event.at);
    this.#latest = time;
    return event;
  }
}
