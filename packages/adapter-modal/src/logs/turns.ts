import type { Millis } from '@sigwatch/core';
import type { Pages } from './pages.js';

/** What nobody reads on for so long (ms) is waited for no more: it may be a file that can't be read, or a reader of one file alone. */
const PATIENCE = 2_000;

/** Who reads the files of one copy together: each up to where the others have to come first. */
export class Turns {
  /** All pages before it are read, and the files of this one may be. */
  #page = 0;
  /** Bytes of each file up to the end of that page. */
  readonly #limits = new Map<string, number>();
  readonly #read = new Map<string, number>();
  /** Files that nobody has read on. */
  readonly #passed = new Set<string>();
  /** Since when lines wait for others, of which none is read. */
  #since: Millis | undefined;

  constructor(
    private readonly pages: Pages,
    private readonly now: () => Millis,
  ) {}

  /** The file was read so far (bytes). */
  reached(name: string, offset: number): void {
    if (offset === this.#read.get(name)) return;
    this.#read.set(name, offset);
    this.#passed.delete(name);
    this.#since = undefined;
  }

  /** Up to where (bytes) the file may be read now; undefined where all of it may that is known. */
  limit(name: string): number | undefined {
    this.#turn();
    const limit = this.#limits.get(name) ?? 0;
    return limit < this.pages.size(name) ? limit : undefined;
  }

  #turn(): void {
    // It may have grown.
    this.#enter();
    while (this.#page < this.pages.count - 1 && this.#isRead()) {
      this.#page += 1;
      this.#enter();
    }
  }

  #enter(): void {
    for (const [name, end] of this.pages.ends(this.#page)) this.#limits.set(name, end);
  }

  #isRead(): boolean {
    const behind = [...this.pages.ends(this.#page)].filter(
      ([name, end]) => (this.#read.get(name) ?? 0) < end && !this.#passed.has(name),
    );
    const now = this.now();
    this.#since ??= now;
    if (behind.length > 0 && now - this.#since < PATIENCE) return false;
    for (const [name] of behind) this.#passed.add(name);
    this.#since = undefined;
    return true;
  }
}
