import type { LogSource, Millis, Read } from '../contract.js';
import type { OnPrinted } from '../last-line.js';
import type { MatchPool } from '../match/threads/pool.js';
import { ReadAhead } from '../match/threads/read-ahead.js';
import type { Found, Matcher, ScanState } from '../match/types.js';
import { CarefulReader } from './careful-reader.js';
import { lastLine } from './chunk.js';
import { markContradicted } from './contradicted.js';
import { HandingOut } from './handing-out.js';
import { type TimedHit, timeHits } from './hit-times.js';
import { FEW_BYTES, live } from './live.js';
import type { Queued } from './queue.js';
import { replayed } from './replayed.js';
import { type Blanks, mergeProgress } from './signal.js';
import { learnZone, type SourceClock } from './source-clock.js';
import { enterFile, readOn, sameCursor, type TrackState } from './track-state.js';

export interface TrackOptions {
  readonly matcher: Matcher;
  /** Part of every signal's id. */
  readonly attempt: number;
  readonly now: () => Millis;
  /** Lines tell the time by themselves alone: a replay. */
  readonly replay: boolean;
  /** ms between two looks at a source that is idle, where there are few. Default 500. */
  readonly poll?: Millis;
  /** How many other runs this process follows: the more, the less often each idle source is looked at. Default: none. */
  readonly others?: () => number;
  readonly onChunk?: (source: string, chunk: Buffer, line: number) => void;
  readonly onPrinted?: OnPrinted;
  /** Threads that search while this one reads on: for logs that are read from front to end. */
  readonly pool?: MatchPool;
}

/** What all tracks have in common. */
export interface Shared extends Omit<TrackOptions, 'matcher'> {
  /** Another one may take its place, for all of them at once. */
  matcher: Matcher;
  /** Ends all reading. */
  readonly abort: AbortSignal;
  readonly blanks: Blanks;
}

/** What the last read said. `unread`: it was not asked yet in this round. */
export type TrackPhase = 'unread' | 'data' | 'later' | 'caught_up' | 'blind' | 'ended';

/** For so long (ms) a quiet source may still bring lines of an open block. */
export const BLOCK_WAIT = 2_000;
/** After so many lines that tell nothing of a source's clock one in so many is asked. */
const ASKED = 16;
/** How often (ms) a source is looked at without a hint, unless it is said. */
export const POLL = 500;

/** One source while it is read: its reader, what was read and not handed out yet, and where that leaves the cursor. */
export class Track {
  phase: TrackPhase = 'unread';
  /** Up to when it was read to its end, as far as this life knows. */
  asOf: Millis | undefined;
  /** Of the poll: when it is looked at next, and how long (ms) it waits between looks. */
  due: Millis = 0;
  queued: Millis | undefined;
  interval: Millis;
  /** Its state has to be kept with what was handed out, and not just some time. */
  isBound = false;
  isClosed = false;
  /** Its state is another than what was last kept. */
  hasMoved = false;
  readonly #out: HandingOut;
  #error: Error | undefined;
  /** A mark for all sources covers it: the engine was told of it by name, and it can be read. */
  #covered: boolean;
  #found = false;
  /** It was read to its end before the last read. */
  #wasRead = false;
  /** That it has ended is still to be told. */
  #ends = false;
  /** When its end was last seen; no part of the state until there is more than that to keep. */
  #floor: Millis | undefined;
  readonly #reader: CarefulReader;
  readonly #ahead: ReadAhead<Read> | undefined;
  #printed = 0;
  /** Lines in a row that were passed over and told nothing new of the source's clock. */
  #toldNothing = 0;
  /** Of the read that is asked for. */
  #final = false;
  #readAt: Millis = 0;
  /** State before what the queue holds, and after it. */
  #base: TrackState;
  #after: TrackState;
  /** Of a replay: lines without a time since the last one that states one. */
  #loose = 0;
  #frontier = Number.NEGATIVE_INFINITY;
  #quietSince: Millis | undefined;

  constructor(
    readonly source: LogSource,
    state: TrackState,
    readonly options: Shared,
    /** Place among all sources, in the order in which they were found. */
    readonly order: number,
    changed: (track: Track) => void,
  ) {
    this.#reader = new CarefulReader(source, () => changed(this), options.abort);
    const { matcher, pool, poll = POLL } = options;
    this.#ahead = pool && new ReadAhead(async (into) => this.#read(into, options.now()), matcher, pool);
    this.interval = poll;
    this.#covered = state.known === options.attempt;
    const { handed, ...rest } = state;
    this.#base = this.#after = rest;
    this.#out = new HandingOut(handed, options.blanks);
  }

