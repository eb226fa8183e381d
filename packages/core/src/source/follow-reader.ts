import path from 'node:path';
import type { Cursor, Deps, LogReader, Millis, Read } from '../contract.js';
import { Backoff } from './backoff.js';
import type { Closing } from './closing.js';
import { openFile } from './content.js';
import type { Descriptors, Holder } from './descriptors.js';
import { type Directories, isSettled } from './directories.js';
import { errorCode, type FileFacts } from './file-system.js';
import { explainGap, vanished } from './gap.js';
import { KnownFiles } from './known-files.js';
import { Lingering } from './lingering.js';
import { locate, resume } from './locate.js';
import { SiblingScan, startOf } from './sibling-scan.js';
import { MovedError, openSibling, type Sibling, traceWhole } from './siblings.js';
import { Tail, type Taken } from './tail.js';
import { encodeTrace, lastMark, type Trace, traceOfCursor } from './trace.js';
import { FileHints, type Wakes } from './wakes.js';

export interface FollowOptions {
  readonly deps: Deps;
  readonly directories: Directories;
  readonly descriptors: Descriptors;
  readonly closing: Closing;
  readonly wakes: Wakes | undefined;
  readonly lingerMs: Millis;
}

/** What is read after the file that we are in. */
type Next = { readonly sibling: Sibling } | { readonly resume: Tail } | { readonly path: FileFacts };

/** A file that was closed only to spare its descriptor. */
interface Parked {
  /** What it was then. */
  readonly facts: FileFacts;
  /** It was read to its end. */
  readonly rested: boolean;
  /** No file that came after the last look can have the same times. */
  readonly proven: boolean;
}

// So often a rotation may get in the way of one read.
const MOVES = 50;
// After these the descriptors are worthless; after any other error they may be the last way to a removed file.
const DEAD = new Set(['ESTALE', 'EBADF', 'ENODEV', 'ENOTCONN', 'ENXIO']);
// A file that nobody wrote to for so long and that is then removed was cleared away. With its descriptor that would be known.
const CLEARED_MS = 3_600_000;
// Of a file that grows by the line, its path is looked at so often (ms).
const LOOK_EVERY = 500;
// And so often it is noted that its descriptor is in use (ms).
const USE_EVERY = 1_000;
const ENDED: Read = { kind: 'ended' };
const NOTHING: readonly string[] = Object.freeze([]);
const NOWHERE: Trace = { state: '=', inode: '', head: '', marks: [] };

/**
 * Follows a path through everything that happens to it. It is always in one file (`#tail`), reads it to its end, and
 * goes on to the next only when the path holds another file with content. Files that it left linger for a while.
 */
export class FollowReader implements LogReader, Holder {
  #tail: Tail | undefined;
  /** Where to go on when there is no tail: after a start, a truncation, or a stale mount. */
  #lost: Trace;
  #generation: number;
  #pathInode: string;
  #notBefore = 0n;
  #marked: boolean;
  /** Files that linger are to be opened again. */
  #resuming: boolean;
  /** Siblings may have come without our noticing: look for them once. */
  #resumed = false;
  #closed = false;
  #usedAt: Millis = Number.NEGATIVE_INFINITY;
  /** When the last read began, by the clock that stamps the files. */
  #began: Millis = Number.NEGATIVE_INFINITY;
  /** When the path last held the file that we are in. */
  #seenAt: Millis = Number.NEGATIVE_INFINITY;
  /** The file at the path, as it was when the last read found its end; undefined while there is more to it. */
  #rest: FileFacts | undefined;
  /** As long as the file's facts are those of `#rest`, nothing was written. */
  #proven = false;
  #parked: Parked | undefined;
  #reading = false;
  /** `seen` of the last cursor, and what it holds besides its first entry. */
  #seen = NOTHING;
  #seenBefore = NOTHING;
  readonly #known: KnownFiles;
  readonly #lingering: Lingering;
  readonly #scan: SiblingScan;
  readonly #network: boolean;
  /** Made when a read fails for the first time. */
  #backoff: Backoff | undefined;
  readonly #hints: FileHints;

