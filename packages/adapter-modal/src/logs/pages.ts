/** Lines of Modal itself, which belong to no container. */
export const OWN_LOG = 'modal';

/** Lines that stand together in the log: of containers, or of Modal itself. */
interface Page {
  readonly isOwn: boolean;
  /** Bytes of each file up to its last line of the page. */
  readonly ends: Map<string, number>;
}

/**
 * In which order the files of a copy were printed, as far as that is to be kept: what Modal says of containers stands
 * behind the lines that it is about, and before those that follow from it. Lines of containers among each other have no
 * order, as those of ranks have none.
 */
export class Pages {
  #pages: Page[] = [];
  readonly #sizes = new Map<string, number>();

  get count(): number {
    return this.#pages.length;
  }

  /** The next line of the log made a file so long (bytes). */
  add(name: string, size: number): void {
    const isOwn = name === OWN_LOG;
    if (this.#pages.at(-1)?.isOwn !== isOwn) this.#pages.push({ isOwn, ends: new Map() });
    this.#pages.at(-1)?.ends.set(name, size);
    this.#sizes.set(name, size);
  }

  /** Where each file ends on a page that has lines of it. */
  ends(page: number): ReadonlyMap<string, number> {
    return this.#pages[page]?.ends ?? new Map();
  }

  /** Bytes of a file that all pages have. */
  size(name: string): number {
    return this.#sizes.get(name) ?? 0;
  }

  clear(): void {
    this.#pages = [];
    this.#sizes.clear();
  }
}
