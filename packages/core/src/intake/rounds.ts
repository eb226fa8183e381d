import type { EngineEvent, Millis } from '../contract.js';
import type { Matcher } from '../match/types.js';
import { merged, type Queued, redated } from './queue.js';
import { SideBySide } from './side-by-side.js';
import type { Track } from './track.js';

const ENOUGH = 20_000;
const BYTES_PER_BATCH = 16 << 20;
/** Bytes after which timers and signals get their turn. */
const BYTES_PER_TURN = 4 << 20;
/** Reading a source costs as much as so many bytes, and looking whether it has changed as these. */
const COST_OF_READ = 32 << 10;
const COST_OF_LOOK = 8 << 10;

const CHUNK = 1 << 20;

interface RoundsOptions {
  readonly now: () => Millis;
  readonly matcher: Pick<Matcher, 'find'>;
  readonly chunk?: number;
  readonly replay: boolean;
  readonly enough?: number;
}

/** What rounds of reading have brought. `printed`: lines of sources of which it is enough to know that they printed. */
interface Brought {
  readonly told: readonly EngineEvent[];
  readonly printed: number | undefined;
}

/** Reads sources round by round, a chunk of each at a time, and merges what they say by time. */
export class Rounds {
  /** Of a replay: the time of the last event. */
  #latest: Millis | undefined;

  readonly #reads: SideBySide;

  constructor(
    readonly options: RoundsOptions,
    readonly abort: AbortSignal,
  ) {
    this.#reads = new SideBySide(options.matcher, options.chunk ?? CHUNK);
  }

  /** What is read from now on is searched by this one. */
  use(matcher: Pick<Matcher, 'find'>): void {
    this.#reads.matcher = matcher;
  }

  /** Reads until there is enough, or nothing more. `grows` is told of those that bring something, `isCovered` says of whose output it is enough to know. */
  async read(
    tracks: readonly Track[],
    final: boolean,
    grows: (track: Track) => void,
    isCovered: (source: string) => boolean,
  ): Promise<Brought> {
    const told: EngineEvent[] = [];
    let printed: number | undefined;
    let reading = await this.#quietened(tracks, final);
    const { enough = ENOUGH } = this.options;
    for (let bytes = 0; bytes < BYTES_PER_BATCH && told.length < enough; ) {
      bytes += await this.#round(reading, final, grows);
      const behind = reading.filter((track) => track.phase === 'data');
      const lines = this.#release(reading, behind, told, isCovered);
      if (lines !== undefined) printed = (printed ?? 0) + lines;
      reading = reading.filter((track) => track.waiting || track.phase === 'data');
      if (behind.length === 0 || this.abort.aborted) break;
    }
    return { told, printed };
  }

  /**
   * Adds what is in order to `told`, and returns how many lines it is enough to know of. No frame of an async function may
   * hold events: V8 keeps such frames for long, and then every event of a long log survives until all garbage is collected.
   */
  #release(
    reading: readonly Track[],
    behind: readonly Track[],
    told: EngineEvent[],
    isCovered: (source: string) => boolean,
  ): number | undefined {
    let printed: number | undefined;
    let frontier = Number.POSITIVE_INFINITY;
    for (const track of behind) frontier = Math.min(frontier, track.frontier);
    const parts: (readonly Queued[])[] = [];
    for (const track of reading) {
      const lines = track.takePrinted();
      if (lines > 0) printed = (printed ?? 0) + lines;
      if (track.waiting) parts.push(track.release(frontier));
    }
    for (const queued of merged(parts)) {
      const event = this.#dated(queued);
      const counts =
        event.type === 'output' && !this.options.replay && event.source !== undefined && isCovered(event.source);
      if (counts) printed = (printed ?? 0) + event.lines;
      else told.push(event);
    }
    return printed;
  }

  /** Those that can't be passed over by a mere look. */
  async #quietened(tracks: readonly Track[], final: boolean): Promise<Track[]> {
    const { replay, now } = this.options;
    const left: Track[] = [];
    let turn = 0;
    for (const track of tracks) {
      if (track.waiting || track.phase === 'ended') left.push(track);
      else if (final || replay || !track.isQuiet(now())) {
        track.phase = 'unread';
        left.push(track);
      } else turn += COST_OF_LOOK;
      if (turn < BYTES_PER_TURN) continue;
      turn = 0;
      await nextTurn();
    }
    return left;
  }

  /** Every source that has nothing to hand out is asked for its next chunk. */
  async #round(tracks: readonly Track[], final: boolean, grows: (track: Track) => void): Promise<number> {
    let bytes = 0;
    let turn = 0;
    const asked: Track[] = [];
    for (const track of tracks) {
      if (track.waiting || (track.phase !== 'unread' && track.phase !== 'data')) continue;
      asked.push(track);
      const reading = track.isAhead ? track.readAhead(this.#reads.room, final) : this.#ask(track, final);
      const read = typeof reading === 'number' ? reading : await reading;
      bytes += read;
      turn += COST_OF_READ + read;
      if (this.abort.aborted) break;
      if (turn < BYTES_PER_TURN) continue;
      turn = 0;
      await nextTurn();
    }
    this.#reads.search();
    for (const track of asked)
      if (track.waiting || track.hasPrinted || track.phase === 'data' || track.phase === 'later') grows(track);
    return bytes;
  }

  #ask(track: Track, final: boolean): number | Promise<number> {
    const asked = track.ask(this.#reads.room, final);
    return 'kind' in asked ? this.#reads.add(track, asked) : asked.then((read) => this.#reads.add(track, read));
  }

  /** In a replay, lines of a source that tells no time come last, at the time of the last line that does. */
  #dated({ time, event }: Queued): EngineEvent {
    if (!this.options.replay) return event;
    if (!Number.isFinite(time)) return redated(event, this.#latest ?? event.at);
    this.#latest = time;
    return event;
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
