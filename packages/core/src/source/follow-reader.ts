import path from 'node:path';
import type { Cursor, Deps, LogReader, Millis, Read } from '../contract.js';
import { Backoff } from './backoff.js';
import { openFile } from './content.js';
import { errorCode, type FileFacts, type FileSystem, isNetwork } from './file-system.js';
import { KnownFiles } from './known-files.js';
import { Lingering } from './lingering.js';
import { locate } from './locate.js';
import { MovedError, openSibling, type Sibling, traceWhole } from './siblings.js';
import { Tail } from './tail.js';
import { encodeTrace, lastMark, type Trace, traceOfCursor } from './trace.js';
import { type Wakes, WakeUp } from './wakes.js';

export interface FollowOptions {
  readonly deps: Deps;
  readonly files: FileSystem;
  readonly wakes: Wakes | undefined;
  readonly lingerMs: Millis;
}

/** What is read after the file that we are in. */
type Next = { readonly sibling: Sibling } | { readonly resume: Tail } | { readonly path: FileFacts };

// While the path is missing or empty, its directory is listed so often, at most.
const MOVES = 50;
const RESCAN_MS = 1000;
const SETTLED_MS = 2000;
const CLOCK_SLACK_NS = 2_000_000_000n;
// After these the descriptors are worthless; after any other error they may be the last way to a removed file.
const DEAD = new Set(['ESTALE', 'EBADF', 'ENODEV', 'ENOTCONN', 'ENXIO']);
const NOWHERE: Trace = { state: '=', inode: '', head: '', marks: [] };

/**
 * Follows a path through everything that happens to it. It is always in one file (`#tail`), reads it to its end, and
 * goes on to the next only when the path holds another file with content. Files that it left linger for a while.
 */
export class FollowReader implements LogReader {
  #tail: Tail | undefined;
  /** Where to go on when there is no tail: after a start, a truncation, or a stale mount. */
  #lost: Trace;
  #generation: number;
  #pathInode: string;
  #notBefore = 0n;
  #marked: boolean;
  #scannedAt = Number.NEGATIVE_INFINITY;
  #scannedModified = -1n;
  #scanned = false;
  /** Files that linger are to be opened again. */
  #resuming: boolean;
  /** Siblings may have come while we were away: look for them once. */
  #resumed = false;
  #closed = false;
  readonly #known: KnownFiles;
  readonly #lingering: Lingering;
  readonly #network: boolean;
  readonly #backoff = new Backoff();
  readonly #wakeUp: WakeUp;

  constructor(
    private readonly path: string,
    from: Cursor | undefined,
    private readonly options: FollowOptions,
  ) {
    const { files, wakes, lingerMs } = options;
    this.#lost = from ? traceOfCursor(from) : NOWHERE;
    this.#generation = from?.generation ?? 0;
    this.#pathInode = from?.inode ?? '';
    this.#marked = from !== undefined;
    this.#resuming = from !== undefined;
    this.#known = new KnownFiles(files, path, from?.seen ?? []);
    this.#lingering = new Lingering(files, path, this.#known, lingerMs);
    this.#network = isNetwork(files, path);
    this.#wakeUp = new WakeUp(wakes, path);
  }

  async read(into: Buffer, final = false): Promise<Read> {
    if (this.#closed) return { kind: 'ended' };
    // Taken before anything is read: what is written later is not covered by what we then find.
    const asOf = this.options.deps.now();
    const held = this.#backoff.held(asOf);
    if (held) return { kind: 'blind', error: held };
    this.#wakeUp.reset();
    // The last look is a real one.
    this.#scanned = final;
    try {
      const read = await this.#steadily(() => this.#read(into, final, asOf));
      this.#backoff.succeed();
      return read;
    } catch (error) {
      if (this.#closed) return { kind: 'ended' };
      if (DEAD.has(errorCode(error))) this.#letGo();
      return { kind: 'blind', error: this.#backoff.fail(error, asOf) };
    }
  }

  // A rotation that is under way moves files from under us; what was not found is looked for again.
  async #steadily<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof MovedError) || attempt === MOVES) throw error;
        this.#scanned = false;
      }
    }
  }

  wake(abort: AbortSignal): Promise<void> {
    return this.#wakeUp.wait(abort);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#letGo();
    this.#wakeUp.close();
  }

