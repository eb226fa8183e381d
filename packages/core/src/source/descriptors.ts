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
 * Bounds how many files are open: beyond that, who has not used its file for longest closes it. A soft bound: a file
 * that is being read, or is in the midst of a rotation, stays open.
 */
export class Descriptors {
  // In the order of use, as a Set keeps it.
  readonly #holders = new Set<Holder>();

  constructor(private readonly most = descriptorsToUse()) {}

  /** The holder has its file open, and uses it now. */
  use(holder: Holder): void {
    this.#holders.delete(holder);
    this.#holders.add(holder);
    if (this.#holders.size <= this.most) return;
    let tries = 0;
    for (const oldest of this.#holders) {
      if (oldest === holder || ++tries > TRIES) return;
      if (oldest.park()) this.#holders.delete(oldest);
      else this.#later(oldest);
      if (this.#holders.size <= this.most) return;
    }
  }

  /** The holder has closed its file. */
  drop(holder: Holder): void {
    this.#holders.delete(holder);
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