  /** Where to read on after a crash, given what was handed out so far. */
  get state(): TrackState {
    const { handed } = this.#out;
    const place = this.waiting ? this.#base : this.#after;
    const state = this.#floor === undefined ? place : { ...place, clock: { ...place.clock, floor: this.#floor } };
    return handed === undefined ? state : { ...state, handed };
  }

  /** Whether something was read that is not handed out yet. */
  get waiting(): boolean {
    return !this.#out.isEmpty;
  }

  /** Time up to which this source's order is known. */
  get frontier(): Millis {
    return Math.max(this.#frontier, this.#out.last ?? Number.NEGATIVE_INFINITY);
  }

  /** Whether threads search what it reads: then `readAhead` is asked, else `ask`. Both only with an empty queue. */
  get isAhead(): boolean {
    return this.#ahead !== undefined;
  }

  /** Reads and takes one chunk, and returns how many bytes. `own`: what is read into where no thread has a place. */
  async readAhead(own: Buffer, final: boolean): Promise<number> {
    this.#begin(final);
    const { read, chunk, found } = await (this.#ahead as ReadAhead<Read>).next(own);
    this.take(read, chunk, found);
    return chunk.length;
  }

  /** Reads one chunk into `into`; at once where the reader does. What it says is given to `take`. Never rejects: what can't be read is blind. */
  ask(into: Buffer, final: boolean): Read | Promise<Read> {
    this.#begin(final);
    return this.#read(into, this.#readAt);
  }

  #begin(final: boolean): void {
    this.#readAt = this.options.now();
    this.#final = final;
    this.#wasRead = this.asOf !== undefined;
  }

  get hasPrinted(): boolean {
    return this.#printed > 0;
  }

  /** Lines that were printed since this was asked last, and of which nothing else is to be told. */
  takePrinted(): number {
    const printed = this.#printed;
    this.#printed = 0;
    return printed;
  }

  /** What was asked for: the answer, its bytes, and what the rules find in them. */
  take(read: Read, chunk: Buffer, found: Found): void {
    const [final, readAt] = [this.#final, this.#readAt];
    this.#error = read.kind === 'blind' ? read.error : undefined;
    switch (read.kind) {
      case 'data':
        if (this.#passOver(chunk, found, read)) return;
        this.phase = 'data';
        this.#take(chunk, found, read, readAt);
        this.#ahead?.release();
        // Where nothing more will come, blocks are closed after what was read is handed out.
        if (read.end !== undefined && !final) {
          this.phase = 'caught_up';
          this.#sawEnd(read.end);
          this.#quietSince = readAt;
        }
        return;
      case 'reset':
        this.phase = 'data';
        this.#reset(read, readAt);
        return;
      case 'caught_up':
        this.phase = 'caught_up';
        this.#caughtUp(read, readAt, final);
        return;
      case 'blind':
      case 'later':
        this.phase = read.kind;
        return;
      case 'ended':
        this.phase = 'ended';
        this.#closeBlocks(readAt);
        this.#ends = true;
        return;
    }
  }

  /** Whether there is surely nothing to be read and nothing to be done. Costs next to nothing; only `read` knows more. */
  isQuiet(now: Millis): boolean {
    if (this.phase !== 'caught_up' || this.waiting || this.blocksClose <= now) return false;
    const asOf = this.#reader.unchanged();
    if (asOf !== undefined) this.#sawEnd(asOf);
    return asOf !== undefined;
  }

  /** When blocks that are open now count as complete; `Infinity` when there is none. */
  get blocksClose(): Millis {
    if (this.#after.scan.blocks.length === 0 || this.#quietSince === undefined) return Number.POSITIVE_INFINITY;
    return this.#quietSince + BLOCK_WAIT;
  }

  /** Hands out what is not later than `frontier`. */
  release(frontier: Millis): readonly Queued[] {
    if (this.#out.isEmpty) return [];
    const { out, tells } = this.#out.take(frontier);
    this.hasMoved ||= out.length > 0;
    this.isBound ||= tells;
    return out;
  }

  /** Other rules take over: hands out all that was read, and closes the blocks of rules that do not stay. */
  leaveRules(stays: (rule: string) => boolean): readonly Queued[] {
    const waiting = this.release(Number.POSITIVE_INFINITY);
    const { blocks } = this.#after.scan;
    const going = blocks.filter(({ rule }) => !stays(rule));
    if (going.length === 0) return waiting;
    const staying = blocks.filter(({ rule }) => stays(rule));
    this.#out.fill(this.#flush(this.options.now(), going, staying));
    return [...waiting, ...this.release(Number.POSITIVE_INFINITY)];
  }

  /** What it tells was measured beside the job. */
  get isBeside(): boolean {
    return this.source.beside === true;
  }

  get isCovered(): boolean {
    return this.#covered;
  }

  /** The engine is told by name that the source is read to its end. */
  cover(): void {
    this.#covered = true;
    if (this.#after.known === this.options.attempt) return;
    this.#base = this.#after = { ...this.#after, known: this.options.attempt };
    this.hasMoved = this.isBound = true;
  }

  /** The engine is told that it can't be read: only a mark by name ends that, also in a later life. */
  uncover(): void {
    this.#covered = false;
    if (this.#after.known === undefined) return;
    const { known: _, ...state } = this.#after;
    this.#base = this.#after = state;
    this.hasMoved = this.isBound = true;
  }

  /** Whether the engine is to be told that there is such a source, which it takes for read otherwise; once. */
  takeFound(): boolean {
    const isNew = !this.#found && !this.#covered && !this.#wasRead && this.phase !== 'blind';
    this.#found ||= isNew;
    return isNew;
  }

  /** Whether it is to be told now that the source has ended; once. */
  takeEnd(): boolean {
    const ends = this.#ends;
    this.#ends = false;
    return ends;
  }

  /** Why the source can't be read now. */
  get error(): Error | undefined {
    return this.#error;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return this.#reader.close();
  }

  #read(into: Buffer, now: Millis): Read | Promise<Read> {
    return this.#reader.read(into, this.#final, this.#after.cursor, now);
  }

  #take(bytes: Buffer, found: Found, { cursor, cut }: Extract<Read, { kind: 'data' }>, readAt: Millis): void {
    const { matcher, replay, onChunk, onPrinted } = this.options;
    const before = this.#floored();
    this.hasMoved = true;
    const from = cursor.offset - bytes.length;
    this.#base = before;
    this.#quietSince = undefined;
    onChunk?.(this.source.id, bytes, before.line);
    const scanned = matcher.assemble(bytes, found, { offset: from, line: before.line }, before.scan);
    const chunk = { bytes, from, lines: scanned.lines };
    // The head of a line that was cut lacks its end.
    const line = before.line + scanned.lines + (cut ? 1 : 0);
    const clock = this.#learn(before.clock, lastLine(bytes), readAt);
    const hits = markContradicted(mergeProgress(scanned.hits));
    const told = replay
      ? replayed(this.source.id, chunk, hits, { clock, loose: this.#loose }, readAt)
      : live(this.source.id, chunk, hits, clock, readAt);
    this.#loose = told.loose ?? 0;
    this.#frontier = told.frontier;
    this.#after = readOn(before, cursor, line, scanned.state, told.clock);
    if (!this.isBeside) onPrinted?.(bytes, this.source.id, told.clock.last ?? readAt);
    const items = [...this.#signals(told.timed, readAt), ...(this.isBeside ? this.#passing(told.output) : told.output)];
    if (cut) items.push(this.#notice(`a line is longer than ${bytes.length} bytes: its rest was skipped`, line - 1));
    this.#out.fill(items);
  }

  /**
   * Some lines behind those before that tell nothing, as most that are printed live: all that they change is how far the
   * source is read. Returns false where there may be more to it, and then nothing was done.
   */
  #passOver(bytes: Buffer, found: Found, { cursor, cut, end }: Extract<Read, { kind: 'data' }>): boolean {
    const { matcher, replay, onChunk, onPrinted } = this.options;
    const { line, scan, clock } = this.#after;
    const floor = this.#floor;
    const isPlain = found.lines.length === 0 && scan.blocks.length === 0 && !cut && this.#out.handed === undefined;
    const isLive = !replay && !this.#final && this.#covered && bytes.length < FEW_BYTES;
    if (!isPlain || !isLive || floor === undefined || end === undefined) return false;
    onChunk?.(this.source.id, bytes, line);
    if (!this.isBeside) onPrinted?.(bytes, this.source.id, this.#readAt);
    const scanned = matcher.assemble(bytes, found, { offset: cursor.offset - bytes.length, line }, scan);
    const learnt = this.#learnBy(bytes);
    this.#after = this.#base = readOn(this.#after, cursor, line + scanned.lines, scanned.state, learnt);
    this.#frontier = Math.min(Math.max(floor, clock.last ?? floor), this.#readAt);
    this.#printed += scanned.lines;
    this.#quietSince = this.#readAt;
    this.hasMoved = true;
    this.phase = 'caught_up';
    this.#sawEnd(end);
    return true;
  }

  /** The same clock for nearly every line: once a few in a row have told nothing new of it, only some are asked. */
  #learnBy(bytes: Buffer): SourceClock {
    const { clock } = this.#after;
    if (clock.zoned) return clock;
    const before = this.#toldNothing++;
    if (before > ASKED && before % ASKED !== 0) return clock;
    const learnt = learnZone(clock, lastLine(bytes), this.#readAt, true);
    if (learnt !== clock) this.#toldNothing = 0;
    return learnt;
  }

  #reset(read: Extract<Read, { kind: 'reset' }>, readAt: Millis): void {
    const before = this.#after;
    const flushed = this.#flush(readAt);
    const line = this.#after.line;
    this.hasMoved = this.isBound = true;
    this.#after = enterFile(this.#after, read.cursor);
    this.#out.forget();
    // An attempt that begins its log anew takes nothing away but what earlier ones wrote after they were read to their end.
    const isGap = read.gap !== undefined && before.past !== true;
    this.#out.fill(isGap ? [...flushed, this.#notice(read.gap, line)] : flushed);
  }

  #caughtUp({ cursor, asOf }: Extract<Read, { kind: 'caught_up' }>, readAt: Millis, final: boolean): void {
    if (!sameCursor(this.#after.cursor, cursor)) {
      this.#after = { ...this.#after, cursor };
      this.hasMoved = true;
    }
    this.#base = this.#after;
    this.#sawEnd(asOf);
    this.#quietSince ??= readAt;
    if (final || readAt - this.#quietSince >= BLOCK_WAIT) this.#closeBlocks(readAt);
  }

  #sawEnd(asOf: Millis): void {
    this.asOf = asOf;
    if (!this.options.replay) this.#floor = asOf;
  }

  /** The state with what is known of the end: what comes next was printed after it. */
  #floored(): TrackState {
    const floor = this.#floor;
    const state = this.#after;
    if (floor === undefined) return state;
    this.#floor = undefined;
    return readOn(state, state.cursor, state.line, state.scan, { ...state.clock, floor });
  }

  #closeBlocks(readAt: Millis): void {
    if (this.#after.scan.blocks.length > 0) this.#out.fill(this.#flush(readAt));
  }

  /** Closes open blocks: nothing more comes that could belong to them. */
  #flush(readAt: Millis, blocks = this.#after.scan.blocks, others: ScanState['blocks'] = []): readonly Queued[] {
    this.#base = this.#after = this.#floored();
    this.hasMoved = true;
    const { scan } = this.#after;
    const { hits, state: closed } = this.options.matcher.flush({ ...scan, blocks });
    const state = others.length === 0 ? closed : { ...scan, blocks: others };
    const { clock } = this.#after;
    const { replay } = this.options;
    if (replay && clock.last === undefined) {
      this.#after = { ...this.#after, scan: state };
      return this.#signals(
        hits.map((hit) => ({ hit, time: Number.POSITIVE_INFINITY })),
        readAt,
      );
    }
    const told = timeHits(hits, clock, readAt, (_, near) => (replay ? near : undefined));
    this.#after = { ...this.#after, scan: state, clock: told.clock };
    return this.#signals(told.timed, readAt);
  }

  #learn(before: SourceClock, line: string, readAt: Millis): SourceClock {
    const fresh = before.floor !== undefined && !this.options.replay;
    return learnZone(before, line, fresh ? readAt : (before.last ?? readAt), fresh);
  }

  /** What is measured beside the job is no output of it. In a replay its lines are all that tells of the time that has passed. */
  #passing(output: readonly Queued[]): readonly Queued[] {
    if (!this.options.replay) return [];
    return output.map(({ time, event: { at } }) => ({ time, event: { type: 'tick', at } }));
  }

  #notice(text: string, line: number): Queued {
    const { source } = this;
    return { time: this.frontier, event: { type: 'notice', at: this.options.now(), source: source.id, line, text } };
  }

  #signals(timed: readonly TimedHit[], readAt: Millis): Queued[] {
    const { id, beside, last_word, late } = this.source;
    const place = {
      ...{ attempt: this.options.attempt, source: id },
      ...(beside && { beside }),
      ...(last_word && { last_word }),
      ...(late && { late }),
    };
    return this.#out.signals(timed, place, this.#after.cursor, readAt, this.phase === 'data');
  }
}