  async #read(into: Buffer, final: boolean, asOf: Millis): Promise<Read> {
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
        this.#lingering.addEmpty(tail, asOf);
        this.#resuming = false;
        this.#resumed = true;
      }
      const taken = await tail.take(into, final, tail.offset === 0 ? () => this.#isNext(tail, asOf) : undefined);
      if (taken.kind === 'lines') {
        return { kind: 'data', bytes: taken.bytes, cursor: this.#at(), ...(taken.cut && { cut: true }) };
      }
      if (taken.kind === 'declined') continue;
      if (taken.kind === 'foreign') {
        this.#loseTail(tail);
        continue;
      }
      const here = this.options.files.facts(this.path);
      if (here?.inode === tail.file.facts.inode) {
        this.#pathInode = here.inode;
        // An empty file at the path may have been emptied by copytruncate before we saw its content.
        if (taken.half === 0 && tail.offset === 0 && this.#mayScan(asOf) && !(await this.#isNext(tail, asOf))) continue;
        const missed = this.#resumed ? await this.#next(tail, here, asOf) : undefined;
        this.#resumed = false;
        if (missed && 'sibling' in missed) {
          const read = await this.#switch(tail, missed, taken.half, asOf);
          if (read) return read;
          continue;
        }
        if (!this.#network || reopened) return this.#quiet(into, final, asOf, tail.offset === 0);
        reopened = true;
        this.#reopen(tail);
        continue;
      }
      const late = await this.#lingering.poll(into, final, asOf, here?.inode);
      const next = late ? { resume: late } : await this.#next(tail, here, asOf);
      if (!next) return this.#quiet(into, final, asOf, true);
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
    const { files } = this.options;
    if (!this.#marked) {
      await this.#known.markAll();
      this.#marked = true;
    }
    const from = this.#lost;
    const wasInside = lastMark(from).offset > 0;
    if (wasInside) {
      const tail = await locate(files, this.path, from, this.#known);
      if (tail) {
        this.#enter(tail);
        this.#notBefore = oldest(tail.file.facts);
        return undefined;
      }
    }
    const here = files.facts(this.path);
    if (!here && !wasInside && !this.#mayScan(asOf)) return this.#caughtUp(this.#scannedAt);
    const { unread, refused } = await this.#unread(wasInside ? [from] : [], !wasInside, this.#notBefore, asOf);
    const first = unread[0];
    if (!first && !here) {
      if (wasInside) throw vanished(this.path, from);
      // The directory was listed and the path is not in it: nothing was written.
      return this.#caughtUp(asOf);
    }
    const file = first ? openSibling(files, first) : openFile(files, this.path);
    const recalled = wasInside || first ? undefined : await this.#known.recall(file);
    const tail = (recalled && (await Tail.resume(file, recalled))) || new Tail(file);
    if (wasInside) this.#known.add({ ...from, state: '' });
    const truncated = this.#enter(tail, first === undefined);
    if (wasInside) this.#lingering.addEmpty(tail, asOf);
    if (!wasInside && tail.offset === 0) return undefined;
    this.#generation += 1;
    const gap = wasInside ? explainGap(this.path, from, truncated, refused) : undefined;
    return { kind: 'reset', reason: truncated ? 'truncated' : 'replaced', cursor: this.#at(), ...(gap && { gap }) };
  }

  // Before the first bytes of a file are handed out: is there a rotated sibling that comes before it?
  async #isNext(tail: Tail, asOf: Millis): Promise<boolean> {
    const [first] = (await this.#unread([], true, this.#notBefore, asOf)).unread;
    if (!first || first.facts.inode === tail.file.facts.inode) return true;
    const file = openSibling(this.options.files, first);
    tail.file.close();
    this.#enter(new Tail(file));
    return false;
  }

  // What to read after `tail`, which is at its end and no longer at the path.
  async #next(tail: Tail, here: FileFacts | undefined, asOf: Millis): Promise<Next | undefined> {
    const hasContent = here !== undefined && here.size > 0;
    if (!hasContent && !this.#mayScan(asOf)) return undefined;
    const { unread } = await this.#unread([tail.trace('=')], true, oldest(tail.file.facts), asOf);
    const sibling = unread.find(({ facts }) => facts.inode !== tail.file.facts.inode);
    if (sibling) return { sibling };
    if (!here) return undefined;
    const resume = this.#lingering.find(here.inode);
    if (resume) return { resume };
    return hasContent ? { path: here } : undefined;
  }

  // Whether the siblings should be looked at (again). If not, they are known as they were at `#scannedAt`.
  #mayScan(asOf: Millis): boolean {
    // Within one read all looks must be at the same state.
    if (this.#scanned) return true;
    const modified = this.#directoryModified();
    // A directory that changed in the last seconds may change again without a new time.
    if (modified === this.#scannedModified && BigInt(Math.floor(asOf) - SETTLED_MS) * 1_000_000n > modified) {
      this.#scannedAt = asOf;
      return false;
    }
    return asOf >= this.#scannedAt + RESCAN_MS;
  }

  #directoryModified(): bigint {
    const directory = path.dirname(this.path);
    const facts = this.options.files.facts(directory);
    if (facts) return facts.modified;
    throw Object.assign(new Error(`ENOENT: there is no directory '${directory}'`), { code: 'ENOENT' });
  }

  async #unread(current: readonly Trace[], intact: boolean, notBefore: bigint, asOf: Millis) {
    this.#scannedModified = this.#directoryModified();
    const found = await this.#known.unread([...current, ...this.#lingering.traces()], intact, notBefore);
    this.#scannedAt = asOf;
    this.#scanned = true;
    return { ...found, unread: found.unread.filter(({ facts }) => !this.#lingering.has(facts.inode)) };
  }

  async #switch(leaving: Tail, next: Next, half: number, asOf: Millis): Promise<Read | undefined> {
    const { files } = this.options;
    let tail: Tail;
    if ('resume' in next) {
      tail = next.resume;
      this.#lingering.take(tail);
    } else {
      const file = 'sibling' in next ? openSibling(files, next.sibling) : openFile(files, this.path);
      const recalled = 'path' in next ? await this.#known.recall(file) : undefined;
      tail = (recalled && (await Tail.resume(file, recalled))) || new Tail(file);
      this.#notBefore = oldest(leaving.file.facts);
    }
    await this.#leave(leaving, half, asOf);
    if (!('resume' in next)) this.#lingering.addEmpty(tail, asOf);
    const truncated = this.#enter(tail, 'path' in next);
    // Nothing of this generation was handed out yet, so that nobody needs to be told.
    if (leaving.offset === 0 && tail.offset === 0) return undefined;
    this.#generation += 1;
    return { kind: 'reset', reason: truncated ? 'truncated' : 'replaced', cursor: this.#at() };
  }

  // Returns whether the path holds the same inode as before, with other content.
  #enter(tail: Tail, atPath = false): boolean {
    const { inode } = tail.file.facts;
    this.#tail = tail;
    this.#lost = NOWHERE;
    const truncated = atPath && inode === this.#pathInode;
    if (atPath) this.#pathInode = inode;
    return truncated;
  }

  async #leave(tail: Tail, half: number, asOf: Millis): Promise<void> {
    if (!tail.file.compressed && !tail.over) {
      this.#lingering.add(tail, half, asOf);
      return;
    }
    this.#known.add(tail.file.compressed ? await traceWhole(tail.file) : tail.trace(''));
    tail.file.close();
  }

  // ---- at the end of everything

  async #quiet(into: Buffer, final: boolean, asOf: Millis, scanned: boolean): Promise<Read> {
    const late = await this.#lingering.poll(into, final, asOf);
    const tail = this.#tail;
    if (late && tail) {
      const read = await this.#switch(tail, { resume: late }, 0, asOf);
      if (read) return read;
    }
    return this.#caughtUp(scanned ? Math.min(asOf, this.#scannedAt) : asOf);
  }

  #caughtUp(asOf: Millis): Read {
    return { kind: 'caught_up', asOf, cursor: this.#at() };
  }

  // On a network file system only an open asks the server how long the file is.
  #reopen(tail: Tail): void {
    const file = openFile(this.options.files, this.path);
    if (file.facts.inode === tail.file.facts.inode) {
      tail.file.close();
      tail.file = file;
    } else file.close();
  }

  #at(): Cursor {
    const trace = this.#tail?.trace('=') ?? this.#lost;
    const { offset, tail } = lastMark(trace);
    const known = this.#known.encoded();
    const earlier = trace.marks.slice(0, -1);
    const seen = earlier.length > 0 ? [encodeTrace({ ...trace, marks: earlier }), ...known] : known;
    const { inode, head } = trace;
    return { path: this.path, inode, head, tail, offset, generation: this.#generation, seen };
  }

  #loseTail(tail: Tail): void {
    this.#lost = tail.trace('=');
    this.#tail = undefined;
    tail.file.close();
  }

  #letGo(): void {
    if (this.#tail) this.#loseTail(this.#tail);
    this.#lingering.letGo();
    this.#resuming = true;
  }
}

// A rotated file that was written before ours began is an old one that came back. Kernels stamp times a tick late, and
// servers with their own clocks.
function oldest({ born, modified }: FileFacts): bigint {
  return (born < modified ? born : modified) - CLOCK_SLACK_NS;
}

function vanished(path: string, from: Trace): Error {
  const text = `ENOENT: '${path}' has vanished after byte ${lastMark(from).offset}, and no rotated copy of it is there`;
  return Object.assign(new Error(text), { code: 'ENOENT' });
}

function explainGap(path: string, from: Trace, truncated: boolean, refused: readonly string[]): string {
  const what = truncated ? 'was truncated or rewritten' : 'was replaced by another file';
  const why = refused.length > 0 ? `${refused.join(', ')} can't be opened` : 'no rotated copy holds them';
  return `Bytes of ${path} after ${lastMark(from).offset} may be lost: it ${what} (inode ${from.inode}), and ${why}.`;
}