  constructor(
    private readonly file: string,
    from: Cursor | undefined,
    private readonly options: FollowOptions,
    private readonly abort: AbortSignal,
    /** Told of hints that the file, or a rotated sibling, has changed. */
    changed: () => void,
  ) {
    const { directories, wakes, lingerMs } = options;
    this.#lost = from ? traceOfCursor(from) : NOWHERE;
    this.#generation = from?.generation ?? 0;
    this.#pathInode = from?.inode ?? '';
    this.#marked = from !== undefined;
    this.#resuming = from !== undefined;
    this.#known = new KnownFiles(directories, file, from?.seen ?? []);
    this.#lingering = new Lingering(directories, file, this.#known, lingerMs);
    this.#scan = new SiblingScan(directories, file, this.#known, this.#lingering);
    this.#network = directories.isNetwork(path.dirname(file));
    this.#hints = new FileHints(wakes, file, changed);
    options.closing.join(abort, this);
  }

  read(into: Buffer, final = false): Read | Promise<Read> {
    if (this.#closed) return ENDED;
    // Taken before anything is read: what is written later is not covered by what we then find.
    const asOf = this.options.deps.now();
    this.#began = this.options.directories.files.now?.() ?? asOf;
    const held = this.#backoff?.held(asOf);
    if (held) return { kind: 'blind', error: held };
    this.#hints.renew(asOf);
    this.#rest = undefined;
    this.#proven = false;
    try {
      const first = this.#takeNow(into, final);
      if (first?.kind !== 'lines') return this.#readOn(into, final, asOf, first);
      const read = this.#lines(first, asOf);
      this.#backoff?.succeed();
      return read;
    } catch (error) {
      return this.#failed(error, asOf);
    }
  }

  async #readOn(into: Buffer, final: boolean, asOf: Millis, first: Taken | undefined): Promise<Read> {
    this.#reading = true;
    try {
      const read = await this.#steadily(into, final, asOf, first);
      this.#backoff?.succeed();
      return read;
    } catch (error) {
      return this.#failed(error, asOf);
    } finally {
      this.#reading = false;
      // Closed while it read: what it opened since then must not stay open.
      if (this.#closed) this.#letGo();
    }
  }

  #failed(error: unknown, asOf: Millis): Read {
    if (this.#closed) return ENDED;
    if (DEAD.has(errorCode(error))) this.#letGo();
    this.#backoff ??= new Backoff();
    return { kind: 'blind', error: this.#backoff.fail(error, asOf) };
  }

  // A rotation that is under way moves files from under us; what was not found is looked for again.
  async #steadily(into: Buffer, final: boolean, asOf: Millis, first: Taken | undefined): Promise<Read> {
    for (let attempt = 1; ; attempt += 1) {
      // The last look must be a real one.
      this.#scan.begin(final);
      try {
        return await this.#read(into, final, asOf, attempt === 1 ? first : undefined);
      } catch (error) {
        if (!(error instanceof MovedError) || attempt === MOVES) throw error;
      }
    }
  }

  unchanged(): Millis | undefined {
    const rest = this.#rest;
    if (rest === undefined || !this.#proven) return undefined;
    const asOf = this.options.deps.now();
    try {
      const here = this.options.directories.files.facts(this.file);
      if (here === undefined || !isSame(here, rest)) return undefined;
      this.#seenAt = asOf;
      return asOf;
    } catch {
      return undefined;
    }
  }

  park(): boolean {
    const tail = this.#tail;
    if (!tail) return true;
    const isSteady = this.#lingering.isEmpty && !this.#resuming && !this.#resumed && !tail.file.compressed;
    if (this.#reading || !isSteady) return false;
    this.#loseTail(tail);
    this.#parked = { facts: this.#rest ?? tail.file.facts, rested: this.#rest !== undefined, proven: this.#proven };
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rest = undefined;
    this.options.closing.leave(this.abort, this);
    this.#letGo();
    this.#hints.close();
  }

  // Most reads are of some lines behind those before, and take no promise.
  #takeNow(into: Buffer, final: boolean): Taken | undefined {
    return this.#resuming || final ? undefined : this.#tail?.takeNow(into, false);
  }

  #lines({ bytes, cut }: Extract<Taken, { kind: 'lines' }>, asOf: Millis): Read {
    const tail = this.#tail as Tail;
    this.#use(asOf);
    const end = cut || this.#resumed || this.#network ? undefined : this.#endAfter(tail, asOf);
    const cursor = this.#at();
    // Each written out, since a key that a copy gains is a new kind of object to V8, once for every line.
    if (cut) return { kind: 'data', bytes, cursor, cut };
    return end === undefined ? { kind: 'data', bytes, cursor } : { kind: 'data', bytes, cursor, end };
  }

  /** `first`: what was taken already from the file that we are in. */
  async #read(into: Buffer, final: boolean, asOf: Millis, first: Taken | undefined): Promise<Read> {
    let ready = first;
    let leaving = false;
    let reopened = false;
    for (;;) {
      if (!this.#tail) {
        const read = await this.#find(asOf);
        if (read) return read;
        leaving = false;
        continue;
      }
      const tail = this.#tail;
      if (this.#resuming) {
        await this.#lingering.restore(tail, asOf);
        this.#lingering.addEmpty(tail.file.facts.inode, asOf);
        this.#resuming = false;
        this.#resumed = true;
      }
      const confirm = tail.offset === 0 ? () => this.#isNext(tail, asOf) : undefined;
      const taken: Taken = ready ?? (await tail.take(into, final, confirm));
      ready = undefined;
      if (taken.kind === 'lines') return this.#lines(taken, asOf);
      if (taken.kind === 'declined') continue;
      if (taken.kind === 'foreign') {
        this.#loseTail(tail);
        continue;
      }
      const here = this.options.directories.files.facts(this.file);
      if (here?.inode === tail.file.facts.inode) {
        this.#pathInode = here.inode;
        this.#seenAt = asOf;
        // An empty file at the path may have been emptied by copytruncate before we saw its content.
        if (taken.half === 0 && tail.offset === 0 && this.#scan.isDue(asOf) && !(await this.#isNext(tail, asOf)))
          continue;
        const missed = this.#resumed ? await this.#next(tail, here, asOf) : undefined;
        this.#resumed = false;
        if (missed && 'sibling' in missed) {
          const read = await this.#switch(tail, missed, taken.half, asOf);
          if (read) return read;
          continue;
        }
        if (this.#network && !reopened) {
          reopened = true;
          this.#reopen(tail);
          continue;
        }
        const read = await this.#quiet(tail, { here, half: taken.half }, into, final, asOf);
        if (read) return read;
        continue;
      }
      const late = await this.#lingering.poll(into, final, asOf, here?.inode);
      if (this.#lingering.takeGrown()) this.#scan.begin(true);
      const next = late ? { resume: late } : await this.#next(tail, here, asOf);
      if (!next) return this.#caughtUp(Math.min(asOf, this.#scan.asOf));
      // Between our last read and the sight of the next file, lines may have been written to this one.
      if (leaving) {
        const read = await this.#switch(tail, next, taken.half, asOf);
        if (read) return read;
      }
      leaving = !leaving;
    }
  }

  // ---- where to go on

  // Without a tail: finds the place again where we were, or the first file that there is.
  async #find(asOf: Millis): Promise<Read | undefined> {
    const { directories } = this.options;
    const { files } = directories;
    if (!this.#marked) {
      await this.#known.markAll();
      this.#marked = true;
    }
    const parked = this.#parked;
    if (parked && (await this.#unpark(parked))) return undefined;
    const from = this.#lost;
    const wasInside = lastMark(from).offset > 0;
    const cleared = parked?.rested === true && wasCleared(parked.facts, this.#began);
    if (wasInside) {
      const tail = await locate(directories, this.file, from, this.#known);
      if (tail) {
        this.#enter(tail);
        this.#notBefore = startOf(tail.file.facts);
        return undefined;
      }
    }
    const lost = wasInside ? [{ trace: from, intact: false }] : [];
    const found = files.facts(this.file);
    // A folder is no log; who searches for logs finds those in it.
    const here = found?.kind === 'directory' ? undefined : found;
    if (!here && !wasInside && !this.#scan.isDue(asOf)) return this.#caughtUp(this.#scan.asOf);
    // Whether another comes first is asked before its first line is handed out.
    if (here && !wasInside && this.#known.isEmpty) {
      this.#enter(await this.#open(undefined), true);
      return undefined;
    }
    const { unread, refused } = await this.#scan.unread(lost, this.#notBefore, asOf);
    const first = unread[0];
    if (!first && !here) {
      if (wasInside && !cleared) throw vanished(this.file, from);
      // The directory was listed and the path is not in it: nothing was written.
      return this.#caughtUp(asOf);
    }
    if (wasInside) this.#lingering.addEmpty(first?.facts.inode ?? '', asOf);
    // What stands at the path may have been read already, up to a point: while a late line of an older file came between.
    const tail = await this.#open(first);
    // From here on nothing may fail, so that the reset is told together with the change.
    if (wasInside) this.#known.add({ ...from, state: '' });
    const truncated = this.#enter(tail, first === undefined);
    if (!wasInside && tail.offset === 0) return undefined;
    const gap = wasInside && !cleared ? explainGap(this.file, from, truncated, refused) : undefined;
    return this.#reset(truncated, gap);
  }

  // Opens the file again that was closed to spare its descriptor. Whatever happened to it meanwhile is found as after a restart.
  async #unpark({ facts: before, proven }: Parked): Promise<boolean> {
    const { directories } = this.options;
    const directory = path.dirname(this.file);
    const here = directories.files.facts(this.file);
    const isHere = here?.kind === 'file' && here.inode === before.inode;
    // One that had no content can't be known by it. So that its inode is no other file's, its birth has to be the same,
    // and long enough before the last look that none after it has that too.
    const isEmpty = lastMark(this.#lost).offset === 0;
    const moved = !isHere && isEmpty && before.born > 0n && proven ? directories.named(directory, before.inode) : [];
    for (const at of isHere ? [this.file] : moved.map((name) => path.join(directory, name))) {
      const facts = isHere ? here : directories.files.facts(at);
      if (facts?.kind !== 'file' || facts.inode !== before.inode || (isEmpty && facts.born !== before.born)) continue;
      const tail = await resume(directories.files, { path: at, facts }, this.#lost);
      if (!tail) continue;
      this.#enter(tail);
      return true;
    }
    this.#resuming = true;
    // Siblings may have grown, which their directory does not tell.
    this.#scan.begin(true);
    return false;
  }

  // Before the first bytes of a file are handed out: is there a rotated sibling that comes before it?
  async #isNext(tail: Tail, asOf: Millis): Promise<boolean> {
    const [first] = (await this.#scan.unread([], this.#notBefore, asOf)).unread;
    if (!first || first.facts.inode === tail.file.facts.inode) return true;
    const file = openSibling(this.options.directories.files, first);
    tail.file.close();
    this.#enter(new Tail(file));
    return false;
  }

  // What to read after `tail`, which is at its end and no longer at the path.
  async #next(tail: Tail, here: FileFacts | undefined, asOf: Millis): Promise<Next | undefined> {
    const hasContent = here !== undefined && here.size > 0;
    if (!hasContent && !this.#scan.isDue(asOf)) return undefined;
    const { unread } = await this.#scan.unread(
      [{ trace: tail.trace('='), intact: true }],
      startOf(tail.file.facts),
      asOf,
    );
    const sibling = unread.find(({ facts }) => facts.inode !== tail.file.facts.inode);
    if (sibling) return { sibling };
    if (!here) return undefined;
    const resume = this.#lingering.find(here.inode);
    if (resume) return { resume };
    return hasContent ? { path: here } : undefined;
  }

  async #switch(leaving: Tail, next: Next, half: number, asOf: Millis): Promise<Read | undefined> {
    const { compressed, facts } = leaving.file;
    if (!('resume' in next)) this.#lingering.addEmpty(facts.inode, asOf);
    const trace = compressed ? await traceWhole(leaving.file) : leaving.trace('');
    const tail = 'resume' in next ? next.resume : await this.#open('sibling' in next ? next.sibling : undefined);
    // From here on nothing may fail, so that the reset is told together with the change.
    if ('resume' in next) this.#lingering.take(tail);
    else this.#notBefore = startOf(facts);
    if (compressed || leaving.over) {
      this.#known.add(trace);
      leaving.file.close();
    } else this.#lingering.add(leaving, half, asOf);
    const truncated = this.#enter(tail, 'path' in next);
    // Nothing of this generation was handed out yet, so that nobody needs to be told.
    if (leaving.offset === 0 && tail.offset === 0) return undefined;
    return this.#reset(truncated);
  }

  // By the line it is of no use to know more exactly when the file was used last.
  #use(asOf: Millis): void {
    if (asOf >= this.#usedAt && asOf - this.#usedAt < USE_EVERY) return;
    this.#usedAt = asOf;
    this.options.descriptors.use(this);
  }

  #reset(truncated: boolean, gap?: string): Read {
    this.#generation += 1;
    return { kind: 'reset', reason: truncated ? 'truncated' : 'replaced', cursor: this.#at(), ...(gap && { gap }) };
  }

  // Opens a sibling, or else the path, which may hold a file that was read before, up to a point.
  async #open(sibling: Sibling | undefined): Promise<Tail> {
    const { files } = this.options.directories;
    const file = sibling ? openSibling(files, sibling) : openFile(files, this.file);
    try {
      const recalled = sibling ? undefined : await this.#known.recall(file);
      return (recalled && (await Tail.resume(file, recalled))) || new Tail(file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  // Returns whether the path holds the same inode as before, with other content.
  #enter(tail: Tail, atPath = false): boolean {
    const { inode } = tail.file.facts;
    this.#tail = tail;
    this.#seenAt = Number.NEGATIVE_INFINITY;
    this.#lost = NOWHERE;
    this.options.descriptors.use(this, this.#parked !== undefined);
    this.#parked = undefined;
    const truncated = atPath && inode === this.#pathInode;
    if (atPath) this.#pathInode = inode;
    return truncated;
  }

  // ---- at the end of everything

  async #quiet(
    tail: Tail,
    { here, half }: { readonly here: FileFacts; readonly half: number },
    into: Buffer,
    final: boolean,
    asOf: Millis,
  ): Promise<Read | undefined> {
    const late = await this.#lingering.poll(into, final, asOf);
    if (late) return this.#switch(tail, { resume: late }, 0, asOf);
    if (this.#lingering.takeGrown()) {
      this.#scan.begin(true);
      this.#resumed = true;
      return undefined;
    }
    const known = tail.offset === 0 ? Math.min(asOf, this.#scan.asOf) : asOf;
    if (this.#lingering.isEmpty) this.#rest = here;
    // What was written after `asOf` has another time, or made the file longer than what was read.
    this.#proven = !this.#network && known === asOf && here.size === tail.offset + half && isOver(here, this.#began);
    return this.#caughtUp(known);
  }

  // Mostly one line is all that is new: that nothing stands behind it is then seen by a look, and not by another read.
  // And where the path was looked at a moment ago, what was printed up to then is in this file, and read.
  #endAfter(tail: Tail, asOf: Millis): Millis | undefined {
    if (!this.#lingering.isEmpty || tail.file.compressed) return undefined;
    const seen = this.#seenAt;
    if (tail.isDry && seen <= asOf && asOf - seen < LOOK_EVERY) return seen;
    try {
      const here = this.options.directories.files.facts(this.file);
      if (here?.inode !== tail.file.facts.inode || here.size !== tail.offset) return undefined;
      this.#pathInode = here.inode;
      this.#seenAt = asOf;
      this.#rest = here;
      this.#proven = isOver(here, this.#began);
      return asOf;
    } catch {
      // The lines are read and have to be handed out; what is wrong is told by the next read.
      return undefined;
    }
  }

  #caughtUp(asOf: Millis): Read {
    return { kind: 'caught_up', asOf, cursor: this.#at() };
  }

  // On a network file system only an open asks the server how long the file is.
  #reopen(tail: Tail): void {
    const file = openFile(this.options.directories.files, this.file);
    if (file.facts.inode === tail.file.facts.inode) {
      tail.file.close();
      tail.file = file;
    } else file.close();
  }

  #at(): Cursor {
    const tail = this.#tail;
    const known = this.#known.encoded();
    const generation = this.#generation;
    if (tail === undefined) return { ...cursorOf(this.file, this.#lost, known), generation };
    const { earlier, offset, head } = tail;
    const seen = this.#seenWith(earlier, known);
    return { path: this.file, inode: tail.file.facts.inode, head, tail: tail.tail, offset, generation, seen };
  }

  // The same list for as long as it holds the same: there is a cursor for every line.
  #seenWith(earlier: string, known: readonly string[]): readonly string[] {
    if (earlier === '') return known;
    if (earlier !== this.#seen[0] || known !== this.#seenBefore) {
      this.#seen = [earlier, ...known];
      this.#seenBefore = known;
    }
    return this.#seen;
  }

  #loseTail(tail: Tail): void {
    this.#lost = tail.trace('=');
    this.#tail = undefined;
    this.options.descriptors.drop(this);
    tail.file.close();
  }

  #letGo(): void {
    if (this.#tail) this.#loseTail(this.#tail);
    this.#lingering.letGo();
    this.#resuming = true;
  }
}

function cursorOf(path: string, trace: Trace, known: readonly string[]): Omit<Cursor, 'generation'> {
  const { inode, head } = trace;
  const { offset, tail } = lastMark(trace);
  const marks = trace.marks.slice(0, -1);
  return {
    path,
    inode,
    head,
    tail,
    offset,
    seen: marks.length > 0 ? [encodeTrace({ ...trace, marks }), ...known] : known,
  };
}

const isSame = (a: FileFacts, b: FileFacts): boolean =>
  a.size === b.size && a.modified === b.modified && a.changed === b.changed && a.inode === b.inode && a.kind === b.kind;

const isOver = ({ modified, changed }: FileFacts, now: Millis): boolean =>
  isSettled(modified, now) && isSettled(changed, now);

const wasCleared = ({ modified }: FileFacts, now: Millis): boolean =>
  modified < BigInt(Math.floor(now) - CLEARED_MS) * 1_000_000n;
