import type { Millis } from '../contract.js';
import type { Directories } from './directories.js';
import type { KnownFiles, Reading } from './known-files.js';
import { locate } from './locate.js';
import { listSiblings, openSibling } from './siblings.js';
import { Tail } from './tail.js';

interface Left {
  readonly tail: Tail;
  /** Bytes behind what was read of it, and since when they have been so many. */
  bytes: number;
  since: Millis;
  /** Never had content, so that it may as well be a copy that has just begun. */
  readonly empty?: boolean;
}

// Rotation in a tight loop must not use up all descriptors.
const MOST = 16;

/**
 * Files that were left, but may still be written to: logrotate renames first, and the writer reopens when it is told
 * to. Each is dropped when it was quiet for `lingerMs`; a half line at its end then is a line.
 */
export class Lingering {
  #left: Left[] = [];
  #grown = false;

  constructor(
    private readonly directories: Directories,
    private readonly path: string,
    private readonly known: KnownFiles,
    private readonly lingerMs: Millis,
  ) {}

  add(tail: Tail, half: number, now: Millis): void {
    this.#left.push({ tail, bytes: half, since: now });
    // Without content only the inode could tell it from another file, after a restart. It is unread then, and found.
    if (tail.offset > 0) this.known.add(tail.trace('~'));
    const [oldest] = this.#left;
    if (this.#left.length > MOST && oldest) this.#drop(oldest);
  }

  get isEmpty(): boolean {
    return this.#left.length === 0;
  }

  has(inode: string): boolean {
    return this.find(inode) !== undefined;
  }

  find(inode: string): Tail | undefined {
    return this.#left.find((left) => left.tail.file.facts.inode === inode)?.tail;
  }

  /** Takes the file back, to be read again. */
  take(tail: Tail): void {
    this.#left = this.#left.filter((left) => left.tail !== tail);
    this.known.remove(tail.trace(''));
  }

  async readings(): Promise<readonly Reading[]> {
    if (this.isEmpty) return [];
    const nothing = Buffer.alloc(1);
    return Promise.all(
      this.#left.map(async ({ tail }) => ({
        trace: tail.trace('~'),
        intact: (await tail.look(nothing)) !== 'foreign',
      })),
    );
  }

  /** A file with something to hand out, if there is one; never the one with inode `except`. */
  async poll(scratch: Buffer, final: boolean, now: Millis, except?: string): Promise<Tail | undefined> {
    for (const left of [...this.#left]) {
      if (left.tail.file.facts.inode === except) continue;
      const behind = await left.tail.look(scratch);
      // Truncated: what was not read of it may be in a copy, which is found when it is read again.
      if (behind === 'foreign') return left.tail;
      if (left.empty && behind.bytes > 0) {
        // Whether it is to be read is decided like for any other sibling.
        this.#drop(left);
        this.#grown = true;
        continue;
      }
      if (behind.bytes !== left.bytes) {
        left.bytes = behind.bytes;
        left.since = now;
      }
      const over = final || now - left.since >= this.lingerMs;
      if (behind.lines) return left.tail;
      if (!over) continue;
      if (behind.bytes > 0 && !left.tail.cut) {
        left.tail.over = true;
        return left.tail;
      }
      if (!final) this.#drop(left);
    }
    return undefined;
  }

  /** Whether, since the last call, an empty sibling got content: then the siblings are to be looked at. */
  takeGrown(): boolean {
    const grown = this.#grown;
    this.#grown = false;
    return grown;
  }

  /** After a restart: opens the files again that were left shortly before, if they are still there. */
  async restore(current: Tail, now: Millis): Promise<void> {
    this.known.remove(current.trace(''));
    for (const trace of this.known.lingering()) {
      if (this.has(trace.inode)) continue;
      const tail = await locate(this.directories, this.path, trace, this.known);
      this.known.remove(trace);
      this.known.add(tail ? tail.trace('~') : { ...trace, state: '' });
      if (tail) this.#left.push({ tail, bytes: 0, since: now });
    }
  }

  /** A sibling without content has nothing to read yet, but its writer may still have it open. */
  addEmpty(except: string, now: Millis): void {
    for (const sibling of listSiblings(this.directories, this.path)) {
      const { inode, size } = sibling.facts;
      if (size > 0 || inode === except || this.has(inode) || this.#left.length >= MOST) continue;
      const file = openSibling(this.directories.files, sibling);
      this.#left.push({ tail: new Tail(file), bytes: 0, since: now, empty: true });
    }
  }

  #drop(left: Left): void {
    this.#left = this.#left.filter((other) => other !== left);
    if (left.tail.offset > 0) this.known.add(left.tail.trace(''));
    left.tail.file.close();
  }

  /** Closes everything; `restore` finds the files again. */
  letGo(): void {
    for (const { tail } of this.#left) tail.file.close();
    this.#left = [];
  }
}
