import { childAbort } from '../child-abort.js';
import type { Discovery, EngineEvent, LogSource, Millis } from '../contract.js';
import type { Matcher } from '../match/types.js';
import { Bell } from '../source/bell.js';
import { Agenda } from './agenda.js';
import { Finder } from './finder.js';
import { keep, leaveRules } from './kept.js';
import { Marks } from './marks.js';
import { crowdOf } from './poll-interval.js';
import { Rounds } from './rounds.js';
import { POLL, type Shared, Track, type TrackOptions } from './track.js';
import { newTrack, type TrackState } from './track-state.js';

/** How far sources are read, by their ids. */
export type TrackStates = ReadonlyMap<string, TrackState>;

export interface IntakeOptions extends TrackOptions {
  readonly discovery: Discovery;
  /** Where earlier batches left each source. */
  readonly states: TrackStates;
  /** The line cap, and how much is asked for at once. Default: 1 MiB. */
  readonly chunk?: number;
  /** So many events are enough for one batch, so that a long backlog is committed in parts. Default: 20,000. */
  readonly enough?: number;
}

export interface Taken {
  /** A list of its own, which may be emptied once it is done with. */
  readonly events: EngineEvent[];
  /** Those sources that were read on; their `state` tells how far, once `events` are committed, until more is taken. */
  readonly moved: ReadonlyMap<string, { readonly state: TrackState }>;
  /** Of those, the ones that have to be kept together with `events`: what they told would else be told twice. */
  readonly bound: readonly string[];
  /** Every known source was read to its end, or can't be read now. */
  readonly idle: boolean;
}

/**
 * Reads all sources of one attempt and merges what they say by time. What it costs grows with the sources that have
 * something to say, not with those that are idle.
 */
export class Intake {
  readonly #options: IntakeOptions & Shared;
  readonly #abort = new AbortController();
  readonly #finder: Finder;
  readonly #tracks = new Map<string, Track>();
  /** How many of them are the job's own. */
  #ofJob = 0;
  readonly #rounds: Rounds;
  /** Rung by every source that may have more. */
  readonly #bell = new Bell();
  readonly #agenda: Agenda;
  readonly #marks: Marks;
  /** Of sources that were not found in this life. */
  readonly #left: Map<string, TrackState>;
  /** The engine was told that sources may be missing. */
  #blind = false;

  constructor(options: IntakeOptions) {
    this.#options = { ...options, abort: this.#abort.signal, blanks: new Map() };
    this.#rounds = new Rounds(options, this.#abort.signal);
    this.#agenda = new Agenda(options.poll ?? POLL);
    this.#left = new Map(options.states);
    this.#marks = new Marks(options.attempt, options.states);
    this.#finder = new Finder(options.discovery, options.now);
  }

  /**
   * Looks at every source, and hands out what is in order. `final`: nothing more will be written, so a half line is a
   * line. Never rejects: what can't be found or read is blind.
   */
  async take(final = false): Promise<Taken> {
    this.#begin();
    this.#agenda.all();
    return this.#take([...this.#tracks.values()], final, true);
  }

  /** The same for those sources alone that have something new by their own word, or are due to be looked at. */
  async takeDue(): Promise<Taken> {
    this.#begin();
    return this.#take(this.#agenda.due(this.#options.now()), false, false);
  }

  /** When the next source is due to be looked at. */
  get due(): Millis {
    return this.#agenda.next(this.#options.now());
  }

