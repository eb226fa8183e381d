import fs from 'node:fs';

/** Who holds a file open, and can close it until it is needed again. */
export interface Holder {
  /** Closes the file, unless it is in use. Returns whether it did. */
  park(): boolean;
}

const FEWEST = 64;
const USUAL = 256;
const MOST = 1024;
// So many holders are asked for one that is not in use.
const TRIES = 8;

/**
 * Bounds how many files are open: beyond that, who has not used its file for longest closes it. One that is opened for the
 * first time then has a single place, which the next such takes: of thousands that are found at once and are never written
 * to again, none stays open, and what belongs to an open file is let go of while it is young. A soft bound: a file that is
 * being read, or is in the midst of a rotation, stays open.
 */
export class Descriptors {
  // In the order of use, as a Set keeps it.
  readonly #holders = new Set<Holder>();
  /** Opened its file for the first time, when there was no other place. */
  #guest: Holder | undefined;

  constructor(private readonly most = descriptorsToUse()) {}

  /** The holder has its file open, and uses it now. `again`: it has been open before. */
  use(holder: Holder, again = true): void {
    if (holder === this.#guest) return;
    const isGuest = !again && !this.#holders.has(holder) && this.#holders.size + 1 >= this.most;
    const stays = isGuest ? this.#receive(holder) : holder;
    if (stays === undefined) return;
    this.#later(stays);
    this.#bound(stays);
  }

  /** Takes the place of the guest before; returns that one where its file stays open. */
  #receive(holder: Holder): Holder | undefined {
    const before = this.#guest;
    this.#guest = holder;
    return before?.park() === false ? before : undefined;
  }

  #bound(holder: Holder): void {
    const most = this.#guest === undefined ? this.most : this.most - 1;
    if (this.#holders.size <= most) return;
    let tries = 0;
    for (const oldest of this.#holders) {
      if (oldest === holder || ++tries > TRIES) return;
      if (oldest.park()) this.#holders.delete(oldest);
      else this.#later(oldest);
      if (this.#holders.size <= most) return;
    }
  }

  /** The holder has closed its file. */
  drop(holder: Holder): void {
    this.#holders.delete(holder);
    if (holder === this.#guest) this.#guest = undefined;
  }

  #later(holder: Holder): void {
    this.#holders.delete(holder);
    this.#holders.add(holder);
  }
}

/** A quarter of what the process may open, at most 1,024; 256 where that is not known. */
function descriptorsToUse(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? USUAL : Math.min(MOST, Math.max(FEWEST, Math.floor(Number(limit) / 4)));
  } catch {
    return USUAL;
  }
}
