import type { Discovery, EngineEvent, LogSource, Millis } from '../contract.js';
import type { Matcher } from '../match/types.js';
import { lineTime, newTrack, Track, type TrackState } from './track.js';

/** The line cap, and what is asked for at once. */
const CHUNK = 1 << 20;
/** Events that are enough for one batch, so that a long backlog is committed in parts. */
const ENOUGH = 20_000;
const BYTES_PER_BATCH = 16 << 20;

export interface IntakeOptions {
  readonly discovery: Discovery;
  readonly matcher: Matcher;
  readonly attempt: number;
  readonly now: () => Millis;
  readonly replay: boolean;
  readonly onChunk?: (source: string, chunk: Buffer, line: number) => void;
  readonly fence?: Millis;
  /** Where earlier batches left each source. */
  readonly states: Readonly<Record<string, TrackState>>;
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
  readonly #tracks = new Map<string, Track>();
  readonly #found: LogSource[] = [];
  readonly #buffer = Buffer.allocUnsafe(CHUNK);
  #states: Record<string, TrackState>;
  #discovered: Promise<void>;
  #complete = false;
  #failure: Error | undefined;
  #nudge: () => void = () => {};

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#states = { ...options.states };
    this.#discovered = this.#discover();
  }

  /** Reads what there is and hands out what is in order. `final`: nothing more will be written, so a half line is a line. */
  async take(final = false): Promise<Taken> {
    await this.#open();
    const events: EngineEvent[] = [];
    let bytes = 0;
    for (const track of this.#tracks.values()) if (track.phase !== 'ended') track.phase = 'unread';
    for (;;) {
      for (const track of this.#tracks.values()) {
        if (track.queue.length === 0 && (track.phase === 'unread' || track.phase === 'data')) {
          await track.read(this.#buffer, final);
          bytes += CHUNK;
        }
      }
      const reading = [...this.#tracks.values()].filter((track) => track.phase === 'data');
      const frontier = Math.min(...reading.map((track) => track.frontier), Number.POSITIVE_INFINITY);
      events.push(...merge([...this.#tracks.values()], frontier));
      if (reading.length === 0 || events.length >= ENOUGH || bytes >= BYTES_PER_BATCH) break;
    }
    const { replay } = this.#options;
    const tracks = [...this.#tracks.values()];
    for (const track of tracks) {
      // The end of a source is news only after everything before it was handed out.
      if (track.queue.length === 0)
        events.push(...track.marks.splice(0).filter((mark) => !replay || mark.type === 'notice'));
      this.#states[track.source.id] = track.state;
    }
    if (tracks.length === 0 && !replay) {
      const at = this.#options.now();
      events.push({ type: 'watermark', at, source: '', as_of: at });
    }
    // Live, everything of one batch was learnt at one moment; in a replay each line is learnt when it was printed.
    const learnt = this.#options.now();
    const stamped = replay ? events : events.map((event) => ({ ...event, at: learnt }));
    return {
      events: stamped,
      states: { ...this.#states },
      idle: tracks.every((track) => track.queue.length === 0 && track.phase !== 'data'),
    };
  }

  /** How far every source is read. */
  get states(): Readonly<Record<string, TrackState>> {
    return { ...this.#states };
  }

  /** Whether nothing more can come: all sources are known and at their end. */
  get ended(): boolean {
    return (
      this.#complete && this.#found.length === 0 && [...this.#tracks.values()].every((track) => track.phase === 'ended')
    );
  }

  /** Resolves when a source may have more, a source appeared, or at `abort`. A hint only. */
  async wake(abort: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([abort, stop.signal, this.#abort.signal]);
    const appeared = new Promise<void>((resolve) => {
      this.#nudge = resolve;
    });
    await Promise.race([
      appeared,
      ...[...this.#tracks.values()].map((track) => track.reader.wake(signal)),
      aborted(signal),
    ]);
    stop.abort();
  }

  /** Closes every reader, so that the next `take` opens each source anew where it was left. */
  async reopen(): Promise<void> {
    for (const track of this.#tracks.values()) {
      this.#states[track.source.id] = track.state;
      this.#found.push(track.source);
      await track.reader[Symbol.asyncDispose]();
    }
    this.#tracks.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#discovered;
    for (const track of this.#tracks.values()) await track.reader[Symbol.asyncDispose]();
    this.#tracks.clear();
  }

  /** Waits until every source that exists now was found: for a replay, which must not begin with a part of them. */
  async settled(): Promise<void> {
    await this.#discovered;
  }

  async #discover(): Promise<void> {
    try {
      for await (const source of this.#options.discovery.sources(this.#abort.signal)) {
        this.#found.push(source);
        this.#nudge();
      }
      this.#complete = true;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  async #open(): Promise<void> {
    for (const source of this.#found.splice(0)) {
      if (this.#tracks.has(source.id)) continue;
      const state = this.#states[source.id] ?? newTrack;
      const reader = await source.open(state.cursor, this.#abort.signal);
      this.#tracks.set(source.id, new Track(source, reader, state, this.#options));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** What all tracks can hand out up to `frontier`, by time; of one moment, in the order of the sources. */
function merge(tracks: readonly Track[], frontier: Millis): EngineEvent[] {
  const parts = tracks.map((track) => track.release(frontier)).filter((part) => part.length > 0);
  if (parts.length === 1) return parts[0] as EngineEvent[];
  return parts.flat().sort((a, b) => lineTime(a) - lineTime(b));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