  /** How far every source is read. */
  get states(): TrackStates {
    const found = [...this.#tracks].map(([id, track]) => [id, track.state] as const);
    return new Map([...this.#left, ...found]);
  }

  /** Whether nothing more can come: all sources are known and at their end, or (in a replay) can't be read. */
  get ended(): boolean {
    if (!this.#finder.complete) return false;
    return [...this.#tracks.values()].every((track) => this.#isRead(track));
  }

  /** What of the job's can't be read now, and why. */
  get unreadable(): readonly { readonly source: string; readonly error: string }[] {
    return [...this.#tracks.values()].flatMap(({ source, error }) =>
      error === undefined || source.beside ? [] : [{ source: source.id, error: error.message }],
    );
  }

  /** How many sources of the job there are. */
  get sources(): number {
    return this.#ofJob;
  }

  /** Whether a source may have more since the last look, or one has appeared. A hint only. */
  get isHinted(): boolean {
    return this.#bell.hasRung || this.#finder.hasFound;
  }

  /** `hinted` is called when that comes to be so, until the returned function is called. One may listen or wait at a time. */
  listen(hinted: () => void): () => void {
    const [bell, finder] = [this.#bell.listen(hinted), this.#finder.listen(hinted)];
    return () => {
      bell();
      finder();
    };
  }

  /** Resolves when it is so, or at `abort`. */
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
    const closing = [...this.#tracks.values()].map((before) => {
      this.#agenda.forget(before);
      const track = this.#add(before.source, before.state, before.order);
      if (!before.isCovered) track.uncover();
      track.hasMoved = before.hasMoved;
      track.isBound = before.isBound;
      return before.close();
    });
    await Promise.all(closing);
  }

  /** Other rules take over, for all sources at once: what was read by the old ones is handed out, every line that is read from now on is searched by the new. A block of a rule that does not stay is closed where it stands. */
  exchange(matcher: Matcher, stays: (rule: string) => boolean): Taken {
    const tracks = [...this.#tracks.values()];
    const events = leaveRules(tracks, stays, this.#options.now());
    this.#options.matcher = matcher;
    this.#options.blanks.clear();
    this.#rounds.use(matcher);
    return { events, ...keep(tracks), idle: this.#agenda.isIdle };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#finder.close();
    await Promise.all(Array.from(this.#tracks.values(), (track) => track.close()));
    this.#tracks.clear();
  }

  /** Waits until every source that exists now was found: for a replay, which must not begin with a part of them. */
  async settled(): Promise<void> {
    await this.#finder.settled();
    if (this.#finder.error !== undefined) throw this.#finder.error;
    this.#open();
  }

  /** Hints that come from now on are for the next batch. */
  #begin(): void {
    this.#bell.reset();
    this.#open();
  }

  #open(): void {
    for (const source of this.#finder.take()) {
      if (this.#tracks.has(source.id) || this.#abort.signal.aborted) continue;
      this.#marks.found(this.#add(source, this.#left.get(source.id) ?? newTrack, this.#tracks.size));
      if (!source.beside) this.#ofJob += 1;
      this.#left.delete(source.id);
    }
  }

  #add(source: LogSource, state: TrackState, order: number): Track {
    const track = new Track(source, state, this.#options, order, this.#hint);
    this.#tracks.set(source.id, track);
    this.#agenda.hint(track);
    return track;
  }

  readonly #hint = (track: Track): void => {
    // One that was closed is no source any more.
    if (track.isClosed) return;
    this.#agenda.hint(track);
    this.#bell.ring();
  };

  async #take(tracks: readonly Track[], final: boolean, whole: boolean): Promise<Taken> {
    const { replay, others } = this.#options;
    const events = this.#searched();
    const grown = new Set<Track>();
    const found: string[] = [];
    const grows = (track: Track) => {
      grown.add(track);
      if (!track.isBeside && track.takeFound()) found.push(track.source.id);
    };
    const isCovered = (source: string) => this.#tracks.get(source)?.isCovered === true;
    const { told, printed } = await this.#rounds.read(tracks, final, grows, isCovered);
    if (!replay && found.length > 0) events.push({ type: 'found', at: 0, sources: found });
    for (const one of told) events.push(one);
    if (printed !== undefined) events.push({ type: 'output', at: 0, time: this.#options.now(), lines: printed });
    // Live, everything of one batch was learnt at one moment; in a replay each line is learnt when it was printed.
    const learnt = this.#options.now();
    if (!replay) events.push(...this.#marks.after(tracks, this.#tracks, learnt, whole));
    const [now, crowd] = [this.#options.now(), crowdOf(this.#tracks.size, others)];
    for (const track of tracks) this.#agenda.looked(track, grown.has(track), now, crowd);
    return {
      events: replay ? events : events.map((event) => ({ ...event, at: learnt })),
      ...keep(tracks),
      idle: this.#agenda.isIdle && !this.#finder.hasFound,
    };
  }

  /** Nothing more can come of it; of one beside the job, nothing that is there already. */
  #isRead(track: Track): boolean {
    if (track.waiting) return false;
    if (track.isBeside) return !['unread', 'data', 'later'].includes(track.phase);
    return track.phase === 'ended' || (this.#options.replay && track.phase === 'blind');
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
    if (this.#ofJob === 0) return [{ type: 'watermark', at, source: '', as_of: at }];
    // Where sources are known their own marks count, and the search is no source any more.
    return wasBlind ? [{ type: 'source_ended', at, source: '' }] : [];
  }
}
